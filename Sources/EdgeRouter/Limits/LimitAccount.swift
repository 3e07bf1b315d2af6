// SPDX-License-Identifier: Apache-2.0

internal import EventLoop

/// What the ledger knows of one client.
struct LimitAccount {
    /// A loop's demand that has not been answered.
    struct Demand: Equatable {
        let loop: Int
        let needs: LimitDemand
    }

    /// Permits are being recalled.
    struct Recall {
        /// Loops that have not answered.
        var asked: Set<Int>
        /// Decided when they have.
        let demands: [Demand]
    }

    private(set) var limits: RequestLimits
    /// Nil without a rate.
    var bucket: TokenBucket?
    var recall: Recall?
    /// Demands that came during the recall.
    var later: [Demand] = []
    /// Permits by loop, used or idle.
    private var permits: [Int]
    private var lentPermits = 0

    init(_ limits: RequestLimits, loops: Int) {
        self.limits = limits
        bucket = limits.rate.map { TokenBucket($0) }
        permits = [Int](repeating: 0, count: loops)
    }

    /// Permits that no loop has. Without a limit, as many as one likes.
    var freePermits: Int { max(0, (limits.concurrent ?? .max) - lentPermits) }

    /// Loops that have permits.
    var holders: Set<Int> { lentPermits == 0 ? [] : Set(permits.indices.filter { permits[$0] > 0 }) }

    func held(by loop: Int) -> Int { permits[loop] }

    /// Whether no loop has a permit, nor waits for an answer.
    var holdsNothing: Bool { lentPermits == 0 && recall == nil && later.isEmpty }

    /// Whether a new account would be the same.
    func isForgettable(_ now: Instant) -> Bool { holdsNothing && bucket?.isFull(now) ?? true }

    mutating func lend(_ count: Int, to loop: Int) {
        permits[loop] += count
        lentPermits += count
    }

    mutating func take(_ given: LimitReturn, from loop: Int, _ now: Instant) {
        bucket?.used(given.used, now)
        bucket?.returned(given.tokens, now)
        let count = min(given.permits, permits[loop])
        permits[loop] -= count
        lentPermits -= count
    }

    mutating func change(to new: RequestLimits, _ now: Instant) {
        limits = new
        guard let rate = new.rate else { return bucket = nil }
        if bucket == nil { bucket = TokenBucket(rate) } else { bucket?.change(to: rate, now) }
    }
}
