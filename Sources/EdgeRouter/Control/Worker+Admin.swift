// SPDX-License-Identifier: Apache-2.0

internal import EventLoop
internal import HTTPCore

// The admin listener: what the operator asks.

extension Worker {
    /// Answers the operator: health, metrics, and the Workers KV REST API.
    func dispatchAdmin(_ exchange: Exchange) throws(Problem) {
        let bytes = exchange.buffer.bytes
        let target = exchange.semantics.target
        if CloudflareRoute.isIn(target.path, bytes.span) {
            // Before anything can fail.
            exchange.errorStyle = .cloudflare
            exchange.route = Route(.cloudflareAPI)
        } else {
            exchange.route = Route(.unknown)
        }
        guard exchange.head.method != .trace else { throw .methodNotAllowed(Problem.servedMethods) }
        let path = exchange.text(target.path)
        if path == "/healthz" {
            exchange.route = Route(.health)
            return HealthHandler.health(exchange)
        }
        try checkAdmin(exchange)
        if let route = ClientsRoute(path) { return try ClientsHandler.handle(exchange, route) }
        switch path {
        case _ where exchange.route.destination == .cloudflareAPI: CloudflareAPI.handle(exchange)
        case _ where KVAdminHandler.serves(path): try KVAdminHandler.handle(exchange, path: path)
        case "/readyz":
            exchange.route = Route(.readiness)
            HealthHandler.readiness(exchange)
        case "/metrics":
            exchange.route = Route(.metrics)
            guard exchange.head.method == .get || exchange.head.method == .head else {
                throw .methodNotAllowed("GET, HEAD")
            }
            awaited.add(exchange)
            services.control.send(.scrape(loop: index, ticket: exchange.ticket))
        default:
            throw Problem(
                404, "no-route", "No such path",
                "The admin listener has /metrics, /healthz, /readyz, /admin/clients, /admin/kv/… and the Workers KV "
                    + "REST API under /client/v4.")
        }
    }

    /// With a token, whoever shows it; a web page cannot, so that hosts and origins do not matter. Without one, Host
    /// and Origin are checked, so that no page reaches the listener through a browser.
    private func checkAdmin(_ exchange: Exchange) throws(Problem) {
        let bytes = exchange.buffer.bytes
        guard !services.adminAccess.needsToken else {
            guard services.adminAccess.admits(exchange.head, bytes) else { throw .notTheOperator }
            return
        }
        if let host = exchange.semantics.authority?.host, tables.hosts.verdict(bytes.span, host) != .own {
            throw .misdirected(exchange, host, tables.baseDomain)
        }
        try checkOrigin(exchange, bytes)
    }
}

extension Problem {
    static let notTheOperator = Problem(
        401, "no-admin-token", "Not the operator",
        "Authentication error: this listener wants Authorization: Bearer with the token of EDGE_ADMIN_TOKEN.")
}
