// SPDX-License-Identifier: Apache-2.0

internal import ContainerPool
internal import EventLoop
internal import HTTPCore
internal import Synchronization

/// The lines of a bot's log on their way from the control thread, which reads them, to the loop of the one who asked:
/// plain lines, or server-sent events where they are followed. Bounded: who reads too slowly misses lines, and is told.
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
        let lines = try BotsHandler.number(query, "tail", in: 0...mostLines) ?? usualLines
        let worker = exchange.worker
        let pipe = BotLogPipe(isEvents: follows, loop: worker.sender)
        worker.services.control.send(.botLog(target, last: lines, follows: follows, pipe))
        StreamedResponse.send(BotLogSource(pipe, worker), exchange) { exchange in
            exchange.respond(200, body: .stream) { out in
                out.append(field: "Content-Type", follows ? "text/event-stream" : "text/plain; charset=utf-8")
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

/// What is between the thread that reads a log and the loop that sends it.
final class BotLogPipe: Sendable {
    /// Bytes that may wait for the one who reads.
    private static let waitingBytes = 256 * 1024

    private struct State {
        var waiting: [UInt8] = []
        var dropped = 0
        var ticket: UInt64?
        var end: Problem?
        var isEnded = false
        var isCancelled = false
    }

    // Written by the control thread, read by one loop.
    private let state = Mutex(State())
    private let isEvents: Bool
    private let loop: MailboxSender<WorkerMessage>

    init(isEvents: Bool, loop: MailboxSender<WorkerMessage>) {
        self.isEvents = isEvents
        self.loop = loop
    }

    /// Whether nobody reads any more.
    var isCancelled: Bool { state.withLock { $0.isCancelled } }

    /// A line of the log.
    func add(_ text: String, isError: Bool) {
        change { state in
            guard state.waiting.count < Self.waitingBytes else {
                state.dropped += 1
                return
            }
            if isEvents {
                state.waiting.append(text: "event: \(isError ? "stderr" : "stdout")\ndata: \(text)\n\n")
            } else {
                state.waiting.append(text: text + "\n")
            }
        }
    }

    /// The log ends, or cannot be read.
    func end(_ problem: Problem?) {
        change { state in
            state.isEnded = true
            state.end = problem
        }
    }

    /// The loop asks for more, to be handed to the exchange with this ticket.
    func want(_ ticket: UInt64) { change { $0.ticket = ticket } }

    /// Nobody reads any more.
    func cancel() { state.withLock { $0.isCancelled = true } }

    private func change(_ body: (inout State) -> Void) {
        let sent = state.withLock { state -> (ticket: UInt64, piece: ResponsePiece)? in
            body(&state)
            guard let ticket = state.ticket, !state.waiting.isEmpty || state.isEnded else { return nil }
            state.ticket = nil
            var bytes: [UInt8] = []
            swap(&bytes, &state.waiting)
            if state.dropped > 0 {
                let text = "\(state.dropped) lines were left out: the reader is too slow"
                bytes.append(text: isEvents ? "event: dropped\ndata: \(text)\n\n" : "... \(text)\n")
                state.dropped = 0
            }
            if let problem = state.end, bytes.isEmpty { return (ticket, .lost(problem)) }
            return (ticket, state.isEnded ? .last(bytes) : .more(bytes))
        }
        guard let sent else { return }
        loop.send(
            .resume(ticket: sent.ticket, of: nil) { exchange in StreamedResponse.pass(sent.piece, to: exchange) })
    }
}
