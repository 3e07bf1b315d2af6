// SPDX-License-Identifier: Apache-2.0

import EventLoop
import Testing

@testable import ContainerPool

@Suite struct PoolMachineReconcilingTests {
    private let key = InstanceKey(binding: "A", client: "c")
    private let id = InstanceID(99)

    /// As an earlier router would have made it.
    private func found(
        _ id: InstanceID, _ state: Observation.State = .running, port: UInt16 = 9000, image: String? = "1",
        bot: BotSpecification = imageBot()
    ) -> Observation {
        let specification = InstanceSpecification(id: id, key: key, bot: bot, environment: [:])
        return Observation(
            id: id, key: key, state: state, address: .loopback(port), image: image.map(ImageRevision.init),
            fingerprint: specification.fingerprint, startedAt: 1000)
    }

    private func unobserved() -> PoolOnHand {
        let pool = PoolOnHand(isPrepared: false)
        pool.report(.prepared("A", .success(ImageRevision("1"))))
        _ = pool.take()
        return pool
    }

    @Test func `nothing is started before it is known what there is`() {
        let pool = unobserved()
        pool.demand()
        #expect(pool.take() == [])
        pool.report(.observed([]))
        #expect(pool.started() != nil)
    }

    @Test func `what would be made the same today is kept, and published after one probe`() {
        let pool = unobserved()
        pool.report(.observed([found(id)]), unix: 61_000)
        #expect(pool.take() == [])
        #expect(pool.state(id) == .unverified && pool.machine.lives[id]?.startedAt == at(pool.now - 60_000))
        pool.demand()
        #expect(pool.take() == [.beginProbe(id, .loopback(9000), BotSpecification.Readiness())])
        pool.probed(id)
        #expect(pool.publications().map(\.instance) == [id])
    }

    @Test func `what is not wanted is removed`() {
        let pool = unobserved()
        let other = Observation(
            id: InstanceID(3), key: InstanceKey(binding: "X", client: "c"), state: .running, address: .loopback(1),
            image: nil, fingerprint: "", startedAt: nil)
        pool.report(
            .observed([
                found(id), found(InstanceID(100)), found(InstanceID(1), .created), found(InstanceID(2), image: "0"),
                other,
                found(InstanceID(4), bot: imageBot { $0.command = ["old"] }),
            ]))
        let removed = pool.verbs().compactMap { if case .remove(let id) = $0 { id } else { nil } }
        #expect(removed.sorted() == [1, 2, 3, 4, 100].map { InstanceID($0) })
        #expect(pool.state(id) == .unverified)
        // A list from before the removal.
        pool.report(.removed(InstanceID(1)))
        pool.report(.observed([found(id), found(InstanceID(1), .created)]))
        #expect(pool.verbs() == [])
    }

    @Test func `frozen and stopped ones are kept as that`() {
        let pool = unobserved()
        pool.report(.observed([found(id, .frozen)]))
        #expect(pool.state(id) == .frozen)
        pool.demand()
        #expect(pool.verbs() == [.thaw(id)])
        let second = unobserved()
        second.report(.observed([found(id, .exited(InstanceExit(code: 0)))]))
        #expect(second.state(id) == .stopped)
        second.demand()
        #expect(second.started() == id)
    }

    @Test func `what is missing is asked for again before it is believed`() {
        let pool = PoolOnHand()
        let (id, generation) = pool.running()
        pool.report(.observed([]))
        #expect(pool.take() == [.engine(.container, .observe)])
        pool.report(.observed([]))
        #expect(pool.take() == [.revoke(pool.service, generation: generation, to: 0)])
        #expect(pool.state(id) == nil)
    }

    @Test func `one that was missing from an old list alone stays`() {
        let pool = PoolOnHand()
        let (id, _) = pool.running()
        let list = [found(id)]
        pool.report(.observed([]))
        pool.report(.observed(list))
        pool.report(.observed([]))
        #expect(pool.state(id) == .ready)
    }

    @Test func `one that answers elsewhere is asked anew and published anew`() {
        let pool = PoolOnHand()
        let (id, generation) = pool.running()
        pool.report(.observed([found(id, port: 9009)]))
        pool.report(.observed([found(id, port: 9009)]))
        #expect(pool.take().contains(.revoke(pool.service, generation: generation, to: 0)))
        pool.demand()
        #expect(pool.take() == [.beginProbe(id, .loopback(9009), BotSpecification.Readiness())])
    }

    @Test func `a start whose engine went away is looked at when it is back`() throws {
        let pool = PoolOnHand()
        pool.demand()
        let id = try #require(pool.started())
        pool.report(.failed(id, EngineFailure(.away, "gone")))
        #expect(pool.refusals().map(\.reason) == [.engineAway])
        pool.pass(3_600_000)
        #expect(pool.state(id) == .starting)
        pool.report(.observed([found(id)]))
        #expect(pool.state(id) == .unverified)
    }

    @Test func `engines are asked what there is now and then`() {
        let pool = PoolOnHand()
        pool.pass(60_000)
        let asked = pool.take().filter { $0 == .engine(.container, .observe) }
        #expect(asked.count == 2)
    }

    @Test func `an address that cannot be reached is looked up anew, at most once a second`() throws {
        let pool = PoolOnHand([bot("A")])
        pool.demand()
        let id = try #require(pool.started())
        pool.report(.started(id, .loopback(80)), from: .address)
        let generation = try #require(pool.publications().first?.endpoint.generation)
        pool.pass(999)
        pool.unreachable(generation)
        #expect(pool.take() == [])
        pool.pass(1)
        pool.unreachable(generation)
        #expect(pool.take() == [.revoke(pool.service, generation: generation, to: 0)])
        pool.demand()
        let new = try #require(pool.started())
        #expect(new != id)
        pool.acknowledge(generation)
        #expect(pool.verbs() == [.remove(id)])
    }

    @Test func `one that is asked anew is not stopped while something is in flight to it`() throws {
        let pool = PoolOnHand()
        let (id, generation) = pool.running()
        pool.busy(generation)
        pool.pass(1000)
        pool.unreachable(generation)
        pool.demand()
        #expect(pool.state(id) == .probing)
        _ = pool.take()
        try pool.command(.stop, PoolTarget(binding: "A"))
        #expect(pool.verbs() == [] && pool.state(id) == .draining)
        pool.acknowledge(generation)
        #expect(pool.verbs() == [.stop(id, graceMilliseconds: 10_000)])
    }
}
