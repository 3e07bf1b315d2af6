// SPDX-License-Identifier: Apache-2.0

import EventLoop
import TestSupport
import Testing

@testable import ContainerPool

/// The pool with loops and engines around it: messages wait in queues and are handed over one at a time, in any order
/// between queues and in the sent order within one, as mailboxes do. Whatever the order, it checks what must hold.
struct PoolModel {
    struct Loop {
        var view = EndpointView()
        var inbox: [PoolMessage] = []
        var outbox: [LoopMessage] = []
        var inFlight: [(service: ServiceKey, borrowed: EndpointView.Borrowed)] = []
        var waiting: [ServiceKey: Int] = [:]
        /// Generations it was told of, and those it has let go of again.
        var told: Set<UInt64> = []
        var letGo: Set<UInt64> = []
    }

    private(set) var pool: PoolMachine
    private var loops: [Loop]
    private var engine = EngineModel()
    private var probing: [InstanceID] = []
    private var measuring: [InstanceID] = []
    private var now = 1_000_000
    private let limits: PoolLimits
    /// Which life a generation was published for.
    private var published: [UInt64: InstanceID] = [:]
    private(set) var publications = 0
    private(set) var answered = 0
    private(set) var replacements = 0
    private(set) var isFinished = false
    private var numbers: RepeatableNumbers

    init(loops count: Int, bots: [BotSpecification], limits: PoolLimits, seed: UInt64) {
        var ids = RepeatableNumbers(seed: seed &+ 77)
        self.limits = limits
        numbers = RepeatableNumbers(seed: seed)
        loops = Array(repeating: Loop(), count: count)
        pool = PoolMachine(
            engines: [.container: .all, .address: []], limits: limits, random: { ids.next() },
            environment: { _, _ in [:] })
        configure(bots)
    }

    /// Requests that wait for an endpoint.
    var waiting: Int { loops.reduce(0) { $0 + $1.waiting.values.reduce(0, +) } }
    var inFlight: Int { loops.reduce(0) { $0 + $1.inFlight.count } }
    /// Lives of which something is left.
    var left: Int { engine.lives.count }

    private var time: Instant { at(now) }

    mutating func configure(_ bots: [BotSpecification]) { perform(pool.configure(bots, limits: limits, now: time)) }

    mutating func command(_ command: PoolCommand, _ binding: String) {
        if let actions = try? pool.command(command, PoolTarget(binding: binding), now: time) { perform(actions) }
    }

    mutating func shutdown() { perform(pool.shutdown(.remove, now: time)) }

    mutating func pass(_ milliseconds: Int) {
        now += milliseconds
        for index in loops.indices {
            for (generation, since) in loops[index].view.idleReports(now: time) {
                loops[index].outbox.append(.idle(generation: generation, since: since))
            }
        }
        // What a tick brings about may be due at once, but must come to rest.
        for _ in 0..<4 where pool.nextDeadline <= time { perform(pool.tick(time)) }
        #expect(pool.nextDeadline > time, "a deadline comes again and again")
    }

    // MARK: Loops

    mutating func request(_ key: ServiceKey, on loop: Int) {
        switch loops[loop].view.acquire(key) {
        case .endpoint(let borrowed): go(borrowed, key, on: loop)
        case .pending(let ask):
            loops[loop].waiting[key, default: 0] += 1
            if ask { loops[loop].outbox.append(.demand(key, waiting: 1, startsPerMinute: nil)) }
        }
    }

    private mutating func go(_ borrowed: EndpointView.Borrowed, _ key: ServiceKey, on loop: Int) {
        #expect(!loops[loop].letGo.contains(borrowed.endpoint.generation), "an acknowledged generation was handed out")
        if borrowed.isFirst { loops[loop].outbox.append(.busy(generation: borrowed.endpoint.generation)) }
        loops[loop].inFlight.append((key, borrowed))
    }

