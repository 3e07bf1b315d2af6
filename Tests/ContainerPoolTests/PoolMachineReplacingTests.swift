// SPDX-License-Identifier: Apache-2.0

import EventLoop
import Testing

@testable import ContainerPool

@Suite struct PoolMachineReplacingTests {
    @Test func `the new one runs beside the old one until it is ready`() throws {
        let pool = PoolOnHand()
        let (old, generation) = pool.running()
        pool.configure([imageBot { $0.command = ["other"] }])
        let new = try #require(pool.started())
        pool.report(.started(new, .loopback(9001)))
        _ = pool.take()
        pool.probed(new)
        let actions = pool.take()
        let endpoint = Endpoint(address: .loopback(9001), generation: generation + 1)
        #expect(
            actions == [
                .publish(pool.service, Publication(endpoint: endpoint, instance: new), to: 0),
                .revoke(pool.service, generation: generation, to: 0),
            ])
        pool.acknowledge(generation)
        #expect(pool.verbs() == [.stop(old, graceMilliseconds: 10_000)])
        pool.report(.exited(old, InstanceExit(code: 0)))
        #expect(pool.verbs() == [.remove(old)])
    }

    @Test func `the old one stays when the new one fails, which is tried again`() throws {
        let pool = PoolOnHand()
        let (old, _) = pool.running()
        pool.configure([
            imageBot { bot in
                bot.command = ["other"]
                bot.rest.sleepAfter = nil
            }
        ])
        let new = try #require(pool.started())
        pool.report(.failed(new, EngineFailure(.failed, "no")))
        #expect(pool.refusals() == [] && pool.state(old) == .ready)
        pool.report(.removed(new))
        pool.pass(40_000)
        #expect(pool.started() != nil)
    }

    @Test func `a redeployment pulls anew and replaces what is of the older image`() throws {
        let pool = PoolOnHand()
        _ = pool.running()
        try pool.command(.redeploy, PoolTarget(binding: "A"))
        #expect(pool.verbs() == [.prepare(imageBot(), refresh: true)])
        pool.report(.prepared("A", .success(ImageRevision("1"))))
        #expect(pool.started() != nil)
    }

    @Test func `one that is too old is replaced`() {
        let pool = PoolOnHand([
            imageBot { bot in
                bot.rest.maxAge = 60_000
                bot.rest.sleepAfter = nil
            }
        ])
        let (id, _) = pool.running()
        pool.pass(59_999)
        #expect(pool.verbs() == [])
        pool.pass(1)
        #expect(pool.started() != nil && pool.state(id) == .ready)
    }

    @Test func `what is no longer configured is removed, and whoever waits is told`() throws {
        let pool = PoolOnHand([imageBot("A"), imageBot("B")])
        let (id, generation) = pool.running()
        pool.demand(ServiceKey(binding: "B", client: "c"))
        let coming = try #require(pool.started())
        pool.configure([])
        let actions = pool.take()
        #expect(actions.contains(.revoke(pool.service, generation: generation, to: 0)))
        #expect(actions.contains(.engine(.container, .remove(coming))))
        #expect(actions.contains(.refuse(ServiceKey(binding: "B", client: "c"), .unknownBot, to: 0)))
        pool.acknowledge(generation)
        #expect(pool.verbs() == [.stop(id, graceMilliseconds: 10_000)])
    }

    @Test func `a changed environment of a client replaces that client's instance`() {
        let pool = PoolOnHand()
        _ = pool.running()
        _ = pool.running(ServiceKey(binding: "A", client: "d"))
        pool.environment.values = ["KEY": "new"]
        _ = pool.machine.environmentChanged(client: "d", now: pool.time)
        #expect(pool.machine.lives.values.filter { $0.replaces != nil }.map(\.key.client) == ["d"])
    }

    @Test func `what is redeployed takes over at once, though what was before it is being tried`() throws {
        let pool = PoolOnHand()
        let (id, _) = pool.running()
        try pool.command(.redeploy, PoolTarget(binding: "A"))
        pool.report(.prepared("A", .success(ImageRevision("2"))))
        let broken = try #require(pool.started())
        try pool.command(.redeploy, PoolTarget(binding: "A"))
        pool.report(.prepared("A", .success(ImageRevision("3"))))
        let new = try #require(pool.started())
        #expect(new != broken && new != id && pool.state(broken) == .removing && pool.state(id) == .ready)
    }
}
