// SPDX-License-Identifier: Apache-2.0

import EventLoop
import Testing

@testable import ContainerPool

@Suite struct PoolMachineTests {
    private let address = SocketAddress.loopback(9000)

    @Test func `many demands are one start, and all are told when it answers`() throws {
        let pool = PoolOnHand()
        pool.demand(from: 1)
        let id = try #require(pool.started())
        pool.demand(from: 0, waiting: 50)
        pool.demand(from: 1)
        #expect(pool.take() == [])
        pool.report(.started(id, address))
        #expect(pool.take() == [.beginProbe(id, address, BotSpecification.Readiness())])
        pool.probed(id, .notYet("refused"))
        #expect(pool.take() == [])
        pool.probed(id)
        let told = pool.take()
        let endpoint = Endpoint(address: address, generation: 1)
        let times = StartTimes()
        #expect(
            told == [
                .publish(pool.service, Publication(endpoint: endpoint, instance: id, start: times), to: 1),
                .publish(pool.service, Publication(endpoint: endpoint, instance: id, start: times), to: 0),
            ])
    }

    @Test func `an idle instance is stopped when every loop has let go of it, and started again for the next`() throws {
        let pool = PoolOnHand()
        let (id, generation) = pool.running()
        pool.busy(generation)
        pool.pass(3_600_000)
        #expect(pool.verbs() == [])
        pool.idle(generation)
        pool.pass(599_999)
        #expect(pool.verbs() == [])
        pool.pass(1)
        #expect(pool.take().contains(.revoke(pool.service, generation: generation, to: 0)))
        #expect(pool.state(id) == .draining)
        pool.acknowledge(generation)
        #expect(pool.verbs() == [.stop(id, graceMilliseconds: 10_000)])
        pool.report(.exited(id, InstanceExit(code: 143)))
        #expect(pool.verbs() == [] && pool.state(id) == .stopped)
        pool.demand()
        #expect(pool.started() == id)
        pool.report(.started(id, address))
        pool.probed(id)
        #expect(pool.publications().map(\.endpoint.generation) == [generation + 1])
    }
}
