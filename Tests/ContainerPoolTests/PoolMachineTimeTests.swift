// SPDX-License-Identifier: Apache-2.0

import EventLoop
import Testing

@testable import ContainerPool

@Suite struct PoolMachineTimeTests {
    private func pool() -> PoolOnHand { PoolOnHand([imageBot { $0.rest.freezeAfter = 5000 }]) }

    @Test func `an idle one is frozen, thawed on demand, and stopped when nobody comes`() {
        let pool = pool()
        let (id, generation) = pool.running()
        pool.pass(5000)
        pool.acknowledge(generation)
        #expect(pool.verbs() == [.freeze(id)])
        pool.report(.frozen(id))
        pool.demand()
        #expect(pool.verbs() == [.thaw(id)])
        pool.report(.thawed(id))
        #expect(pool.publications().map(\.endpoint.generation) == [generation + 1])
        pool.pass(5000)
        pool.acknowledge(generation + 1)
        pool.report(.frozen(id))
        pool.pass(595_000)
        #expect(pool.verbs() == [.freeze(id), .stop(id, graceMilliseconds: 10_000)])
    }

    @Test func `a demand before the engine was told calls sleep off, under a new generation`() {
        let pool = pool()
        let (id, generation) = pool.running()
        pool.demand(from: 1)
        pool.pass(5000)
        pool.acknowledge(generation)
        _ = pool.take()
        pool.demand()
        #expect(pool.publications().map(\.endpoint.generation) == [generation + 1])
        pool.acknowledge(generation, from: 1)
        #expect(pool.verbs() == [] && pool.state(id) == .ready)
    }

    @Test func `a demand after the engine was told waits for the thaw`() {
        let pool = pool()
        let (id, generation) = pool.running()
        pool.pass(5000)
        pool.acknowledge(generation)
        _ = pool.take()
        pool.demand()
        #expect(pool.take() == [])
        pool.report(.frozen(id))
        #expect(pool.verbs() == [.thaw(id)])
    }

    @Test func `one that cannot be frozen goes on and is not tried again`() {
        let pool = pool()
        let (id, generation) = pool.running()
        pool.pass(5000)
        pool.acknowledge(generation)
        pool.report(.failed(id, EngineFailure(.failed, "no")))
        _ = pool.take()
        pool.pass(5000)
        #expect(pool.verbs() == [] && pool.state(id) == .ready)
    }

    @Test func `one that was stopped long ago is removed`() {
        let pool = PoolOnHand()
        let id = pool.stopped()
        pool.pass(86_400_000)
        #expect(pool.verbs() == [.remove(id)])
        pool.report(.removed(id))
        #expect(pool.state(id) == nil && pool.machine.services.isEmpty && pool.machine.generations.isEmpty)
    }

    @Test func `one whose files were taken away is made anew`() throws {
        let pool = PoolOnHand()
        let id = pool.stopped()
        pool.demand()
        #expect(pool.started() == id)
        pool.report(.failed(id, EngineFailure(.missing, "no such")))
        let new = try #require(pool.started())
        #expect(new != id)
    }
}
