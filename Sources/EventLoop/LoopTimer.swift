// SPDX-License-Identifier: Apache-2.0

internal import CLinux
internal import Glibc

/// One deadline on a loop that belongs to no descriptor: a pause before the next try, a grace that ends.
public final class LoopTimer: EventSource {
    private let loop: EventLoop
    private let action: () -> Void

    /// A timer that is not set; `action` is called on the loop's thread each time it was set and its time has come.
    /// - Throws: ``SystemError`` when no descriptor is left; a source has one, and this one's is never ready.
    public init(on loop: EventLoop, action: @escaping () -> Void) throws(SystemError) {
        let raw = try system("eventfd") { eventfd(0, Int32(EFD_CLOEXEC) | Int32(EFD_NONBLOCK)) }
        self.loop = loop
        self.action = action
        super.init(Descriptor(raw))
        try loop.register(self)
    }

    /// Sets when it is due, in milliseconds from now, in the place of what it was set to before.
    public func set(milliseconds: Int) {
        guard isOpen else { return }
        loop.setDeadline(self, Instant.now.advanced(milliseconds: milliseconds))
    }

    /// Sets when it is due, in the place of what it was set to before; `.distantFuture` for never.
    public func set(_ deadline: Instant) {
        if isOpen { loop.setDeadline(self, deadline) }
    }

    /// It is not due any more.
    public func clear() {
        guard isOpen else { return }
        loop.setDeadline(self, .distantFuture)
    }

    /// Gives up its descriptor; it is never due again.
    public func close() { loop.close(self) }

    /// Its time has come.
    public override func deadlineReached(_ now: Instant) { action() }
}
