// SPDX-License-Identifier: Apache-2.0

/// All that limits one client's calls: a call is let in by every limit at once, or by none. Pure: time is passed in.
struct ClientAccount: Sendable {
    /// What a call asks for.
    struct Demand: Equatable, Sendable {
        /// The most that it can take.
        var worst: Spend
        /// Whether what it costs is known.
        var hasPrice: Bool
    }

    /// What was promised to a call, to be settled once.
    struct Permit: Equatable, Sendable {
        /// The account's number.
        let account: Int
        fileprivate let reservation: BudgetAccount.Reservation
        fileprivate let tokens: Int
    }

    enum Outcome: Equatable, Sendable {
        case admitted(Permit)
        case refused(GatewayError)
        /// To be asked again when this is on disk, and ``leased(_:)`` was called.
        case lease(BudgetRecord)
        case wait
    }

    /// Tells it from another account that the client had or will have.
    let number: Int
    private var limits: ClientLimits
    private var budget: BudgetAccount
    private var requests: MinuteBucket?
    private var tokens: MinuteBucket?
    /// Calls under way.
    private(set) var running = 0

    /// - Parameters:
    ///   - seconds: the time in unix seconds.
    ///   - milliseconds: the time of a clock that is never set.
    init(_ limits: ClientLimits, record: BudgetRecord?, number: Int = 0, seconds: Int64, milliseconds: Int64) {
        self.number = number
        self.limits = limits
        budget = BudgetAccount(limits.budgets, record: record, now: seconds)
        requests = limits.requestsPerMinute.map { MinuteBucket($0, now: milliseconds) }
        tokens = limits.tokensPerMinute.map { MinuteBucket($0, now: milliseconds) }
    }

    /// Goes on with other limits.
    mutating func change(to new: ClientLimits, seconds: Int64, milliseconds: Int64) {
        guard new != limits else { return }
        budget.change(to: new.budgets, now: seconds)
        Self.change(&requests, to: new.requestsPerMinute, milliseconds)
        Self.change(&tokens, to: new.tokensPerMinute, milliseconds)
        limits = new
    }

    private static func change(_ bucket: inout MinuteBucket?, to limit: Int?, _ now: Int64) {
        guard let limit else { return bucket = nil }
        if bucket == nil { bucket = MinuteBucket(limit, now: now) } else { bucket?.change(to: limit, now: now) }
    }

    /// Lets a call in, or says why not.
    mutating func admit(_ demand: Demand, seconds: Int64, milliseconds: Int64) -> Outcome {
        if budget.limitsMoney, !demand.hasPrice { return .refused(.unknownPrice) }
        if let parallel = limits.parallel, running >= parallel { return .refused(.tooManyCalls(parallel)) }
        if let wait = requests?.wait(for: 1, now: milliseconds), wait > 0 {
            return .refused(.tooFast("requests", limits.requestsPerMinute ?? 0, wait))
        }
        if let wait = tokens?.wait(for: demand.worst.tokens, now: milliseconds), wait > 0 {
            return .refused(.tooFast("tokens", limits.tokensPerMinute ?? 0, wait))
        }
        switch budget.reserve(demand.worst, now: seconds) {
        case .refused(let refusal): return .refused(.spent(refusal, now: seconds))
        case .lease(let record): return .lease(record)
        case .wait: return .wait
        case .granted(let reservation):
            running += 1
            requests?.take(1, now: milliseconds)
            tokens?.take(demand.worst.tokens, now: milliseconds)
            return .admitted(Permit(account: number, reservation: reservation, tokens: demand.worst.tokens))
        }
    }

    /// What was to be leased is on disk, or could not be written.
    mutating func leased(_ isWritten: Bool) { budget.leased(isWritten) }

    /// A call has ended and took this much. Returns what is to be written, if anything is.
    mutating func settle(_ permit: Permit, actual: Spend, milliseconds: Int64) -> BudgetRecord? {
        running -= 1
        tokens?.take(actual.tokens - permit.tokens, now: milliseconds)
        return budget.settle(permit.reservation, actual: actual)
    }

    /// Gives back what is leased and not in use; what is to be written, if anything is.
    mutating func giveBack() -> BudgetRecord? { budget.giveBack() }
}

extension GatewayError {
    static let unknownPrice = GatewayError(
        400, "invalid_request_error", code: "unknown_price", param: "model",
        "This client has a budget in money, and nobody has said what this model costs: give its price in "
            + "[[edge.llm.providers]] prices, or ask for another model.")

    static func tooManyCalls(_ limit: Int) -> GatewayError {
        GatewayError(
            429, "requests", code: "parallel_limit_exceeded",
            "\(limit) calls of this client are under way, as many as it may have; try again when one has ended.",
            retryAfter: 1)
    }

    static func tooFast(_ what: String, _ limit: Int, _ milliseconds: Int64) -> GatewayError {
        let seconds = Int((milliseconds + 999) / 1000)
        return GatewayError(
            429, what, code: "rate_limit_exceeded",
            "This client may use \(limit) \(what) a minute. Try again in \(seconds) s.", retryAfter: seconds)
    }

    static func spent(_ refusal: BudgetAccount.Refusal, now: Int64) -> GatewayError {
        let what = refusal.isMoney ? "micro-dollars" : "tokens"
        let seconds = max(1, refusal.resetsAt - now)
        let advice =
            refusal.isTooLarge
            ? "This call alone could take more: lower max_completion_tokens, or send less."
            : "What is left does not cover what this call could take; the budget begins anew in \(seconds) s."
        return GatewayError(
            429, "insufficient_quota", code: "budget_exceeded",
            "This client has a budget of \(refusal.limit) \(what), of which \(refusal.used) are spent or promised. "
                + advice, retryAfter: Int(seconds))
    }
}
