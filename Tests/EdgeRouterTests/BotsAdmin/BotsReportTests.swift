// SPDX-License-Identifier: Apache-2.0

import ContainerPool
import EventLoop
import TestSupport
import Testing

@testable import EdgeRouter

@Suite struct BotsReportTests {
    private func report() -> BotsReport {
        var machine = PoolMachine(
            engines: [.process: .lifecycle], random: { 1 }, environment: { _, _ in [:] })
        let now = Instant(nanoseconds: 5_000_000_000)
        let bots = [
            BotSpecification(binding: "A", source: .command(["a"])),
            BotSpecification(binding: "B", source: .unavailable("no")),
        ]
        _ = machine.configure(bots, limits: PoolLimits(), now: now)
        _ = machine.report(
            .prepared("A", .success(ImageRevision("r1"))), from: .process, unixMilliseconds: 0, now: now)
        _ = machine.demand(ServiceKey(binding: "A", client: "acme"), from: 0, now: now)
        let later = now.advanced(milliseconds: 40)
        return BotsReport(snapshot: machine.snapshot(later), now: later, unixMilliseconds: 1_000_040)
    }

    @Test func `bots and instances are told with what they are doing and since when`() throws {
        let json = try JSONValue(report().list)
        #expect(json["bots"]?[0]?["binding"]?.text == "A" && json["bots"]?[0]?["revision"]?.text == "r1")
        let instance = try #require(json["instances"]?[0])
        #expect(instance["client"]?.text == "acme" && instance["state"]?.text == "starting")
        #expect(instance["since"]?.number == 1_000_000)
        #expect(instance["history"]?.elements.last?["state"]?.text == "starting")
    }

    @Test func `one bot is told without the others, and one that is none not at all`() throws {
        let json = try JSONValue(try #require(report().bot(PoolTarget(binding: "B"))))
        #expect(json["bots"]?.elements.count == 1 && json["instances"]?.elements.isEmpty == true)
        #expect(report().bot(PoolTarget(binding: "C")) == nil)
        let other = try JSONValue(try #require(report().bot(PoolTarget(binding: "A", client: "globex"))))
        #expect(other["instances"]?.elements.isEmpty == true)
    }
}
