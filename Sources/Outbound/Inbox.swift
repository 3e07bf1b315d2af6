// SPDX-License-Identifier: Apache-2.0

internal import CCurl
internal import Synchronization

/// Where other threads leave what they want of a client's thread. A burst costs one wake-up: only the one that finds
/// the box empty wakes the thread.
final class Inbox: Sendable {
    enum Command: Sendable {
        case start(Transfer)
        case cancel(Transfer)
        /// The transfer's `credit` has grown from zero.
        case credit(Transfer)
        case send(Transfer, [UInt8])
        case finishSending(Transfer)
        /// More was sent than allowed.
        case oversent(Transfer)
        case close
    }

    private struct State {
        var commands: [Command] = []
        /// What libcurl's wake-up needs, while the thread can be asleep in it.
        var multi: MultiHandle?
        var thread: OutboundThread?
        var isClosed = false
        /// Transfers admitted and not yet ended.
        var transfers = 0
    }

    // Held to change the state, to create the thread, and to wake it (so that the handle cannot go meanwhile).
    private let state = Mutex(State())
    /// The file name of libcurl.
    let library: String

    init(library: String) {
        self.library = library
    }

    /// Takes a transfer in, starting the thread for the first; an error if it cannot be.
    func admit(_ transfer: Transfer) -> OutboundError? {
        state.withLock { state in
            guard !state.isClosed else { return OutboundError(.closed, "This client is closed; it takes no request.") }
            guard state.transfers < OutboundLimits.transfers else {
                return OutboundError(
                    .overloaded, "\(OutboundLimits.transfers) outgoing calls are under way; try again when one ended.")
            }
            if state.thread == nil {
                guard let thread = OutboundThread({ [self] in MultiLoop(self).run() }) else {
                    return OutboundError(.overloaded, "The system has no thread left for outgoing calls.")
                }
                state.thread = thread
            }
            state.transfers += 1
            Self.leave(.start(transfer), in: &state)
            return nil
        }
    }

    func send(_ command: Command) {
        state.withLock { Self.leave(command, in: &$0) }
    }

    private static func leave(_ command: Command, in state: inout State) {
        guard !state.isClosed else { return }
        state.commands.append(command)
        if state.commands.count == 1 { state.multi?.wake() }
    }

    /// Takes no further request. The thread to be joined, the first time, if there is one.
    func close() -> OutboundThread? {
        state.withLock { state in
            Self.leave(.close, in: &state)
            state.isClosed = true
            defer { state.thread = nil }
            return state.thread
        }
    }

    // MARK: - The thread's side

    /// Exchanges what has come with an empty array.
    func take(into commands: inout [Command]) {
        state.withLock { swap(&$0.commands, &commands) }
    }

    /// From now on the thread sleeps in that handle; nil: it no longer does.
    func sleeps(in multi: MultiHandle?) {
        state.withLock { $0.multi = multi }
    }

    /// A transfer has ended.
    func release() {
        state.withLock { $0.transfers -= 1 }
    }

    /// Whether the thread may end, because nothing has come since; the next request will start another.
    func retire() -> Bool {
        state.withLock { state in
            guard state.commands.isEmpty else { return false }
            state.thread?.detach()
            state.thread = nil
            return true
        }
    }
}

/// libcurl's handle for many transfers.
// @safe: the pointer is valid for as long as the inbox has this.
@safe struct MultiHandle: @unchecked Sendable {
    // Unchecked because only ``wake()`` is called by other threads, which libcurl allows, and under the inbox's lock.
    let pointer: UnsafeMutableRawPointer

    func wake() {
        // The handle lives for as long as the inbox has it.
        _ = unsafe ccurl_multi_wakeup(pointer)
    }
}
