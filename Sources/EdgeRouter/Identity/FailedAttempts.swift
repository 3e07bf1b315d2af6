// SPDX-License-Identifier: Apache-2.0

internal import EventLoop

/// Limits how often one source may show a token that is none: by GCRA, one moment a source (ITU-T I.371; reference for
/// rate limiting in general). Pure: the time is passed in.
///
/// A source is an IPv4 address, or the first half of an IPv6 one, which is what one customer has.
struct FailedAttempts {
    /// One more attempt is allowed each three seconds …
    static let intervalMilliseconds = 3000
    /// … and so many at once.
    static let burst = 20
    /// Sources remembered on one loop; beyond, those that have been quiet are forgotten, then all.
    static let maximumCount = 16_384

    /// When each source would have been even, had it kept to the interval.
    private var arrivals: [[UInt8]: Instant] = [:]

    /// How many whole seconds the source must wait before it may try again; nil if it may now.
    func secondsToWait(_ address: [UInt8], now: Instant) -> Int? {
        guard let arrival = arrivals[Self.source(address)] else { return nil }
        let tolerance = UInt64(Self.intervalMilliseconds) * UInt64(Self.burst) * 1_000_000
        let ahead = arrival.nanoseconds(since: now)
        guard ahead >= tolerance else { return nil }
        return Int((ahead - tolerance) / 1_000_000_000) + 1
    }

    /// The source has failed once more.
    mutating func note(_ address: [UInt8], now: Instant) {
        let source = Self.source(address)
        if arrivals.count >= Self.maximumCount, arrivals[source] == nil {
            arrivals = arrivals.filter { $0.value > now }
            if arrivals.count >= Self.maximumCount { arrivals.removeAll() }
        }
        let arrival = max(arrivals[source] ?? now, now)
        arrivals[source] = arrival.advanced(milliseconds: Self.intervalMilliseconds)
    }

    /// Sources remembered now.
    var count: Int { arrivals.count }

    private static func source(_ address: [UInt8]) -> [UInt8] { address.count > 8 ? Array(address[..<8]) : address }
}
