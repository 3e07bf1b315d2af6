// SPDX-License-Identifier: Apache-2.0

import ContainerPool
import EventLoop
import Testing

@testable import EdgeRouter

@Suite struct EngineHealthTests {
    @Test func `an engine that is away is told with why and for how long`() throws {
        let health = EngineHealth()
        let now = Instant(nanoseconds: 9_000_000_000)
        #expect(health.failure(now) == nil)
        var machine = PoolMachine(engines: [.container: .lifecycle], random: { 1 }, environment: { _, _ in [:] })
        _ = machine.report(
            .away(EngineFailure(.away, "no socket")), from: .container, now: Instant(nanoseconds: 2_000_000_000))
        health.note(machine.snapshot(now).away)
        let text = try #require(health.failure(now))
        #expect(text.contains("for 7 s") && text.hasSuffix("no socket"))
        health.note([:])
        #expect(health.failure(now) == nil)
    }
}
