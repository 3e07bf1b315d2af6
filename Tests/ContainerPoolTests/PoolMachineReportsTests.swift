// SPDX-License-Identifier: Apache-2.0

import EventLoop
import Testing

@testable import ContainerPool

@Suite struct PoolMachineReportsTests {
    @Test func `what crashes while published is taken back, and the next demand starts anew`() {
        let pool = PoolOnHand()
        let (id, generation) = pool.running()
        pool.busy(generation)
        pool.report(.exited(id, InstanceExit(code: 1)))
        #expect(pool.take() == [.revoke(pool.service, generation: generation, to: 0)])
        pool.demand()
        #expect(pool.started() == id)
        #expect(pool.machine.services[pool.service]?.circuit.failures == 1)
    }

    @Test func `an idle one that ends well has not crashed`() {
        let pool = PoolOnHand()
        let (id, _) = pool.running()
        pool.report(.exited(id, InstanceExit(code: 0)))
        #expect(pool.machine.services[pool.service]?.circuit.failures == 0)
    }

    @Test func `what is said late of an ending does not touch the next start`() {
        let pool = PoolOnHand()
        let id = pool.stopped()
        pool.demand()
        _ = pool.take()
        pool.report(.exited(id, InstanceExit(code: 137)))
        #expect(pool.state(id) == .starting && pool.refusals() == [])
        pool.report(.phase(id, .start))
        pool.report(.exited(id, InstanceExit(code: 1)))
        #expect(pool.state(id) == .removing && pool.refusals().map(\.reason) == [.failed])
    }

    @Test func `what an engine without memory of it has started is removed when it ends`() {
        let pool = PoolOnHand(capabilities: [.lifecycle])
        let (id, _) = pool.running()
        pool.report(.exited(id, InstanceExit(code: 1)))
        #expect(pool.verbs() == [.remove(id)])
    }
}
