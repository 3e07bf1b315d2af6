// SPDX-License-Identifier: Apache-2.0

import EventLoop
import Testing

@testable import ContainerPool

@Suite struct PoolMachineStartingTests {
    private func client(_ name: String) -> ServiceKey { ServiceKey(binding: "A", client: name) }

    @Test func `the one that has been idle longest makes room`() throws {
        let pool = PoolOnHand([imageBot { $0.maxInstances = 2 }])
        let (first, generation) = pool.running(client("a"))
        pool.pass(10)
        _ = pool.running(client("b"))
        pool.pass(2000)
        pool.demand(client("c"))
        #expect(pool.take() == [.revoke(client("a"), generation: generation, to: 0)])
        pool.acknowledge(generation)
        #expect(pool.verbs() == [.stop(first, graceMilliseconds: 10_000)])
        pool.report(.exited(first, InstanceExit(code: 0)))
        #expect(pool.started() != nil)
    }

    @Test func `without an idle one there is no capacity`() {
        let pool = PoolOnHand([imageBot { $0.maxInstances = 1 }])
        let (_, generation) = pool.running(client("a"))
        pool.busy(generation)
        pool.pass(2000)
        pool.demand(client("b"))
        #expect(pool.refusals().map(\.reason) == [.noCapacity])
    }

    @Test func `memory and the number of running ones are limits of the machine`() {
        var limits = PoolLimits()
        limits.memory = 600 << 20
        var pool = PoolOnHand(limits: limits)
        _ = pool.running(client("a"))
        pool.demand(client("b"))
        #expect(pool.refusals().map(\.reason) == [.noCapacity])
        limits.memory = nil
        limits.running = 1
        pool = PoolOnHand(limits: limits)
        _ = pool.running(client("a"))
        pool.demand(client("b"))
        #expect(pool.refusals().map(\.reason) == [.noCapacity])
    }

    @Test func `starts beyond the limit wait for those before`() throws {
        var limits = PoolLimits()
        limits.starting = 1
        let pool = PoolOnHand(limits: limits)
        pool.demand(client("a"))
        let id = try #require(pool.started())
        pool.demand(client("b"))
        #expect(pool.take() == [])
        pool.pass(100)
        pool.report(.started(id, .loopback(9000)))
        pool.probed(id)
        let next = try #require(pool.started())
        pool.report(.started(next, .loopback(9001)))
        pool.probed(next)
        #expect(pool.publications().first?.start?.queue == 100_000_000)
    }
}
