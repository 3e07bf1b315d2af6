// SPDX-License-Identifier: Apache-2.0

internal import EventLoop

/// One limited client as one loop sees it: what was lent to it, what is in flight here, and who waits. Pure: times and
/// tickets are passed in. A request for which enough is at hand is a few additions.
final class ClientLimit {
    /// What a request gets.
    enum Verdict: Equatable {
        /// It goes on; with a limit of concurrent requests it holds a permit until ``release(_:)``.
        case admitted
        /// It waits for the ledger, which is to be asked if there is a demand.
        case waits(LimitDemand?)
        case refused(Refusal)
    }

    /// Which limit was reached.
    enum Refusal: Equatable {
        /// The rate; the next request is earned at that time.
        case rate(until: Instant)
        case concurrent
        /// Too many wait for the ledger.
        case crowded

        /// Seconds, rounded up.
        func retryAfter(_ now: Instant) -> Int {
            guard case .rate(let until) = self else { return 1 }
            return RequestRate.seconds(until.nanoseconds(since: now))
        }
    }

    /// Requests of one client that wait for the ledger on one loop at most; an answer takes some 0.1 ms.
    static let waitingCount = 1024
    /// So many refusals in a row are each asked for; then, so that a client who does not listen costs the others
    /// little, only one in so many milliseconds.
    private static let patience = 16
    private static let pauseMilliseconds = 1

    let client: String
    private(set) var limits: RequestLimits
    private var fields: RateLimitFields
    private var tokens = 0
    /// Tokens held ready that were used since the ledger was last told.
    private var used = 0
    /// What the ledger had left when it last answered.
    private var remaining: Int
    private var permits = 0
    private var inFlight = 0
    private var lastUse = Instant(nanoseconds: 0)
    private var blockedUntil = Instant(nanoseconds: 0)
    private var crowdedUntil = Instant(nanoseconds: 0)
    private var refusalsInARow = 0
    /// Tickets, in the order they came; the first `asked` of them the ledger was asked for.
    private var waiting: [UInt64] = []
    private var asked = 0
    /// The limits have changed since the ledger was asked: nobody is refused by its answer.
    private var isStale = false
    /// Whether the loop has this in its list of those that hold something.
    var isListed = false

    init(_ client: String, _ limits: RequestLimits) {
        self.client = client
        self.limits = limits
        fields = RateLimitFields(limits)
        remaining = limits.rate?.burst ?? 0
    }

    private var idlePermits: Int { permits - inFlight }
    /// Nothing is lost when this is forgotten.
    var isIdle: Bool { tokens == 0 && used == 0 && permits == 0 && inFlight == 0 && waiting.isEmpty }

    /// A request has come.
    @inline(__always)
    func request(_ ticket: UInt64, _ now: Instant) -> Verdict {
        guard waiting.isEmpty, hasEnough else { return wait(ticket, now) }
        use()
        lastUse = now
        return .admitted
    }

    /// A request has ended that was admitted and held a permit.
    func release(_ now: Instant) {
        inFlight -= 1
        lastUse = now
    }

    var takesPermits: Bool { limits.concurrent != nil }

    /// Appends the fields that tell the client its limits.
    func appendFields(_ refusal: Refusal?, _ now: Instant, to out: inout [UInt8]) {
        guard let refusal else { return fields.append(remaining: tokens + remaining, to: &out) }
        fields.append(refusal, remaining: tokens + remaining, retryAfter: refusal.retryAfter(now), to: &out)
    }

    private var hasEnough: Bool {
        (limits.rate == nil || tokens > 0) && (limits.concurrent == nil || permits > inFlight)
    }

    private func use() {
        if limits.rate != nil {
            tokens -= 1
            used += 1
        }
        if limits.concurrent != nil { inFlight += 1 }
    }

