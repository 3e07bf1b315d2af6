// SPDX-License-Identifier: Apache-2.0

import ContainerPool
import EventLoop
import Testing

@Suite struct PoolMachineTests {
    private let key = InstanceKey(binding: "A")

    /// A pool that knows A and B.
    private func pool() -> PoolMachine {
        var pool = PoolMachine()
        let actions = pool.configure([bot("A"), bot("B")])
        #expect(actions == [])
        return pool
    }

    /// A pool that has published generation 1 of A to these loops.
    private func published(to loops: Int...) -> PoolMachine {
        var pool = pool()
        for loop in loops { _ = pool.demand(key, from: loop, now: at(0)) }
        _ = pool.report(.ensured(key, endpoint(1)), now: at(0))
        return pool
    }

    private func at(_ milliseconds: UInt64) -> Instant { Instant(nanoseconds: milliseconds * 1_000_000) }

    @Test func `the first demand has the engine look, later ones wait with it`() {
        var pool = pool()
        #expect(pool.demand(key, from: 1, now: at(0)) == [.ensure(bot("A"), key, generation: 1)])
        #expect(pool.demand(key, from: 0, now: at(0)) == [])
        #expect(pool.demand(key, from: 1, now: at(0)) == [])
        #expect(
            pool.report(.ensured(key, endpoint(1)), now: at(0)) == [
                .publish(key, endpoint(1), to: 0), .publish(key, endpoint(1), to: 1),
            ])
    }

    @Test func `an unknown bot is refused at once`() {
        var pool = pool()
        let other = InstanceKey(binding: "X")
        #expect(pool.demand(other, from: 3, now: at(0)) == [.refuse(other, .unknownBot, to: 3)])
    }

    @Test func `a published endpoint is told to whoever asks later`() {
        var pool = published(to: 0)
        #expect(pool.demand(key, from: 1, now: at(0)) == [.publish(key, endpoint(1), to: 1)])
    }

    @Test func `a failure refuses all who wait, and the next demand tries again`() {
        var pool = pool()
        _ = pool.demand(key, from: 0, now: at(0))
        _ = pool.demand(key, from: 2, now: at(0))
        let refusal = PoolRefusal.failed("no")
        #expect(
            pool.report(.failed(key, generation: 1, refusal), now: at(0)) == [
                .refuse(key, refusal, to: 0), .refuse(key, refusal, to: 2),
            ])
        #expect(pool.demand(key, from: 0, now: at(1000)) == [.ensure(bot("A"), key, generation: 2)])
    }

    @Test func `a report of a generation nobody wants only retires it`() {
        var pool = pool()
        #expect(pool.report(.ensured(key, endpoint(9)), now: at(0)) == [.retire(key, generation: 9)])
        #expect(pool.report(.failed(key, generation: 9, .unknownBot), now: at(0)) == [])
    }

    @Test func `what has just failed is the answer for a while, without another try`() {
        var pool = pool()
        _ = pool.demand(key, from: 0, now: at(0))
        let refusal = PoolRefusal.failed("no such name")
        _ = pool.report(.failed(key, generation: 1, refusal), now: at(10))
        #expect(pool.demand(key, from: 1, now: at(1009)) == [.refuse(key, refusal, to: 1)])
        #expect(pool.demand(key, from: 1, now: at(1010)) == [.ensure(bot("A"), key, generation: 2)])
        _ = pool.report(.failed(key, generation: 2, refusal), now: at(1020))
        _ = pool.configure([bot("A")])
        #expect(pool.demand(key, from: 1, now: at(1030)) == [.ensure(bot("A"), key, generation: 3)])
    }

    @Test func `a report that comes twice retires nothing that is in use`() {
        var pool = published(to: 0)
        #expect(pool.report(.ensured(key, endpoint(1)), now: at(0)) == [])
        _ = pool.unreachable(key, generation: 1, now: at(0))
        #expect(pool.report(.ensured(key, endpoint(1)), now: at(0)) == [])
    }

    @Test func `an instance is retired when every loop has let go of it, and no sooner`() {
        var pool = published(to: 0, 1)
        #expect(
            pool.unreachable(key, generation: 1, now: at(0)) == [
                .revoke(key, generation: 1, to: 0), .revoke(key, generation: 1, to: 1),
            ])
        #expect(pool.acknowledged(key, generation: 1, from: 1) == [])
        #expect(pool.acknowledged(key, generation: 1, from: 1) == [])
        #expect(pool.acknowledged(key, generation: 7, from: 0) == [])
        #expect(pool.acknowledged(key, generation: 1, from: 0) == [.retire(key, generation: 1)])
        #expect(pool.acknowledged(key, generation: 1, from: 0) == [])
    }

    @Test func `who asks during a revocation gets the next generation, without waiting for the old one`() {
        var pool = published(to: 0)
        _ = pool.unreachable(key, generation: 1, now: at(0))
        #expect(pool.demand(key, from: 1, now: at(0)) == [.ensure(bot("A"), key, generation: 2)])
        #expect(pool.report(.ensured(key, endpoint(2)), now: at(0)) == [.publish(key, endpoint(2), to: 1)])
        #expect(pool.acknowledged(key, generation: 1, from: 0) == [.retire(key, generation: 1)])
        #expect(pool.demand(key, from: 0, now: at(0)) == [.publish(key, endpoint(2), to: 0)])
    }

    @Test func `two generations that end at the same time are retired each for itself`() {
        var pool = published(to: 0)
        _ = pool.unreachable(key, generation: 1, now: at(0))
        _ = pool.demand(key, from: 0, now: at(0))
        _ = pool.report(.ensured(key, endpoint(2)), now: at(0))
        #expect(pool.unreachable(key, generation: 2, now: at(2000)) == [.revoke(key, generation: 2, to: 0)])
        #expect(pool.acknowledged(key, generation: 2, from: 0) == [.retire(key, generation: 2)])
        #expect(pool.acknowledged(key, generation: 1, from: 0) == [.retire(key, generation: 1)])
    }

    @Test func `an unreachable endpoint is looked for again at most once a second`() {
        var pool = published(to: 0)
        #expect(pool.unreachable(key, generation: 1, now: at(5)).count == 1)
        _ = pool.acknowledged(key, generation: 1, from: 0)
        _ = pool.demand(key, from: 0, now: at(0))
        _ = pool.report(.ensured(key, endpoint(2)), now: at(0))
        #expect(pool.unreachable(key, generation: 2, now: at(1004)) == [])
        #expect(pool.unreachable(key, generation: 1, now: at(1005)) == [])
        #expect(pool.unreachable(key, generation: 2, now: at(1005)) == [.revoke(key, generation: 2, to: 0)])
    }

    @Test func `a bot that has changed is revoked, another is left alone`() {
        var pool = published(to: 0)
        #expect(pool.configure([bot("A"), bot("B", port: 1)]) == [])
        #expect(pool.configure([bot("A", port: 9), bot("B")]) == [.revoke(key, generation: 1, to: 0)])
        #expect(pool.demand(key, from: 0, now: at(0)) == [.ensure(bot("A", port: 9), key, generation: 2)])
        #expect(pool.acknowledged(key, generation: 1, from: 0) == [.retire(key, generation: 1)])
    }

    @Test func `a bot that changes while it is being brought about is brought about anew`() {
        var pool = pool()
        _ = pool.demand(key, from: 0, now: at(0))
        #expect(pool.configure([bot("A", port: 9)]) == [.ensure(bot("A", port: 9), key, generation: 2)])
        #expect(pool.report(.ensured(key, endpoint(1)), now: at(0)) == [.retire(key, generation: 1)])
        #expect(pool.report(.ensured(key, endpoint(2)), now: at(0)) == [.publish(key, endpoint(2), to: 0)])
    }

    @Test func `a bot that is taken away is refused to those who wait`() {
        var pool = pool()
        _ = pool.demand(key, from: 0, now: at(0))
        #expect(pool.configure([]) == [.refuse(key, .unknownBot, to: 0)])

        pool = published(to: 0)
        _ = pool.unreachable(key, generation: 1, now: at(0))
        _ = pool.demand(key, from: 1, now: at(0))
        #expect(pool.configure([]) == [.refuse(key, .unknownBot, to: 1)])
        #expect(pool.acknowledged(key, generation: 1, from: 0) == [.retire(key, generation: 1)])
    }
}
