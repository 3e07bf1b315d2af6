// SPDX-License-Identifier: Apache-2.0

internal import CLinux
internal import Glibc
internal import Synchronization

/// Where other threads leave messages for a loop. A burst of messages costs one wake-up: only the one that finds the
/// box empty writes to the eventfd.
public final class Mailbox<Message: Sendable>: EventSource {
    private let box: MailboxSender<Message>
    private let loop: EventLoop
    private let receive: (Message) -> Void
    private var batch: [Message] = []

    /// A mailbox on a loop; `receive` is called on the loop's thread, once a message, in the order they were sent by
    /// each thread.
    public init(on loop: EventLoop, receive: @escaping (Message) -> Void) throws(SystemError) {
        let raw = try system("eventfd") { eventfd(0, Int32(EFD_CLOEXEC) | Int32(EFD_NONBLOCK)) }
        let copy = try system("fcntl") { fcntl(raw, F_DUPFD_CLOEXEC, 0) }
        box = MailboxSender(Descriptor(copy))
        self.loop = loop
        self.receive = receive
        super.init(Descriptor(raw))
        try loop.register(self)
    }

    /// What other threads are given.
    public var sender: MailboxSender<Message> { box }

    /// Hands out what has come. The eventfd is never read: each write to it is an edge of its own, whatever it counts,
    /// and a read would be another one (it can be written again), which costs the loop a turn for nothing.
    public override func ready(_ readiness: Readiness) {
        box.take(into: &batch)
        for message in batch { receive(message) }
        batch.removeAll(keepingCapacity: true)
    }
}

/// The sending side of a ``Mailbox``, for any thread.
public final class MailboxSender<Message: Sendable>: Sendable {
    private let wake: Descriptor
    // Guarded by the mutex; held only to append or to swap.
    private let messages = Mutex<[Message]>([])

    init(_ wake: consuming Descriptor) { self.wake = wake }

    /// Leaves a message.
    public func send(_ message: Message) {
        let wasEmpty = messages.withLock { waiting in
            waiting.append(message)
            return waiting.count == 1
        }
        if wasEmpty { signal() }
    }

    private func signal() {
        var one: UInt64 = 1
        // Fails only when the counter is full: after 2^64 - 2 wake-ups, a million years of them at 500,000 a second.
        _ = unsafe write(wake.raw, &one, MemoryLayout<UInt64>.size)
    }

    func take(into batch: inout [Message]) {
        messages.withLock { waiting in swap(&waiting, &batch) }
    }
}
