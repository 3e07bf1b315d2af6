// SPDX-License-Identifier: Apache-2.0

internal import EventLoop
internal import HTTPCore
internal import KVStore

// What each client may use: the loop's side, as actions.

extension Worker {
    /// Whether a request may go on now. If not, it has been refused, or waits for what other loops may hold. To be
    /// asked in the turn in which the client's record was looked up.
    @inline(__always)
    func admit(_ exchange: Exchange) -> Bool {
        guard let limit = exchange.allowance else { return true }
        return admit(exchange, limit)
    }

    private func admit(_ exchange: Exchange, _ limit: ClientLimit) -> Bool {
        // Whoever watches over the router is no client's request.
        if exchange.route.destination == .readiness { return true }
        switch limit.request(exchange.ticket, loop.now) {
        case .admitted:
            exchange.holdsPermit = limit.takesPermits
            return true
        case .waits(let demand):
            awaited.add(exchange)
            if let demand { borrow(limit, demand) }
        case .refused(let refusal):
            refuse(exchange, limit, refusal)
        }
        return false
    }

    private func borrow(_ limit: ClientLimit, _ demand: LimitDemand) {
        services.control.send(.borrow(limit.client, limit.limits, demand, loop: index))
    }

    /// Connects a client's new record with what is known of its limits.
    func findLimit(of record: ClientRecord) {
        record.limit = limit(of: record.id, record)
    }

    /// The same for what its bots ask: of their own, so that a bot that asks while it serves its client cannot starve
    /// it, nor be starved by it.
    func findBotLimit(of record: ClientRecord) {
        guard record.botLimit == nil, !record.requestLimits.isNone else { return }
        record.botLimit = limit(of: record.id + LimitLedger.bots, record)
    }

    private func limit(of name: String, _ record: ClientRecord) -> ClientLimit? {
        if limits.isFull {
            limits.forgetIdle()
            // Theirs are forgotten with them.
            identities.removeRecords()
        }
        let found = limits.limit(of: name, record.requestLimits)
        if let given = found?.given, !given.isEmpty { giveBack([(name, given)]) }
        return found?.limit
    }

    /// The most that a namespace may hold, with what is counted with it, whoever writes to it; nil for no limit.
    /// Clients' own alone have one, and not those that a binding shares.
    func byteLimit(of namespace: KVNamespace) throws(Problem) -> KVByteLimit? {
        guard let owner = namespace.owner else { return nil }
        return try record(of: owner).storage
    }

    /// The request has ended, however it did.
    @inline(__always)
    func releasePermit(_ exchange: Exchange) {
        guard exchange.holdsPermit else { return }
        exchange.holdsPermit = false
        exchange.allowance?.release(loop.now)
    }

    /// The ledger has answered: those who waited go on, or are refused.
    func lent(_ client: String, _ loan: LimitLoan) {
        guard let limit = limits[client] else {
            // Known until its requests have been answered; never without.
            let given = LimitReturn(tokens: loan.spareTokens, permits: loan.permits + loan.sparePermits)
            return giveBack([(client, given)])
        }
        let outcome = limit.lent(loan, loop.now)
        limits.holds(limit, loop.now)
        if let demand = outcome.demand { borrow(limit, demand) }
        let takesPermits = limit.takesPermits
        for answer in outcome.answers {
            guard let exchange = awaited.take(answer.ticket) else {
                // Its client has gone.
                if answer.refusal == nil, takesPermits { limit.release(loop.now) }
                continue
            }
            exchange.lastMark = exchange.measured(.queue, since: exchange.lastMark)
            if let refusal = answer.refusal {
                refuse(exchange, limit, refusal)
            } else {
                exchange.holdsPermit = takesPermits
                goOn(exchange)
            }
        }
    }

    private func goOn(_ exchange: Exchange) {
        let connection = exchange.connection
        do throws(Problem) {
            if let bot = exchange.askingBot {
                try answerBot(exchange, binding: bot)
            } else {
                try answer(exchange, exchange.route)
            }
        } catch {
            exchange.fail(error)
        }
        // Its body may lie in the buffer.
        if let connection, connection.isOpen { loop.runAgain(connection) }
    }

    /// The ledger needs the permits that are idle here.
    func recall(_ client: String) {
        let given = limits[client]?.recalled() ?? LimitReturn()
        services.control.send(.recalled(client, given, loop: index))
    }

    /// Tells the ledger what is not needed here.
    func giveBack(_ returns: [(client: String, given: LimitReturn)]) {
        for (client, given) in returns { services.control.send(.returned(client, given, loop: index)) }
    }

    private func refuse(_ exchange: Exchange, _ limit: ClientLimit, _ refusal: ClientLimit.Refusal) {
        switch refusal {
        case .rate: metrics.limitedByRate &+= 1
        case .concurrent: metrics.limitedByConcurrency &+= 1
        case .crowded: metrics.limitedByCrowding &+= 1
        }
        exchange.refusal = refusal
        let client = exchange.client?.id ?? ""
        let who = exchange.askingBot == nil ? "`\(client)`" : "the bots of `\(client)`"
        exchange.fail(.limited(client, who, limit.limits, refusal, loop.now))
    }
}

extension Exchange {
    /// What the request uses up: its client's, or what the client's bots have beside it. Nil without limits.
    @inline(__always)
    var allowance: ClientLimit? { askingBot == nil ? client?.limit : client?.botLimit }
}

extension Problem {
    /// What a client has stored would be more than it may.
    static func storageLimited(held: Int, added: Int, limit: Int) -> Problem {
        Problem(
            507, "storage-limit", "Storage limit reached",
            "The limit kv_bytes is reached: the client's namespace and its bots' state hold \(held) of \(limit) bytes, "
                + "and this write would add \(added). Delete something, or have the operator raise kv_bytes in "
                + "[edge.limits] or in the client's limits.")
    }

    /// A limit was reached: which, what it is, and where it can be changed.
    /// - Parameter who: who may do no more.
    static func limited(
        _ client: String, _ who: String, _ limits: RequestLimits, _ refusal: ClientLimit.Refusal, _ now: Instant
    ) -> Problem {
        let place = "[edge.limits] or [edge.clients.\(client)] limits"
        switch refusal {
        case .rate:
            let rate = limits.rate.map { "\($0.text) requests a second, \($0.burst) of them at once" } ?? ""
            return Problem(
                429, "rate-limited", "Too many requests",
                "The limit requests_per_s is reached: \(who) may send \(rate) (\(place)).",
                retryAfter: refusal.retryAfter(now))
        case .concurrent:
            return Problem(
                429, "too-many-concurrent", "Too many requests in flight",
                "The limit concurrent is reached: \(who) may have \(limits.concurrent ?? 0) requests in flight "
                    + "(\(place)).", retryAfter: refusal.retryAfter(now))
        case .crowded:
            return Problem(
                503, "busy", "Busy", "Too many requests of \(who) wait to be counted.", side: .router,
                retryAfter: 1)
        }
    }
}
