// SPDX-License-Identifier: Apache-2.0

/// Something that owns a descriptor on a loop and is told what happens to it. Subclasses are connections, listeners,
/// mailboxes. Everything is called on the loop's thread.
///
/// A source lives and dies on one loop. Its descriptor is closed by ``EventLoop/close(_:)`` and by nothing else.
open class EventSource {
    /// The descriptor, or -1 once closed. Only for the calls of this target.
    final var descriptor: Int32
    /// The loop it lives on, once registered.
    final var token: UInt64 = 0
    /// When ``deadlineReached(_:)`` is due. Later than the queue's entry means: ask again then.
    final var deadline = Instant.distantFuture
    /// The earliest entry of this source in the timer queue.
    final var queuedDeadline = Instant.distantFuture
    /// A later entry that is still in the queue behind it, so that a source whose deadlines are now short, now long
    /// does not leave one more entry there each time.
    final var laterDeadline = Instant.distantFuture
    /// Whether the source is in the loop's list of those that stopped early.
    final var isQueuedAgain = false

    /// Takes over a descriptor.
    public init(_ descriptor: consuming Descriptor) {
        self.descriptor = descriptor.release()
    }

    /// Whether the descriptor is still open.
    public final var isOpen: Bool { descriptor >= 0 }

    /// The descriptor became ready. Edge-triggered: reported once per change, so whoever leaves something unread calls
    /// ``EventLoop/runAgain(_:)`` or remembers it.
    open func ready(_ readiness: Readiness) {}

    /// The deadline last set has come.
    open func deadlineReached(_ now: Instant) {}

    /// The turn asked for with ``EventLoop/runAgain(_:)``.
    open func continued() {}
}
