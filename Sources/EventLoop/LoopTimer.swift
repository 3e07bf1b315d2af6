// SPDX-License-Identifier: Apache-2.0

internal import CLinux
internal import Glibc

/// A deadline on a loop that belongs to no connection. Its descriptor is an eventfd that nobody writes to: the loop
/// knows deadlines by sources, and sources by descriptors.
public final class LoopTimer: EventSource {
    private let loop: EventLoop
    private let fire: (Instant) -> Void

    /// A timer that is not set; `fire` is called on the loop's thread, once for each deadline that comes.
    /// - Throws: ``SystemError`` when no descriptor is left.
    public init(on loop: EventLoop, fire: @escaping (Instant) -> Void) throws(SystemError) {
        let raw = try system("eventfd") { eventfd(0, Int32(EFD_CLOEXEC) | Int32(EFD_NONBLOCK)) }
        self.loop = loop
        self.fire = fire
        super.init(Descriptor(raw))
        try loop.register(self)
    }

    /// Sets when it is due, in place of what was set before; `.distantFuture` for never.
    public func set(_ deadline: Instant) {
        if isOpen { loop.setDeadline(self, deadline) }
    }

    /// The deadline has come.
    public override func deadlineReached(_ now: Instant) { fire(now) }

    /// It will never be due again.
    public func close() { loop.close(self) }
}