    mutating func finish(on loop: Int, unreachable: Bool = false) {
        guard !loops[loop].inFlight.isEmpty else { return }
        let (key, borrowed) = loops[loop].inFlight.removeFirst()
        let generation = borrowed.endpoint.generation
        if unreachable { loops[loop].outbox.append(.unreachable(generation: generation)) }
        let release = loops[loop].view.release(borrowed, now: time)
        if release.acknowledges { acknowledge(generation, on: loop) }
        if release.returned > 0 {
            loops[loop].outbox.append(.returned(release.returned, generation: generation, isAnswer: false))
        }
        if release.resumes { resume(key, on: loop) }
    }

    private mutating func acknowledge(_ generation: UInt64, on loop: Int) {
        let isFirst = loops[loop].letGo.insert(generation).inserted
        #expect(isFirst, "a generation was acknowledged twice")
        loops[loop].outbox.append(.acknowledged(generation: generation))
    }

    /// Lets go on as many as may, and asks for the others.
    private mutating func resume(_ key: ServiceKey, on loop: Int) {
        while loops[loop].waiting[key] ?? 0 > 0, loops[loop].view.available(key) > 0 {
            guard case .endpoint(let borrowed) = loops[loop].view.acquire(key) else {
                Issue.record("available, but not to be had")
                return
            }
            loops[loop].waiting[key]? -= 1
            answered += 1
            go(borrowed, key, on: loop)
        }
        let rest = loops[loop].waiting[key] ?? 0
        if rest > 0 {
            if loops[loop].view.ask(key) {
                loops[loop].outbox.append(.demand(key, waiting: rest, startsPerMinute: nil))
            }
        }
    }

    /// Hands one message to a loop; false if there is none.
    mutating func deliver(to loop: Int) -> Bool {
        guard !loops[loop].inbox.isEmpty else { return false }
        switch loops[loop].inbox.removeFirst() {
        case .published(let key, let publication):
            publications += 1
            loops[loop].view.published(key, publication)
            resume(key, on: loop)
        case .lent(let key, let generation, let permits):
            loops[loop].view.lent(key, generation: generation, permits: permits)
            resume(key, on: loop)
        case .recalled(let key, let generation):
            let permits = loops[loop].view.recalled(key, generation: generation)
            loops[loop].outbox.append(.returned(permits, generation: generation, isAnswer: true))
        case .refused(let key, let refusal):
            #expect(refusal.status >= 400 && !refusal.detail.isEmpty)
            loops[loop].view.refused(key)
            answered += loops[loop].waiting.removeValue(forKey: key) ?? 0
        case .revoked(let key, let generation):
            if loops[loop].view.revoked(key, generation: generation) { acknowledge(generation, on: loop) }
            resume(key, on: loop)
        }
        return true
    }

    /// Hands one message of a loop to the pool; false if there is none.
    mutating func deliverToPool(from loop: Int) -> Bool {
        guard !loops[loop].outbox.isEmpty else { return false }
        switch loops[loop].outbox.removeFirst() {
        case .demand(let key, let waiting, let limit):
            perform(pool.demand(key, from: loop, waiting: waiting, startsPerMinute: limit, now: time))
        case .acknowledged(let generation): perform(pool.acknowledged(generation, from: loop, now: time))
        case .busy(let generation): perform(pool.busy(generation, from: loop, now: time))
        case .idle(let generation, let since):
            perform(pool.idle(generation, from: loop, since: since, now: time))
        case .returned(let permits, let generation, let isAnswer):
            perform(pool.returned(permits, of: generation, from: loop, isAnswer: isAnswer, now: time))
        case .unreachable(let generation): perform(pool.unreachable(generation, now: time))
        case .ended: break
        }
        return true
    }

    // MARK: Engines

    /// Hands one report of an engine to the pool, at times twice; false if there is none.
    mutating func deliverReport() -> Bool {
        guard let (kind, report) = engine.next(&numbers) else { return false }
        perform(pool.report(report, from: kind, unixMilliseconds: 5_000_000, now: time))
        return true
    }

    mutating func probe() -> Bool {
        guard let id = probing.randomElement(using: &numbers) else { return measure() }
        let outcome: ProbeOutcome = engine.isRunning(id) && engine.isHealthy(id) ? .ready : .notYet("refused")
        if outcome == .ready { probing.removeAll { $0 == id } }
        perform(pool.probed(id, outcome, now: time))
        return true
    }

