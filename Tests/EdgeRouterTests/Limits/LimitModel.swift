// SPDX-License-Identifier: Apache-2.0

import EventLoop

@testable import EdgeRouter

/// One client, a ledger and several loops with the messages between them, which arrive in order and as late as a test
/// likes.
struct LimitModel {
    enum ToLoop {
        case lent(LimitLoan)
        case recall
    }

    enum ToLedger {
        case borrow(LimitDemand, RequestLimits)
        case returned(LimitReturn)
        case recalled(LimitReturn)
    }

    static let client = "c"

    private(set) var now = Instant(nanoseconds: 3_600_000_000_000)
    private var requestLimits: [RequestLimits]
    private(set) var ledger: LimitLedger
    private var loops: [LoopLimits]
    private var limits: [ClientLimit?]
    private var toLoops: [[ToLoop]]
    private var toLedger: [[ToLedger]]
    private var lastTicket: UInt64 = 0
    /// Requests that were let in and have not ended.
    private(set) var running: [(loop: Int, holdsPermit: Bool)] = []
    /// How many of them hold a permit.
    private(set) var inFlight = 0
    /// Tickets that wait, whether their clients have gone.
    private(set) var waiting: [UInt64: (loop: Int, isGone: Bool)] = [:]
    /// When requests were let in; those that the ledger lent tokens for when it did.
    private(set) var admissions: [Instant] = []
    /// The same, when the loops did.
    private(set) var localAdmissions: [Instant] = []
    private(set) var refusals: [(refusal: ClientLimit.Refusal, running: Int)] = []
    private(set) var messages = 0

    init(_ limits: Configuration.Limits, loops count: Int) {
        requestLimits = [RequestLimits](repeating: RequestLimits(limits), count: count)
        ledger = LimitLedger(loops: count)
        loops = [LoopLimits](repeating: LoopLimits(), count: count)
        self.limits = [ClientLimit?](repeating: nil, count: count)
        toLoops = [[ToLoop]](repeating: [], count: count)
        toLedger = [[ToLedger]](repeating: [], count: count)
    }

    mutating func advance(nanoseconds: UInt64) { now = Instant(nanoseconds: now.nanoseconds + nanoseconds) }

    /// A request comes.
    mutating func request(on loop: Int) {
        guard let (limit, given) = loops[loop].limit(of: Self.client, requestLimits[loop]) else { return }
        limits[loop] = limit
        if !given.isEmpty { toLedger[loop].append(.returned(given)) }
        lastTicket += 1
        switch limit.request(lastTicket, now) {
        case .admitted:
            admissions.append(now)
            admitted(loop, limit)
        case .waits(let demand):
            waiting[lastTicket] = (loop, false)
            if let demand { toLedger[loop].append(.borrow(demand, limit.limits)) }
        case .refused(let refusal): refusals.append((refusal, inFlight))
        }
    }

    private mutating func admitted(_ loop: Int, _ limit: ClientLimit) {
        localAdmissions.append(now)
        running.append((loop, limit.takesPermits))
        if limit.takesPermits { inFlight += 1 }
    }

    /// A request ends.
    mutating func finish(_ index: Int) {
        let ended = running.remove(at: index)
        guard ended.holdsPermit else { return }
        inFlight -= 1
        limits[ended.loop]?.release(now)
    }

    /// Those who wait go away.
    mutating func abandon() { waiting = waiting.mapValues { ($0.loop, true) } }

    mutating func sweep(_ loop: Int) {
        for (_, given) in loops[loop].sweep(now) { toLedger[loop].append(.returned(given)) }
    }

    /// Other limits hold on a loop from its next request on.
    mutating func configure(_ limits: Configuration.Limits, on loop: Int) {
        requestLimits[loop] = RequestLimits(limits)
    }

    /// Delivers the oldest message to a loop; false if there is none.
    mutating func deliver(to loop: Int) -> Bool {
        guard !toLoops[loop].isEmpty else { return false }
        messages += 1
        switch toLoops[loop].removeFirst() {
        case .recall: toLedger[loop].append(.recalled(limits[loop]?.recalled() ?? LimitReturn()))
        case .lent(let loan):
            guard let limit = limits[loop] else { return true }
            let outcome = limit.lent(loan, now)
            loops[loop].holds(limit, now)
            if let demand = outcome.demand { toLedger[loop].append(.borrow(demand, limit.limits)) }
            for (index, answer) in outcome.answers.enumerated() {
                let isGone = waiting.removeValue(forKey: answer.ticket)?.isGone ?? true
                if let refusal = answer.refusal {
                    refusals.append((refusal, inFlight))
                } else {
                    if index >= loan.tokens { admissions.append(now) }
                    admitted(loop, limit)
                    if isGone { finish(running.count - 1) }
                }
            }
        }
        return true
    }

    /// Delivers the oldest message from a loop to the ledger; false if there is none.
    mutating func deliverToLedger(from loop: Int) -> Bool {
        guard !toLedger[loop].isEmpty else { return false }
        messages += 1
        let actions: [LimitLedger.Action]
        switch toLedger[loop].removeFirst() {
        case .borrow(let demand, let limits):
            actions = ledger.borrow(demand, limits, of: Self.client, by: loop, now)
        case .recalled(let given): actions = ledger.recalled(given, of: Self.client, by: loop, now)
        case .returned(let given):
            ledger.returned(given, of: Self.client, by: loop, now)
            actions = []
        }
        for action in actions {
            switch action {
            case .recall(_, let loop): toLoops[loop].append(.recall)
            case .lend(_, let loan, let loop):
                admissions += [Instant](repeating: now, count: loan.tokens)
                toLoops[loop].append(.lent(loan))
            }
        }
        return true
    }

    /// Delivers all that is under way.
    mutating func settle() {
        var isBusy = true
        while isBusy {
            isBusy = false
            for loop in loops.indices {
                while deliverToLedger(from: loop) { isBusy = true }
                while deliver(to: loop) { isBusy = true }
            }
        }
    }

    /// The most that any stretch of time has had over its share: requests let in less what the rate earns meanwhile.
    static func excess(_ admissions: [Instant], perSecond: Double) -> Double {
        // Over all stretches at once: how far the sum rises above its lowest point so far.
        var (lowest, most) = (Double.infinity, 0.0)
        for (index, moment) in admissions.sorted().enumerated() {
            let earned = Double(moment.nanoseconds) / 1e9 * perSecond
            lowest = min(lowest, Double(index) - earned)
            most = max(most, Double(index + 1) - earned - lowest)
        }
        return most
    }
}
