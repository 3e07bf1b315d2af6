// SPDX-License-Identifier: Apache-2.0

import EventLoop
import Testing

@testable import EdgeRouter

@Suite struct LoopUsageTests {
    private let start = Instant(nanoseconds: 1)

    private func client(_ id: String, isKnown: Bool = true) -> ClientRecord {
        ClientRecord(id: id, bot: nil, bodyBytes: nil, isKnown: isKnown)
    }

    @Test func `what clients use is told once, together, after its time`() {
        var usage = LoopUsage()
        let (acme, other) = (client("acme"), client("other", isKnown: false))
        acme.usage.kvReads = 2
        usage.record(acme, received: 1, sent: 10, start)
        usage.record(acme, received: 2, sent: 20, start)
        usage.record(other, received: 0, sent: 5, start.advanced(milliseconds: LoopUsage.flushMilliseconds - 1))
        #expect(!usage.isDue(start.advanced(milliseconds: LoopUsage.flushMilliseconds - 1)))
        #expect(usage.isDue(start.advanced(milliseconds: LoopUsage.flushMilliseconds)))
        #expect(
            usage.take() == [
                UsageEntry(
                    client: "acme", counts: UsageCounts(requests: 2, bytesIn: 3, bytesOut: 30, kvReads: 2),
                    isKnown: true),
                UsageEntry(client: "other", counts: UsageCounts(requests: 1, bytesOut: 5), isKnown: false),
            ])
        #expect(usage.isEmpty && !usage.isDue(start.advanced(milliseconds: 1_000_000)))
        #expect(acme.usage == UsageCounts())
        usage.record(acme, received: 0, sent: 0, start)
        #expect(usage.take().map(\.counts.requests) == [1])
    }

    @Test func `what passes through a tunnel is told before its request has ended`() {
        var usage = LoopUsage()
        let acme = client("acme")
        usage.pass(acme, received: 7, sent: 0, start)
        usage.pass(acme, received: 0, sent: 9, start)
        #expect(usage.isDue(start.advanced(milliseconds: LoopUsage.flushMilliseconds)))
        #expect(usage.take().map(\.counts) == [UsageCounts(bytesIn: 7, bytesOut: 9)])
        usage.record(acme, received: 0, sent: 0, start)
        #expect(usage.take().map(\.counts) == [UsageCounts(requests: 1)])
    }

    @Test func `many clients are told of at once`() {
        var usage = LoopUsage()
        for number in 1..<LoopUsage.clientCount { usage.record(client("c\(number)"), received: 0, sent: 0, start) }
        #expect(!usage.isDue(start))
        usage.record(client("last"), received: 0, sent: 0, start)
        #expect(usage.isDue(start))
    }
}
