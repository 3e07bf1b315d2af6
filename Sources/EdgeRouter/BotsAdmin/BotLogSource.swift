// SPDX-License-Identifier: Apache-2.0

internal import ContainerPool
internal import EventLoop
internal import HTTPCore

/// Answers with the log of an instance: plain lines, or server-sent events where it is followed or `events=1` asks for
/// them. The control thread reads it.
final class BotLogSource: ResponseSource {
    /// Lines shown where nothing else is said, and the most that may be asked for.
    private static let usualLines = 100
    private static let mostLines = 10_000

    private let pipe: BotLogPipe
    private unowned let worker: Worker

    private init(_ pipe: BotLogPipe, _ worker: Worker) {
        self.pipe = pipe
        self.worker = worker
    }

    /// Answers with the log of an instance.
    static func send(_ exchange: Exchange, _ target: PoolTarget) throws(Problem) {
        let query = Query(exchange)
        let follows = try BotsHandler.number(query, "follow", in: 0...1) == 1
        let isEvents = try BotsHandler.number(query, "events", in: 0...1) == 1 || follows
        let lines = try BotsHandler.number(query, "tail", in: 0...mostLines) ?? usualLines
        let worker = exchange.worker
        let pipe = BotLogPipe(isEvents: isEvents, loop: worker.sender)
        worker.services.control.send(.botLog(target, last: lines, follows: follows, pipe))
        StreamedResponse.send(BotLogSource(pipe, worker), exchange) { exchange in
            exchange.respond(200, body: .stream) { out in
                out.append(field: "Content-Type", isEvents ? "text/event-stream" : "text/plain; charset=utf-8")
                out.append(field: "Cache-Control", "no-store")
                out.append(field: "X-Accel-Buffering", "no")
            }
        }
    }

    func next(_ exchange: Exchange) {
        worker.awaited.add(exchange)
        pipe.want(exchange.ticket)
    }

    func cancel() { pipe.cancel() }
}
