// SPDX-License-Identifier: Apache-2.0

internal import CLinux
internal import Glibc

/// What has become possible on a descriptor.
public struct Readiness: OptionSet, Sendable {
    /// The bits of epoll(7).
    public let rawValue: UInt32

    /// Wraps epoll's bits.
    public init(rawValue: UInt32) { self.rawValue = rawValue }

    /// Bytes, a connection, or the end of the stream can be read.
    public static let readable = Readiness(rawValue: 0x001)
    /// Bytes can be written.
    public static let writable = Readiness(rawValue: 0x004)
    /// An error is pending (EPOLLERR).
    public static let failed = Readiness(rawValue: 0x008)
    /// Both directions are closed (EPOLLHUP).
    public static let hungUp = Readiness(rawValue: 0x010)
    /// The peer has finished sending (EPOLLRDHUP).
    public static let peerFinished = Readiness(rawValue: 0x2000)
}

/// epoll(7), edge-triggered: every descriptor is registered once, for both directions, and never again. That saves the
/// epoll_ctl calls of changing interest; the price is that whoever stops early must remember that more was ready.
// @safe: the events are reached through `event(_:)` alone, which checks its index.
@safe struct Poller: ~Copyable {
    private let epoll: Descriptor
    // Allocated once at full size: the wait must not allocate, and a longer batch only delays the first of it.
    private let events: UnsafeMutablePointer<epoll_event>
    private let capacity = 512

    // The memory is initialised whole before anything reads it.
    init() throws(SystemError) {
        let raw = try system("epoll_create1") { epoll_create1(Int32(EPOLL_CLOEXEC)) }
        epoll = Descriptor(raw)
        unsafe events = .allocate(capacity: capacity)
        unsafe events.initialize(repeating: epoll_event(), count: capacity)
    }

    deinit { unsafe events.deallocate() }

    /// Registers for reading, writing and the peer's end, edge-triggered.
    func add(_ descriptor: Int32, token: UInt64) throws(SystemError) {
        var event = unsafe epoll_event()
        let interest: Readiness = [.readable, .writable, .peerFinished]
        unsafe event.events = interest.rawValue | linux_epoll_edge_triggered
        unsafe event.data.u64 = token
        _ = try system("epoll_ctl") { unsafe epoll_ctl(epoll.raw, EPOLL_CTL_ADD, descriptor, &event) }
    }

    /// Waits until something is ready or the time is over; `timeout` in milliseconds, -1 for ever.
    func wait(timeout: Int32) -> Int {
        let count = unsafe linux_epoll_wait(epoll.raw, events, Int32(capacity), timeout)
        // An interrupted wait is an empty one: the caller looks at its timers and comes back.
        precondition(count >= 0 || errno == EINTR, "epoll_wait on a descriptor that is not ours")
        return max(0, Int(count))
    }

    /// One of the events of the last wait.
    func event(_ index: Int) -> (token: UInt64, readiness: Readiness) {
        precondition(index < capacity)
        // In bounds by the line above; initialised in `init` and overwritten by the kernel since.
        let event = unsafe events[index]
        return unsafe (event.data.u64, Readiness(rawValue: event.events))
    }
}
