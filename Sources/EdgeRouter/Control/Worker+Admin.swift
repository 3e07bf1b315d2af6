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
        if let route = BotsRoute(path) { return try BotsHandler.handle(exchange, route) }
        switch path {
        case _ where exchange.route.destination == .cloudflareAPI: CloudflareAPI.handle(exchange)
        case _ where KVAdminHandler.serves(path): try KVAdminHandler.handle(exchange, path: path)
        case UsageHandler.path: try UsageHandler.handle(exchange)
        case BotsHandler.orphansPath: try BotsHandler.handleOrphans(exchange)
        case BotsHandler.reloadPath: try BotsHandler.handleReload(exchange)
        case LogLevelHandler.path: try LogLevelHandler.handle(exchange)
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
                "The admin listener has /metrics, /healthz, /readyz, /admin/clients, /admin/bots, /admin/orphans, "
                    + "/admin/reload, /admin/usage, /admin/log-level, /admin/kv/… and the Workers KV REST API under "
                    + "/client/v4.")
        }
    }

    /// With a token, whoever shows it; a web page cannot, so that hosts and origins do not matter. Without one, Host
    /// and Origin are checked, so that no page reaches the listener through a browser.
    private func checkAdmin(_ exchange: Exchange) throws(Problem) {
        let bytes = exchange.buffer.bytes
        guard !services.adminAccess.needsToken else { return try checkOperator(exchange, bytes) }
        if let host = exchange.semantics.authority?.host, tables.hosts.verdict(bytes.span, host) != .own {
            throw .misdirected(exchange, host, tables.baseDomain)
        }
        try checkOrigin(exchange, bytes)
    }
}

extension Worker {
    /// Holds guessing up as ``checkAttempts(_:)`` does for clients, also for a token that would be right: else every
    /// guess would be heard. But whoever sits at this machine gets in with the right one whatever others try there, so
    /// that nobody can lock the operator out for good.
    private func checkOperator(_ exchange: Exchange, _ bytes: [UInt8]) throws(Problem) {
        let verdict = services.adminAccess.verdict(exchange.head, bytes)
        guard verdict != .nothing else { throw .notTheOperator }
        let source = sourceAddress(of: exchange)
        let wait = failedAdminAttempts.secondsToWait(source, now: loop.now)
        if verdict == .right, wait == nil || isAtThisMachine(exchange) { return }
        if let wait { throw .tooManyAttempts(wait) }
        metrics.refusedTokens &+= 1
        failedAdminAttempts.note(source, now: loop.now)
        throw .notTheOperator
    }

    /// Whether a request comes from this machine, and from no proxy on it that says so.
    private func isAtThisMachine(_ exchange: Exchange) -> Bool {
        guard exchange.connection?.peer.isLoopback ?? false else { return false }
        let told: [FieldName] = [.xForwardedFor, .xForwardedHost, .xForwardedProto, .xRealIP, .forwarded, .via]
        return !exchange.head.fields.contains { told.contains($0.id) }
    }
}

extension Problem {
    static let notTheOperator = Problem(
        401, "no-admin-token", "Not the operator",
        "Authentication error: this listener wants Authorization: Bearer with the token of EDGE_ADMIN_TOKEN.")
}
