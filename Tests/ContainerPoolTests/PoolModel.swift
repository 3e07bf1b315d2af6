// SPDX-License-Identifier: Apache-2.0

import ContainerPool
import EventLoop
import Testing

/// The pool with loops and an engine around it: messages wait in queues and are handed over one at a time, in any order
/// between queues and in the sent order within one, as mailboxes do. Whatever the order, it checks what must hold.
struct PoolModel {
    enum ToLoop {
        case published(InstanceKey, Endpoint)
        case refused(InstanceKey)
        case revoked(InstanceKey, generation: UInt64)
    }

    enum ToPool {
        case demand(InstanceKey)
        case acknowledged(InstanceKey, generation: UInt64)
        case unreachable(InstanceKey, generation: UInt64)
    }

    struct Loop {
        var view = EndpointView()
        var inbox: [ToLoop] = []
        var outbox: [ToPool] = []
        /// Generations with requests in flight, one entry a request.
        var inFlight: [(key: InstanceKey, generation: UInt64)] = []
        var waiting: [InstanceKey: Int] = [:]
    }

    private var pool = PoolMachine()
    private var loops: [Loop]
    private var reports: [EngineReport] = []
    private var ensured: Set<UInt64> = []
    private var retired: Set<UInt64> = []
    private var now: UInt64 = 0
    private(set) var publications = 0
    private(set) var answered = 0

    init(loops count: Int) {
        loops = Array(repeating: Loop(), count: count)
        configure([bot("A"), bot("B")])
    }

    /// Requests that wait for an endpoint.
    var waiting: Int { loops.reduce(0) { $0 + $1.waiting.values.reduce(0, +) } }
    var inFlight: Int { loops.reduce(0) { $0 + $1.inFlight.count } }

    mutating func configure(_ bots: [BotSpecification]) { perform(pool.configure(bots)) }

    mutating func request(_ key: InstanceKey, on loop: Int) {
        switch loops[loop].view.acquire(key) {
        case .endpoint(let endpoint):
            #expect(!retired.contains(endpoint.generation), "a retired generation was handed out")
            loops[loop].inFlight.append((key, endpoint.generation))
        case .pending(let ask):
            loops[loop].waiting[key, default: 0] += 1
            if ask { loops[loop].outbox.append(.demand(key)) }
        }
    }

    mutating func finish(on loop: Int, unreachable: Bool) {
        guard !loops[loop].inFlight.isEmpty else { return }
        let (key, generation) = loops[loop].inFlight.removeFirst()
        #expect(!retired.contains(generation), "a generation was retired with a request in flight")
        if unreachable { loops[loop].outbox.append(.unreachable(key, generation: generation)) }
        if loops[loop].view.release(key, generation: generation) {
            loops[loop].outbox.append(.acknowledged(key, generation: generation))
        }
    }

    /// Hands one message of a loop to the pool; false if there is none.
    mutating func deliverToPool(from loop: Int) -> Bool {
        guard !loops[loop].outbox.isEmpty else { return false }
        now += 400
        let time = Instant(nanoseconds: now * 1_000_000)
        switch loops[loop].outbox.removeFirst() {
        case .demand(let key): perform(pool.demand(key, from: loop, now: time))
        case .acknowledged(let key, let generation):
            perform(pool.acknowledged(key, generation: generation, from: loop))
        case .unreachable(let key, let generation):
            perform(pool.unreachable(key, generation: generation, now: time))
        }
        return true
    }

    /// Hands one message to a loop; false if there is none.
    mutating func deliver(to loop: Int) -> Bool {
        guard !loops[loop].inbox.isEmpty else { return false }
        switch loops[loop].inbox.removeFirst() {
        case .published(let key, let endpoint):
            publications += 1
            loops[loop].view.published(key, endpoint)
            let count = loops[loop].waiting.removeValue(forKey: key) ?? 0
            answered += count
            for _ in 0..<count { request(key, on: loop) }
        case .refused(let key):
            loops[loop].view.refused(key)
            answered += loops[loop].waiting.removeValue(forKey: key) ?? 0
        case .revoked(let key, let generation):
            if loops[loop].view.revoked(key, generation: generation) {
                loops[loop].outbox.append(.acknowledged(key, generation: generation))
            }
        }
        return true
    }

    /// Hands one report of the engine to the pool; false if there is none.
    mutating func deliverReport() -> Bool {
        guard !reports.isEmpty else { return false }
        perform(pool.report(reports.removeFirst(), now: Instant(nanoseconds: now * 1_000_000)))
        return true
    }

    /// Lets everything that is under way arrive and every request end.
    mutating func settle() {
        var isMoving = true
        while isMoving {
            isMoving = deliverReport()
            for loop in loops.indices {
                if deliver(to: loop) { isMoving = true }
                if deliverToPool(from: loop) { isMoving = true }
                if !loops[loop].inFlight.isEmpty { isMoving = true }
                finish(on: loop, unreachable: false)
            }
        }
    }

    private mutating func perform(_ actions: [PoolMachine.Action]) {
        for action in actions {
            switch action {
            case .ensure(let bot, let key, let generation):
                let isNew = ensured.insert(generation).inserted
                #expect(isNew, "a generation was used twice")
                reports.append(
                    bot.binding == "B" && generation % 3 == 0
                        ? .failed(key, generation: generation, .failed("down")) : .ensured(key, endpoint(generation)))
            case .publish(let key, let endpoint, let loop):
                #expect(!retired.contains(endpoint.generation), "a retired generation was published")
                loops[loop].inbox.append(.published(key, endpoint))
            case .refuse(let key, _, let loop): loops[loop].inbox.append(.refused(key))
            case .revoke(let key, let generation, let loop):
                loops[loop].inbox.append(.revoked(key, generation: generation))
            case .retire(let key, let generation):
                let isFirst = retired.insert(generation).inserted
                #expect(isFirst, "a generation was retired twice")
                let users = loops.filter { loop in
                    loop.inFlight.contains { $0.key == key && $0.generation == generation }
                }
                #expect(users.isEmpty, "a generation was retired while a loop used it")
            }
        }
    }
}
