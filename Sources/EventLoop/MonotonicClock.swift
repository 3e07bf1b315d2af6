// SPDX-License-Identifier: Apache-2.0

internal import Glibc

/// A moment on the monotonic clock, in nanoseconds since an arbitrary start. Never compared with wall-clock time.
public struct Instant: Comparable, Hashable, Sendable {
    /// Nanoseconds since the clock's start.
    public let nanoseconds: UInt64

    /// A moment, for tests and state machines that are handed the time.
    public init(nanoseconds: UInt64) { self.nanoseconds = nanoseconds }

    /// Never reached.
    public static let distantFuture = Instant(nanoseconds: .max)

    /// The moment now.
    public static var now: Instant {
        var time = timespec()
        unsafe clock_gettime(CLOCK_MONOTONIC, &time)
        return Instant(nanoseconds: UInt64(time.tv_sec) &* 1_000_000_000 &+ UInt64(time.tv_nsec))
    }

    /// Earlier or later on the same clock.
    public static func < (left: Instant, right: Instant) -> Bool { left.nanoseconds < right.nanoseconds }

    /// The moment that many milliseconds later; saturates at `distantFuture`.
    public func advanced(milliseconds: Int) -> Instant {
        let (added, tooLong) = UInt64(max(0, milliseconds)).multipliedReportingOverflow(by: 1_000_000)
        let (sum, tooLate) = nanoseconds.addingReportingOverflow(added)
        return tooLong || tooLate ? .distantFuture : Instant(nanoseconds: sum)
    }

    /// Nanoseconds from an earlier moment to this one; zero if that one is not earlier.
    public func nanoseconds(since earlier: Instant) -> UInt64 {
        nanoseconds > earlier.nanoseconds ? nanoseconds - earlier.nanoseconds : 0
    }
}

/// Seconds and microseconds since 1970-01-01 UTC, from the system's clock.
public struct WallClock: Sendable {
    /// Whole seconds since the epoch.
    public let seconds: Int64
    /// Microseconds within the second.
    public let microseconds: Int32

    /// The time now.
    public static var now: WallClock {
        var time = timespec()
        unsafe clock_gettime(CLOCK_REALTIME, &time)
        return WallClock(seconds: Int64(time.tv_sec), microseconds: Int32(time.tv_nsec / 1000))
    }
}

extension ProcessFacts {
    /// Processor time that this process has used, of its own and in the kernel, in nanoseconds.
    public static var processorNanoseconds: UInt64 {
        var time = timespec()
        // The structure lives for the call.
        guard unsafe clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time) == 0 else { return 0 }
        return UInt64(time.tv_sec) &* 1_000_000_000 &+ UInt64(time.tv_nsec)
    }
}
