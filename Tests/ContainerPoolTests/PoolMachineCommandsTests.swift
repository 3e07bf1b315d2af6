// SPDX-License-Identifier: Apache-2.0

import EventLoop
import Testing

@testable import ContainerPool

@Suite struct PoolMachineCommandsTests {
    private let target = PoolTarget(binding: "A", client: "c")

    @Test func `an instance is started without anybody asking for it`() throws {
        let pool = PoolOnHand()
        try pool.command(.start, target)
        let id = try #require(pool.started())
        pool.report(.started(id, .loopback(9000)))
        pool.probed(id)
        #expect(pool.publications() == [] && pool.state(id) == .ready)
        try pool.command(.start, target)
        #expect(pool.verbs() == [])
    }

    @Test func `a stop waits for requests, and is not called off by others`() throws {
        let pool = PoolOnHand()
        let (id, generation) = pool.running()
        pool.busy(generation)
        try pool.command(.stop, target)
        #expect(pool.take() == [.revoke(pool.service, generation: generation, to: 0)])
        pool.demand(from: 1)
        #expect(pool.take() == [])
        pool.acknowledge(generation)
        #expect(pool.verbs() == [.stop(id, graceMilliseconds: 10_000)])
        pool.report(.exited(id, InstanceExit(code: 143)))
        #expect(pool.started() == id)
    }

    @Test func `a stop of what is starting tells those who wait`() throws {
        let pool = PoolOnHand()
        pool.demand()
        let id = try #require(pool.started())
        try pool.command(.stop, target)
        let actions = pool.take()
        #expect(actions.contains(.engine(.container, .remove(id))))
        guard case .refuse(_, let refusal, 0)? = actions.last(where: { if case .refuse = $0 { true } else { false } })
        else {
            Issue.record("\(actions)")
            return
        }
        #expect(refusal.reason == .stopped)
    }

    @Test func `what is ready is frozen by order; nothing else can be`() throws {
        let pool = PoolOnHand()
        let (id, generation) = pool.running()
        try pool.command(.freeze, target)
        pool.acknowledge(generation)
        #expect(pool.verbs() == [.freeze(id)])
        #expect(throws: PoolRefusal.self) { try pool.command(.freeze, target) }
        #expect(throws: PoolRefusal.self) { try pool.command(.start, PoolTarget(binding: "X")) }
    }

    @Test func `one instance is made anew by order`() throws {
        let pool = PoolOnHand()
        let (id, _) = pool.running()
        try pool.command(.redeploy, target)
        #expect(pool.started() != id && pool.state(id) == .ready)
    }

    @Test func `at the end nothing is left, and nothing is started any more`() throws {
        let pool = PoolOnHand()
        let (id, generation) = pool.running()
        pool.demand(ServiceKey(binding: "A", client: "d"))
        let coming = try #require(pool.started())
        pool.shutdown(.remove)
        let actions = pool.take()
        #expect(actions.contains(.engine(.container, .remove(coming))))
        #expect(actions.contains(.refuse(ServiceKey(binding: "A", client: "d"), .ending, to: 0)))
        pool.acknowledge(generation)
        pool.report(.exited(id, InstanceExit(code: 0)))
        pool.report(.removed(id))
        #expect(!pool.take().contains(.finished))
        pool.report(.removed(coming))
        #expect(pool.take() == [.finished])
        pool.demand()
        #expect(pool.refusals() == [.ending])
    }

    @Test func `at the end what an engine can keep is kept`() {
        let pool = PoolOnHand()
        let (id, _) = pool.running()
        pool.shutdown(.keep)
        #expect(pool.take() == [.finished] && pool.state(id) == .ready)
    }

    @Test func `an end by force waits for nobody`() {
        let pool = PoolOnHand()
        let (id, generation) = pool.running()
        pool.busy(generation)
        pool.shutdown(.remove, isForced: true)
        #expect(pool.verbs() == [.remove(id)])
    }

    @Test func `the snapshot tells what an instance does, since when and why`() {
        let pool = PoolOnHand()
        let (id, generation) = pool.running()
        pool.pass(100)
        let snapshot = pool.machine.snapshot(pool.time)
        let instance = snapshot.instances.first
        #expect(instance?.id == id && instance?.state == .ready && instance?.why == "answers")
        #expect(instance?.generation == generation && instance?.restarts == 0 && instance?.busyLoops == 0)
        #expect(instance?.history.map(\.state) == [.queued, .starting, .probing, .ready])
        #expect(snapshot.bots.map(\.image) == ["ready"] && snapshot.bots.first?.revision == "1")
        pool.busy(generation)
        let busy = pool.machine.snapshot(pool.time).instances.first
        #expect(busy?.busyLoops == 1 && busy?.idleSince == nil)
    }
}