    private func wait(_ ticket: UInt64, _ now: Instant) -> Verdict {
        if limits.rate != nil, tokens == 0, now < blockedUntil { return .refused(.rate(until: blockedUntil)) }
        if limits.concurrent != nil, idlePermits == 0, now < crowdedUntil { return .refused(.concurrent) }
        guard waiting.count < Self.waitingCount else { return .refused(.crowded) }
        waiting.append(ticket)
        return .waits(asked == 0 ? demand() : nil)
    }

    /// What is missing for all who wait.
    private func demand() -> LimitDemand {
        asked = waiting.count
        defer { used = 0 }
        return LimitDemand(
            tokens: limits.rate == nil ? 0 : max(0, asked - tokens),
            permits: limits.concurrent == nil ? 0 : max(0, asked - idlePermits), used: used)
    }
}

// MARK: - What the ledger says

extension ClientLimit {
    /// What becomes of those who wait, and what is to be asked for the rest.
    struct Outcome: Equatable {
        /// In the order they came.
        var answers: [Answer] = []
        var demand: LimitDemand?
    }

    /// What becomes of a request that waited.
    struct Answer: Equatable {
        let ticket: UInt64
        /// Nil if it goes on.
        var refusal: Refusal?
    }

    /// The ledger has answered. Who came after it was asked is asked for anew: meanwhile things may have changed.
    func lent(_ loan: LimitLoan, _ now: Instant) -> Outcome {
        var outcome = Outcome()
        tokens += loan.tokens + loan.spareTokens
        // Those for the requests that wait are used already, as the ledger counts.
        used -= loan.tokens
        permits += loan.permits + loan.sparePermits
        remaining = loan.remaining
        blockedUntil = loan.blockedUntil ?? Instant(nanoseconds: 0)
        lastUse = now
        var rest: [UInt64] = []
        for (index, ticket) in waiting.enumerated() {
            if hasEnough {
                use()
                refusalsInARow = 0
                outcome.answers.append(Answer(ticket: ticket))
            } else if limits.rate != nil, tokens == 0, now < blockedUntil {
                outcome.answers.append(Answer(ticket: ticket, refusal: .rate(until: blockedUntil)))
            } else if index < asked, !isStale {
                outcome.answers.append(Answer(ticket: ticket, refusal: refusal(now)))
            } else {
                rest.append(ticket)
            }
        }
        waiting = rest
        (asked, isStale) = (0, false)
        if limits.rate == nil { (tokens, used) = (0, 0) }
        if !waiting.isEmpty { outcome.demand = demand() }
        return outcome
    }

    private func refusal(_ now: Instant) -> Refusal {
        guard limits.concurrent != nil, idlePermits == 0 else { return .rate(until: blockedUntil) }
        refusalsInARow += 1
        if refusalsInARow > Self.patience { crowdedUntil = now.advanced(milliseconds: Self.pauseMilliseconds) }
        return .concurrent
    }

    /// The ledger wants the permits that are idle. Those for requests that wait are not.
    func recalled() -> LimitReturn {
        let count = max(0, idlePermits - waiting.count)
        permits -= count
        defer { used = 0 }
        return LimitReturn(permits: count, used: used)
    }

    /// What has not been needed since then; nil while something was used later, or requests wait.
    func idle(since: Instant) -> LimitReturn? {
        guard waiting.isEmpty, lastUse <= since else { return nil }
        return giveBack()
    }

    /// Gives back all that no request needs.
    private func giveBack() -> LimitReturn {
        let given = LimitReturn(tokens: tokens, permits: idlePermits, used: used)
        permits = inFlight
        (tokens, used) = (0, 0)
        return given
    }

    /// What holds for the client now. If that is something else, what was held ready goes back; requests that wait get
    /// their answer all the same.
    func change(to new: RequestLimits) -> LimitReturn {
        guard new != limits else { return LimitReturn() }
        let given = waiting.isEmpty ? giveBack() : LimitReturn()
        limits = new
        fields = RateLimitFields(new)
        remaining = new.rate?.burst ?? 0
        blockedUntil = Instant(nanoseconds: 0)
        crowdedUntil = Instant(nanoseconds: 0)
        isStale = !waiting.isEmpty
        return given
    }
}
