// SPDX-License-Identifier: Apache-2.0

internal import EventLoop

/// Who of the limited clients has used how much, on the control thread: the one place where requests are earned and
/// permits are lent. Pure; each loop asks with at most one demand a client at a time.
///
/// When the permits do not suffice, those that other loops hold idle are recalled, and the demand is decided when all
/// have answered.
struct LimitLedger {
    enum Action: Equatable {
        /// Answers a loop's demand.
        case lend(client: String, LimitLoan, loop: Int)
        /// Asks a loop for the permits that it holds idle.
        case recall(client: String, loop: Int)
    }

    /// What is put behind a client's id to name what its bots may use: no id has a slash. For the ledger they are a
    /// client of their own.
    static let bots = "/bots"
    /// Clients that are kept at most, unless more have requests in flight: some 40 MB.
    static let clientCount = 65_536
    /// Permits lent at most besides those needed.
    private static let sparePermits = 16
    /// Below so many clients none is looked for that could be forgotten.
    private static let sweepFrom = 1024

    private let loops: Int
    /// Those that asked lately, and those that have not asked since the others were begun: who is forgotten when there
    /// are too many.
    private var recent: [String: LimitAccount] = [:]
    private var older: [String: LimitAccount] = [:]
    private var sweepAt = LimitLedger.sweepFrom
    private var forgetAt = LimitLedger.clientCount / 2

    /// - Parameter loops: how many there are; they are named by their numbers.
    init(loops: Int) { self.loops = loops }

    /// Clients that are kept.
    var count: Int { recent.count + older.count }

    /// A loop has requests that wait.
    /// - Parameter limits: what holds for the client from now on; what was used stays used.
    mutating func borrow(
        _ demand: LimitDemand, _ limits: RequestLimits, of client: String, by loop: Int, _ now: Instant
    ) -> [Action] {
        var account = take(client) ?? new(limits, now)
        if account.limits != limits { account.change(to: limits, now) }
        defer { recent[client] = account }
        account.bucket?.used(demand.used, now)
        let entry = LimitAccount.Demand(loop: loop, needs: demand)
        guard account.recall == nil else {
            account.later.append(entry)
            return []
        }
        return decide(&account, client, [entry], now)
    }

    /// A loop gives back what it held.
    mutating func returned(_ given: LimitReturn, of client: String, by loop: Int, _ now: Instant) {
        guard var account = take(client) else { return }
        account.take(given, from: loop, now)
        if !account.isForgettable(now) { recent[client] = account }
    }

    /// A loop has answered a recall.
    mutating func recalled(_ given: LimitReturn, of client: String, by loop: Int, _ now: Instant) -> [Action] {
        guard var account = take(client) else { return [] }
        defer { recent[client] = account }
        account.take(given, from: loop, now)
        guard var recall = account.recall, recall.asked.remove(loop) != nil else { return [] }
        guard recall.asked.isEmpty else {
            account.recall = recall
            return []
        }
        account.recall = nil
        return lend(&account, client, recall.demands, now) + decideLater(&account, client, now)
    }

    /// A loop has ended: nothing is held there any more, and it will answer nothing.
    mutating func ended(_ loop: Int, _ now: Instant) -> [Action] {
        let holders = recent.merging(older) { first, _ in first }.filter { !$0.value.holdsNothing }
        return holders.sorted { $0.key < $1.key }.flatMap { client, account in
            let held = account.held(by: loop)
            return recalled(LimitReturn(permits: held), of: client, by: loop, now)
        }
    }
}

// MARK: - Deciding

extension LimitLedger {
    /// Lends, or recalls permits first.
    private func decide(
        _ account: inout LimitAccount, _ client: String, _ demands: [LimitAccount.Demand], _ now: Instant
    ) -> [Action] {
        guard demands.reduce(0, { $0 + $1.needs.permits }) > account.freePermits else {
            return lend(&account, client, demands, now)
        }
        let asked = account.holders.subtracting(demands.map(\.loop))
        guard !asked.isEmpty else { return lend(&account, client, demands, now) }
        account.recall = LimitAccount.Recall(asked: asked, demands: demands)
        return asked.sorted().map { .recall(client: client, loop: $0) }
    }

    /// What came while permits were being recalled: permits may have become idle since.
    private func decideLater(_ account: inout LimitAccount, _ client: String, _ now: Instant) -> [Action] {
        guard !account.later.isEmpty else { return [] }
        let demands = account.later
        account.later = []
        return decide(&account, client, demands, now)
    }

    private func lend(
        _ account: inout LimitAccount, _ client: String, _ demands: [LimitAccount.Demand], _ now: Instant
    ) -> [Action] {
        demands.map { .lend(client: client, loan(&account, $0, now), loop: $0.loop) }
    }

    private func loan(_ account: inout LimitAccount, _ demand: LimitAccount.Demand, _ now: Instant) -> LimitLoan {
        var loan = LimitLoan()
        let needs = demand.needs
        loan.permits = min(needs.permits, account.freePermits)
        if account.limits.concurrent != nil, needs.permits > 0 {
            loan.sparePermits = min(Self.sparePermits, (account.freePermits - loan.permits) / (2 * loops))
        }
        account.lend(loan.permits + loan.sparePermits, to: demand.loop)
        // A request that gets no permit uses no token either.
        let tokens = max(0, needs.tokens - (needs.permits - loan.permits))
        guard var bucket = account.bucket else {
            loan.tokens = tokens
            return loan
        }
        let level = bucket.level(now)
        loan.tokens = min(tokens, level)
        if loan.tokens > 0 {
            loan.spareTokens = min(bucket.rate.lease - 1, (level - loan.tokens) / RequestRate.leaseShare)
        }
        bucket.take(loan.tokens, toHold: loan.spareTokens, now)
        loan.remaining = level - loan.tokens - loan.spareTokens
        // A fast client is told to come back when there is as much as is worth a message; a slow one exactly.
        if loan.tokens < tokens { loan.blockedUntil = bucket.time(of: bucket.rate.lease, now) }
        account.bucket = bucket
        return loan
    }
}

// MARK: - The table

extension LimitLedger {
    private mutating func take(_ client: String) -> LimitAccount? {
        recent.removeValue(forKey: client) ?? older.removeValue(forKey: client)
    }

    private mutating func new(_ limits: RequestLimits, _ now: Instant) -> LimitAccount {
        if recent.count >= forgetAt {
            forgetOlder(now)
        } else if count >= sweepAt {
            sweep(now)
        }
        return LimitAccount(limits, loops: loops)
    }

    /// Forgets those who have used nothing lately.
    private mutating func sweep(_ now: Instant) {
        recent = recent.filter { !$0.value.isForgettable(now) }
        older = older.filter { !$0.value.isForgettable(now) }
        sweepAt = max(Self.sweepFrom, min(count * 2, Self.clientCount))
    }

    /// There are too many: forgets those who have been idle longest, whatever they have used, unless they hold
    /// something.
    private mutating func forgetOlder(_ now: Instant) {
        let kept = older.filter { !$0.value.holdsNothing }
        older = recent.filter { !$0.value.isForgettable(now) }
        recent = kept
        // Not at each client that is new, however many are kept.
        forgetAt = kept.count + Self.clientCount / 2
    }
}
