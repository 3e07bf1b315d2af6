// SPDX-License-Identifier: Apache-2.0

/// How often a client may ask, and how much of that it may have in flight. Nil is no limit; never both.
struct RequestLimits: Equatable, Sendable {
    let rate: RequestRate?
    /// Requests in flight.
    let concurrent: Int?

    /// Nothing is limited.
    static let none = RequestLimits(rate: nil, concurrent: nil)

    var isNone: Bool { self == .none }
}

/// `requests_per_s` and `burst`, in whole nanoseconds: a request is earned every ``interval``, and a client that has
/// not asked for a while has ``burst`` of them.
struct RequestRate: Equatable, Sendable {
    /// As configured.
    let perSecond: Double
    /// Requests that may come at once; at least one.
    let burst: Int
    /// Nanoseconds that a request takes to earn; rounded up, so that a client never gets more than its rate.
    let interval: UInt64
    /// Requests that a loop may hold ready for the client: what it earns in 10 ms, so that a fast client costs a
    /// message now and then and a slow one is counted exactly. At least one.
    let lease: Int

    /// What a loop holds ready is earned in so many nanoseconds. A message there and back takes some 0.1 ms.
    private static let leaseNanoseconds: UInt64 = 10_000_000
    /// Of what is there, a loop gets at most this share besides what it needs at once: the rest is for the others.
    static let leaseShare = 4
    /// The longest time in which a burst is earned, a hundred years, in nanoseconds: sums of moments stay in range.
    private static let longest: UInt64 = 100 * 366 * 86_400 * 1_000_000_000

    /// - Parameters:
    ///   - perSecond: requests a second; more than zero.
    ///   - burst: nil for those of one second, at least one.
    init(perSecond: Double, burst: Int?) {
        self.perSecond = perSecond
        interval = UInt64(min(max((1e9 / perSecond).rounded(.up), 1), 1e18))
        let wanted = burst ?? Int(min(max(perSecond.rounded(.up), 1), 1e9))
        self.burst = max(1, min(wanted, Int(Self.longest / interval)))
        let earned = max(1, Int(Self.leaseNanoseconds / interval))
        lease = min(earned, max(1, self.burst / Self.leaseShare))
    }

    /// ``perSecond`` as people write it.
    var text: String { perSecond == perSecond.rounded() ? "\(Int(perSecond))" : "\(perSecond)" }

    /// Nanoseconds in which a whole burst is earned.
    var tolerance: UInt64 { UInt64(burst) * interval }

    /// Seconds in which a whole burst is earned, rounded up.
    var window: Int { Self.seconds(tolerance) }

    /// Whole seconds, rounded up; at least one.
    static func seconds(_ nanoseconds: UInt64) -> Int {
        max(1, Int(nanoseconds / 1_000_000_000) + (nanoseconds % 1_000_000_000 == 0 ? 0 : 1))
    }
}

extension RequestLimits {
    /// Of a client's limits those of requests. A burst without a rate limits nothing.
    init(_ limits: Configuration.Limits) {
        rate = limits.requestsPerSecond.map { RequestRate(perSecond: $0, burst: limits.burst) }
        concurrent = limits.concurrent
    }
}
