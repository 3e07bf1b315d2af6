// SPDX-License-Identifier: Apache-2.0

internal import ArticleGen
internal import EventLoop
internal import Synchronization

/// What is between the threads that an answer comes on and the loop that sends it. Bounded by the credit that the call
/// gives its provider.
final class GatewayPipe: Sendable {
    private struct State {
        var events: [GatewayEvent] = []
        var first = 0
        /// Whether the loop has found it empty, and is to be told.
        var isAwaited = false
        var isCancelled = false
        var consumed: (@Sendable (Int) -> Void)?
        var end: (@Sendable () -> Void)?
    }

    // Written by the gateway's threads, read by one loop.
    private let state = Mutex(State())
    private let loop: MailboxSender<WorkerMessage>
    private let ticket: UInt64

    init(_ loop: MailboxSender<WorkerMessage>, ticket: UInt64) {
        self.loop = loop
        self.ticket = ticket
    }

    /// The call whose answer comes through here.
    func attach(_ call: GatewayCall) {
        attach(consumed: { call.consumed(bytes: $0) }, cancel: { call.cancel() })
    }

    /// Who is told what the client takes, and that it has gone.
    func attach(consumed: @escaping @Sendable (Int) -> Void = { _ in }, cancel: @escaping @Sendable () -> Void) {
        let isCancelled = state.withLock { state in
            state.consumed = consumed
            state.end = cancel
            return state.isCancelled
        }
        if isCancelled { cancel() }
    }

    func add(_ event: GatewayEvent) {
        let mustTell = state.withLock { state in
            guard !state.isCancelled else { return false }
            state.events.append(event)
            defer { state.isAwaited = false }
            return state.isAwaited
        }
        guard mustTell else { return }
        loop.send(.resume(ticket: ticket, of: nil) { ($0.responder as? GatewayResponse)?.goOn() })
    }

    /// The next event; nil if there is none yet: then the loop is told of the next.
    func next() -> GatewayEvent? {
        state.withLock { state in
            guard state.first < state.events.count else {
                state.events.removeAll(keepingCapacity: true)
                state.first = 0
                state.isAwaited = true
                return nil
            }
            defer { state.first += 1 }
            return state.events[state.first]
        }
    }

    /// The client takes so many bytes.
    func consumed(_ count: Int) { state.withLock { $0.consumed }?(count) }

    /// Nobody reads any more.
    func cancel() {
        let end = state.withLock { state in
            state.isCancelled = true
            state.events = []
            state.first = 0
            return state.end
        }
        end?()
    }
}