    private mutating func measure() -> Bool {
        guard let id = measuring.popLast() else { return false }
        let isAtWork = Bool.random(using: &numbers)
        let usage = InstanceUsage(memoryBytes: 0, processorNanoseconds: isAtWork ? Int(time.nanoseconds) : 0)
        perform(pool.measured(id, usage, now: time))
        return true
    }

    mutating func crash() { engine.crash(&numbers) }
    mutating func leaveOrReturn() { engine.leaveOrReturn() }
    mutating func mend() { engine.mend() }
    mutating func observe() { perform([.engine(.container, .observe)]) }

    /// Lets everything that is under way arrive and every request end; time passes when nothing else does.
    mutating func settle(until isDone: (PoolModel) -> Bool) {
        mend()
        for _ in 0..<20_000 {
            var isMoving = deliverReport()
            if probe() { isMoving = true }
            for loop in loops.indices {
                if deliver(to: loop) { isMoving = true }
                if deliverToPool(from: loop) { isMoving = true }
                if !loops[loop].inFlight.isEmpty { isMoving = true }
                finish(on: loop)
            }
            if !isMoving {
                if isDone(self) { return }
                pass(500)
            }
        }
    }

    // MARK: Actions

    private mutating func perform(_ actions: [PoolAction]) {
        for action in actions {
            switch action {
            case .engine(let kind, let verb):
                if case .stop(let id, _) = verb { checkReleased(id) }
                if case .freeze(let id) = verb { checkReleased(id) }
                engine.perform(verb, kind)
            case .beginProbe(let id, _, _): probing.append(id)
            case .calls: break
            case .measure(_, let id): measuring.append(id)
            case .endProbe(let id): probing.removeAll { $0 == id }
            case .publish(let key, let publication, let loop): publish(key, publication, to: loop)
            case .lend(let key, let generation, let permits, let loop):
                loops[loop].inbox.append(.lent(key, generation: generation, permits: permits))
            case .recall(let key, let generation, let loop):
                loops[loop].inbox.append(.recalled(key, generation: generation))
            case .revoke(let key, let generation, let loop):
                #expect(loops[loop].told.contains(generation), "a loop was told to let go of what it never knew")
                current[key]?.remove(generation)
                loops[loop].inbox.append(.revoked(key, generation: generation))
            case .refuse(let key, let refusal, let loop): loops[loop].inbox.append(.refused(key, refusal))
            case .record(let transition): record(transition)
            case .finished: isFinished = true
            }
        }
        checkLimits()
    }

    private var current: [ServiceKey: Set<UInt64>] = [:]

    private mutating func publish(_ key: ServiceKey, _ publication: Publication, to loop: Int) {
        let generation = publication.endpoint.generation
        let isNew = loops[loop].told.insert(generation).inserted
        #expect(isNew, "a generation was published twice to a loop")
        #expect(published[generation] ?? publication.instance == publication.instance, "a generation was used again")
        published[generation] = publication.instance
        #expect(!engine.isRemoved(publication.instance), "nothing is left of what was published")
        loops[loop].inbox.append(.published(key, publication))
    }

    private mutating func record(_ transition: Transition) {
        if transition.why == "replaced" { replacements += 1 }
        // Of one key only one life is ready, but for the moment in which one takes over.
        let ready = pool.lives.values.filter { $0.key == transition.key && $0.state == .ready }
        #expect(ready.count <= 1, "two lives of \(transition.key) are ready")
    }

    private func checkReleased(_ id: InstanceID) {
        for loop in loops {
            let held = loop.inFlight.contains { published[$0.borrowed.endpoint.generation] == id }
            #expect(!held || engine.hasExited(id), "an instance was stopped with a request in flight")
        }
    }

    private func checkLimits() {
        let used = pool.lives.values.filter { $0.occupies && $0.engine == .container }
        if let limit = limits.running {
            #expect(
                used.count <= limit,
                "more run than may")
        }
        if let limit = limits.starting {
            #expect(used.count { $0.state == .starting } <= limit, "more start than may")
        }
    }
}
