// SPDX-License-Identifier: Apache-2.0

internal import EventLoop

/// What a client has earned: the generic cell rate algorithm (ITU-T I.371 annex A), one moment and no timer. A token is
/// one request.
///
/// Tokens are made here alone, and loops hold some of them ready. Those count as still being here when it is asked
/// whether the bucket is full: what it has and what is held together never exceed the burst. So in any time t at most
/// burst + rate × t requests are let in, however many loops there are and whatever they hold.
struct TokenBucket: Equatable, Sendable {
    private(set) var rate: RequestRate
    /// When the bucket will be full, in nanoseconds; the theoretical arrival time of the algorithm.
    private var fullAt: UInt64 = 0
    /// Tokens that loops hold, as far as is known: some have been used, and not yet reported.
    private(set) var held = 0

    /// A full one.
    init(_ rate: RequestRate) { self.rate = rate }

    /// Tokens that could be taken now.
    func level(_ now: Instant) -> Int {
        let (full, limit) = (settled(now), now.nanoseconds + rate.tolerance)
        return full >= limit ? 0 : Int((limit - full) / rate.interval)
    }

    /// When so many could be taken, if nothing happens meanwhile.
    func time(of count: Int, _ now: Instant) -> Instant {
        let wanted = UInt64(max(1, min(count, rate.burst - held)))
        let moment = settled(now) + wanted * rate.interval
        return Instant(nanoseconds: max(now.nanoseconds, moment - min(moment, rate.tolerance)))
    }

    /// Whether it is full and nothing is held: as good as new.
    func isFull(_ now: Instant) -> Bool { held == 0 && fullAt <= now.nanoseconds }

    /// Takes tokens, of which there are enough: some are used at once, some a loop will hold.
    mutating func take(_ used: Int, toHold: Int, _ now: Instant) {
        fullAt = settled(now) + UInt64(used + toHold) * rate.interval
        held += toHold
    }

    /// Held tokens have been used.
    mutating func used(_ count: Int, _ now: Instant) {
        fullAt = settled(now)
        held -= min(held, count)
    }

    /// Held tokens come back unused.
    mutating func returned(_ count: Int, _ now: Instant) {
        let count = min(held, count)
        fullAt = settled(now) - UInt64(min(count, rate.burst)) * rate.interval
        held -= count
    }

    /// Goes on with another rate; what was used stays used.
    mutating func change(to new: RequestRate, _ now: Instant) {
        let used = Double(settled(now) - now.nanoseconds) / Double(rate.interval)
        fullAt = now.nanoseconds + UInt64(min(used * Double(new.interval), Double(new.tolerance)))
        rate = new
    }

    /// When it will be full, never nearer than what is held allows.
    private func settled(_ now: Instant) -> UInt64 {
        max(fullAt, now.nanoseconds + UInt64(min(held, rate.burst)) * rate.interval)
    }
}
