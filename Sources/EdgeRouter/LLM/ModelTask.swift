// SPDX-License-Identifier: Apache-2.0

internal import ArticleGen
internal import EventLoop
internal import HTTPCore
internal import Synchronization

/// What goes on in a task beside the loops, and answers an exchange through a ``GatewayPipe``: as one JSON document, or
/// as a stream of events. What comes through is as long as a model's answers at most.
final class ModelTask: Sendable {
    private let pipe: GatewayPipe
    // Whether the stream has begun; the task's own events come one at a time, its failure behind them.
    private let isStreaming = Mutex(false)

    private init(_ pipe: GatewayPipe) { self.pipe = pipe }

    /// Begins one, which is cancelled if the client goes.
    /// - Parameter work: answers through what it is handed, once.
    static func begin(_ exchange: Exchange, _ work: @escaping @Sendable (ModelTask) async -> Void) {
        let pipe = GatewayPipe(exchange.worker.sender, ticket: exchange.ticket)
        let response = GatewayResponse(exchange, pipe)
        exchange.responder = response
        let task = Task { await work(ModelTask(pipe)) }
        pipe.attach { task.cancel() }
        response.goOn()
    }

    /// Sends an event, and before the first one the head of a stream.
    func tell(_ name: String, _ value: JSONValue) {
        let isFirst = isStreaming.withLock { isStreaming in
            defer { isStreaming = true }
            return !isStreaming
        }
        if isFirst {
            var head = GatewayHead()
            head.isStream = true
            pipe.add(.head(head))
        }
        var bytes: [UInt8] = []
        ServerSentEvent.append(value.json, named: name, to: &bytes)
        pipe.add(.body(bytes))
    }

    /// Sends the last event.
    func finish(telling name: String, _ value: JSONValue) {
        tell(name, value)
        pipe.add(.end)
    }

    /// Answers with one document, or with none.
    func answer(_ status: Int, _ value: JSONValue?, location: String? = nil) {
        let json = value?.json ?? []
        var head = GatewayHead()
        head.status = status
        head.location = location
        head.length = json.count
        pipe.add(.head(head))
        if !json.isEmpty { pipe.add(.body(json)) }
        pipe.add(.end)
    }

    /// Tells of a failure: by the status, or once the stream has begun by an event `error`.
    func fail(_ error: GatewayError, requestID: [UInt8]) {
        guard isStreaming.withLock({ $0 }) else { return pipe.add(.refused(error, GatewayHead())) }
        var bytes: [UInt8] = []
        ServerSentEvent.append(Problem(error).json(requestID: requestID), named: "error", to: &bytes)
        pipe.add(.body(bytes))
        pipe.add(.end)
    }
}

/// Names that nobody guesses, for what is made without one.
enum RandomName {
    /// 16 bytes in hexadecimal digits.
    static func make() -> String {
        var random = SystemRandomNumberGenerator()
        return (0..<2).map { _ in
            let digits = String(UInt64.random(in: .min ... .max, using: &random), radix: 16)
            return String(repeating: "0", count: 16 - digits.count) + digits
        }.joined()
    }
}
