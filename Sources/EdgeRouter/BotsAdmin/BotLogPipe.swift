// SPDX-License-Identifier: Apache-2.0

internal import EventLoop
internal import HTTPCore
internal import Synchronization

/// The lines of a bot's log on their way from the control thread, which reads them, to the loop that sends them.
/// Bounded: who reads too slowly misses lines, and is told.
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
            guard !state.isCancelled else { return }
            guard state.waiting.count < Self.waitingBytes else {
                state.dropped += 1
                return
            }
            let line = BotLogLine(text: text, isError: isError)
            state.waiting += isEvents ? line.event : line.plain
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
                bytes += isEvents ? BotLogLine.dropped(state.dropped) : BotLogLine.plainDropped(state.dropped)
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
