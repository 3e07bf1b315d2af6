// SPDX-License-Identifier: Apache-2.0

import EventLoop
import Testing

@testable import ContainerPool

@Suite struct PoolMachineSettlingTests {
    private let service = ServiceKey(binding: "A")

    private func pool(concurrency: Int, warm: Int = 0) -> PoolOnHand {
        PoolOnHand([
            imageBot { bot in
                bot.isShared = true
                bot.maxInstances = 2
                bot.concurrency = concurrency
                bot.minWarm = warm
            }
        ])
    }

    @Test func `permits are lent up to the limit and no further`() {
        let pool = pool(concurrency: 3)
        let (_, generation) = pool.running(service, waiting: 2)
        pool.demand(service, from: 1, waiting: 5)
        #expect(pool.publications().map(\.permits) == [1])
        pool.demand(service, from: 1, waiting: 4)
        let recalls = pool.take()
        #expect(
            recalls == [
                .recall(service, generation: generation, to: 0), .recall(service, generation: generation, to: 1),
            ])
        pool.returned(1, generation, from: 0, isAnswer: true)
        #expect(pool.take() == [.lend(service, generation: generation, permits: 1, to: 1)])
    }

    @Test func `another instance is started only when all are at their limit`() throws {
        let pool = pool(concurrency: 1)
        let (_, generation) = pool.running(service)
        pool.demand(service, from: 1)
        #expect(pool.take() == [.recall(service, generation: generation, to: 0)])
        pool.returned(0, generation, from: 0, isAnswer: true)
        let second = try #require(pool.started())
        #expect(pool.machine.lives[second]?.key.ordinal == 1)
        pool.report(.started(second, .loopback(9001)))
        pool.probed(second)
        let publication = pool.publications().first
        #expect(publication?.instance == second && publication?.permits == 1)
        pool.demand(service, from: 2)
        _ = pool.take()
        pool.returned(0, generation + 1, from: 1, isAnswer: true)
        #expect(pool.started() == nil)
        pool.returned(1, generation)
        #expect(pool.publications().map(\.endpoint.generation) == [generation])
    }

    @Test func `as many as are to be warm run without being asked for, and are not stopped`() throws {
        let pool = PoolOnHand([imageBot { $0.isShared = true }])
        pool.configure([
            imageBot { bot in
                bot.isShared = true
                bot.minWarm = 1
            }
        ])
        let id = try #require(pool.started())
        pool.report(.started(id, .loopback(9000)))
        pool.probed(id)
        pool.pass(3_600_000)
        #expect(pool.verbs() == [] && pool.state(id) == .ready)
    }
}
