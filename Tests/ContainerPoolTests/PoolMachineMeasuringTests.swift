// SPDX-License-Identifier: Apache-2.0

import EventLoop
import Testing

@testable import ContainerPool

@Suite struct PoolMachineMeasuringTests {
    /// Rests after 10 s, unless it uses a tenth of a processor.
    private func pool(
        _ capabilities: EngineCapabilities = .all, _ change: (inout BotSpecification) -> Void = { _ in }
    ) -> PoolOnHand {
        PoolOnHand(
            [
                imageBot {
                    $0.rest.sleepAfter = 10_000
                    $0.rest.busyProcessors = 0.1
                    change(&$0)
                }
            ], capabilities: capabilities)
    }

    @Test func `what uses the processors does not rest, and rests when it has done its work`() {
        let pool = pool()
        let (id, generation) = pool.running()
        pool.pass(4999)
        #expect(pool.take() == [])
        pool.pass(1)
        #expect(pool.take() == [.measure(.container, id)])
        pool.measured(id, 100)
        // 500 ms in 5 s are a tenth.
        pool.pass(5000)
        #expect(pool.take() == [.measure(.container, id)])
        pool.measured(id, 600)
        #expect(pool.take() == [] && pool.state(id) == .ready)
        pool.pass(5000)
        pool.measured(id, 2000)
        pool.pass(5000)
        pool.measured(id, 2499)
        #expect(
            pool.take() == [
                .measure(.container, id), .measure(.container, id),
                .revoke(pool.service, generation: generation, to: 0),
            ])
        #expect(pool.state(id) == .draining)
    }

    @Test func `a request between the two measurements begins the time anew`() {
        let pool = pool()
        let (id, generation) = pool.running()
        pool.pass(5000)
        pool.measured(id, 0)
        pool.pass(1000)
        pool.busy(generation)
        pool.pass(1000)
        pool.idle(generation)
        _ = pool.take()
        pool.pass(4999)
        #expect(pool.take() == [])
        pool.pass(1)
        #expect(pool.take() == [.measure(.container, id)])
        // It comes while it is asked.
        pool.busy(generation)
        pool.measured(id, 0)
        pool.pass(60_000)
        #expect(pool.verbs() == [] && pool.state(id) == .ready)
    }

    @Test func `where its engine cannot say, requests alone count`() {
        let pool = pool()
        let (id, _) = pool.running()
        pool.pass(5000)
        pool.measured(id, nil)
        pool.pass(5000)
        pool.measured(id, 100_000)
        #expect(pool.state(id) == .draining)
        let other = self.pool([.lifecycle, .resume])
        let (second, _) = other.running()
        other.pass(10_000)
        #expect(other.state(second) == .draining)
    }

    @Test func `what is frozen uses nothing and is not measured`() {
        let pool = pool { $0.rest.freezeAfter = 2000 }
        let (id, generation) = pool.running()
        pool.pass(1000)
        pool.measured(id, 0)
        pool.pass(1000)
        pool.measured(id, 10)
        pool.acknowledge(generation)
        #expect(pool.verbs() == [.freeze(id)])
        pool.report(.frozen(id))
        pool.pass(8000)
        #expect(pool.take() == [.engine(.container, .stop(id, graceMilliseconds: 10_000))])
    }

    @Test func `an answer that comes late changes nothing`() {
        let pool = pool()
        let (id, generation) = pool.running()
        pool.pass(5000)
        pool.report(.exited(id, InstanceExit(code: 0)))
        pool.acknowledge(generation)
        _ = pool.take()
        pool.measured(id, 0)
        #expect(pool.take() == [] && pool.state(id) == .stopped)
    }
}
