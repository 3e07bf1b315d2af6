// SPDX-License-Identifier: Apache-2.0

import ContainerPool
import EventLoop
import Testing

@testable import EdgeRouter

@Suite struct BotMeterTests {
    /// A pool on hand, whose every transition is counted.
    private struct Bench {
        var meter = BotMeter()
        var machine = PoolMachine(
            engines: [.process: [.lifecycle, .freeze, .resume]], random: { .random(in: .min ... .max) },
            environment: { _, _ in [:] })
        var now = Instant(nanoseconds: 1_000_000_000)

        init(shared: Bool = false) {
            var bot = BotSpecification(binding: "A", source: .command(["a"]))
            bot.isShared = shared
            note(machine.configure([bot], limits: PoolLimits(), now: now))
            report(.prepared("A", .success(ImageRevision("1"))))
        }

        mutating func note(_ actions: [PoolAction]) {
            for case .record(let transition) in actions { meter.note(transition) }
        }

        mutating func report(_ report: EngineReport) { note(machine.report(report, from: .process, now: now)) }

        mutating func pass(_ milliseconds: Int) { now = now.advanced(milliseconds: milliseconds) }

        /// An instance runs from now on.
        mutating func start(_ client: String?) -> InstanceID? {
            note(machine.demand(ServiceKey(binding: "A", client: client), from: 0, now: now))
            guard let id = machine.snapshot(now).instances.first?.id else { return nil }
            if let address = SocketAddress(literal: "127.0.0.1", port: 1) { report(.started(id, address)) }
            return id
        }
    }

    @Test func `whole seconds are told and the rest is kept`() {
        var bench = Bench()
        #expect(!bench.meter.isRunning)
        _ = bench.start("acme")
        bench.pass(1700)
        var taken = bench.meter.take(bench.now)
        #expect(taken.map(\.client) == ["acme"])
        #expect(taken.first?.counts == UsageCounts(containerSeconds: 1, containerStarts: 1))
        bench.pass(200)
        #expect(bench.meter.take(bench.now).isEmpty && bench.meter.isRunning)
        bench.pass(100)
        taken = bench.meter.take(bench.now)
        #expect(taken.first?.counts == UsageCounts(containerSeconds: 1))
        #expect(bench.meter.totals == ["A": BotMeter.Total(starts: 1, nanoseconds: 2_000_000_000)])
    }

    @Test func `what has ended costs nothing more, and is told in full`() throws {
        var bench = Bench()
        let started = bench.start("acme")
        let id = try #require(started)
        bench.pass(3000)
        bench.report(.exited(id, InstanceExit(code: 0)))
        bench.pass(60_000)
        #expect(bench.meter.isRunning)
        #expect(bench.meter.take(bench.now).first?.counts.containerSeconds == 3)
        #expect(!bench.meter.isRunning)
    }

    @Test func `an instance that clients share counts for its bot alone`() {
        var bench = Bench(shared: true)
        _ = bench.start(nil)
        bench.pass(2000)
        #expect(bench.meter.take(bench.now).isEmpty)
        #expect(bench.meter.totals["A"] == BotMeter.Total(starts: 1, nanoseconds: 2_000_000_000))
    }

    @Test func `a client whose data is removed begins anew`() {
        var bench = Bench()
        _ = bench.start("acme")
        bench.pass(5000)
        bench.meter.forget("acme", bench.now)
        bench.pass(1000)
        #expect(bench.meter.take(bench.now).first?.counts == UsageCounts(containerSeconds: 1))
    }
}
