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
    static func answer(_ exchange: Exchange, _ answer: Result<[UInt8], PoolRefusal>, status: Int, binding: String) {
        switch answer {
        case .success(let json): exchange.respond(status, contentType: "application/json", json)
        case .failure(let refusal): exchange.fail(.noEndpoint(binding, refusal, now: exchange.worker.loop.now))
        }
    }
}
