// SPDX-License-Identifier: Apache-2.0

internal import EventLoop
internal import HTTPCore

/// `/admin/log-level`: what is logged, for as long as the process runs.
enum LogLevelHandler {
    static let path = "/admin/log-level"
    private static let bodyBytes = 4096

    static func handle(_ exchange: Exchange) throws(Problem) {
        let method = exchange.head.method
        if method.isRead {
            return exchange.respond(200, contentType: "application/json", exchange.worker.logSettings.json)
        }
        guard method == .put else { throw .methodNotAllowed("GET, HEAD, PUT") }
        exchange.gatherBody(limit: bodyBytes) { exchange, body in
            exchange.attempt { () throws(Problem) in
                let worker = exchange.worker
                let settings = try worker.logSettings.changed(by: body)
                worker.awaited.add(exchange)
                worker.services.control.send(.log(settings, loop: worker.index, ticket: exchange.ticket))
            }
        }
    }
}
