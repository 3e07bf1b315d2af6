// SPDX-License-Identifier: Apache-2.0

internal import ContainerPool
internal import EventLoop
internal import HTTPCore

/// `/admin/bots`: what bots there are and what their instances are doing; starting, stopping, freezing and replacing
/// them by hand. The control thread answers.
enum BotsHandler {
    static func handle(_ exchange: Exchange, _ route: BotsRoute) throws(Problem) {
        switch route {
        case .bots:
            try check(exchange, isRead: true)
            ask(.list, exchange)
        case .bot(let binding):
            try check(exchange, isRead: true)
            ask(.show(try target(binding, exchange)), exchange)
        case .command(let binding, let command):
            try check(exchange, isRead: false)
            ask(.command(command, try target(binding, exchange)), exchange)
        case .logs(let binding):
            try check(exchange, isRead: true)
            try BotLogSource.send(exchange, try target(binding, exchange))
        }
    }

    /// The containers of other routers on the same engine.
    static let orphansPath = "/admin/orphans"
    /// The configuration is read again.
    static let reloadPath = "/admin/reload"

    /// `GET` and `DELETE /admin/orphans`.
    static func handleOrphans(_ exchange: Exchange) throws(Problem) {
        switch exchange.head.method {
        case .get, .head: ask(.orphans, exchange)
        case .delete:
            guard let owner = Query(exchange)["owner"], !owner.isEmpty else {
                throw Problem(
                    400, "invalid-parameter", "Invalid parameter",
                    "owner is missing: it names whose containers are removed, as GET \(orphansPath) lists them.")
            }
            ask(.removeOrphans(owner: owner), exchange)
        default: throw .methodNotAllowed("GET, HEAD, DELETE")
        }
    }

    /// `POST /admin/reload`.
    static func handleReload(_ exchange: Exchange) throws(Problem) {
        try check(exchange, isRead: false)
        ask(.reload, exchange)
    }

    private static func check(_ exchange: Exchange, isRead: Bool) throws(Problem) {
        let method = exchange.head.method
        guard isRead ? method.isRead : method == .post else {
            throw .methodNotAllowed(isRead ? "GET, HEAD" : "POST")
        }
    }

    private static func target(_ binding: String, _ exchange: Exchange) throws(Problem) -> PoolTarget {
        let query = Query(exchange)
        let client = query.bytes("client").map { String(decoding: $0, as: UTF8.self) }
        if let client, ClientID(client) == nil {
            throw Problem(400, "invalid-client-id", "No client id", "client: `\(printable(client))` is no client id.")
        }
        let ordinal = try number(query, "ordinal", in: 0...Int(UInt16.max))
        return PoolTarget(binding: binding, client: client, ordinal: ordinal)
    }

    /// A number of the query; nil if it is not there.
    static func number(_ query: Query, _ name: String, in range: ClosedRange<Int>) throws(Problem) -> Int? {
        guard let bytes = query.bytes(name) else { return nil }
        if let number = Int(String(decoding: bytes, as: UTF8.self)), range.contains(number) { return number }
        throw Problem(
            400, "invalid-parameter", "Invalid parameter",
            "\(name) is to be a number from \(range.lowerBound) to \(range.upperBound).")
    }

    private static func ask(_ question: BotsQuestion, _ exchange: Exchange) {
        exchange.worker.awaited.add(exchange)
        exchange.worker.services.control.send(.bots(question, loop: exchange.worker.index, ticket: exchange.ticket))
    }

    /// Hands the control thread's answer to whoever asked.
    static func answer(_ exchange: Exchange, _ answer: BotsAnswer) {
        switch answer {
        case .json(let status, let json): exchange.respond(status, contentType: "application/json", json)
        case .refused(let binding, let refusal):
            exchange.fail(.noEndpoint(binding, refusal, now: exchange.worker.loop.now))
        case .failed(let problem): exchange.fail(problem)
        }
    }
}

/// The control thread's answer to a ``BotsQuestion``.
enum BotsAnswer: Sendable {
    case json(Int, [UInt8])
    /// The pool does not do it.
    case refused(binding: String, PoolRefusal)
    case failed(Problem)
}
