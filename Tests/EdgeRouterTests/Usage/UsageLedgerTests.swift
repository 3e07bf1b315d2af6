// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import EdgeRouter

@Suite struct UsageLedgerTests {
    private let now: Int64 = 1_795_466_866
    private var today: UsageDay { UsageDay(at: now) }

    private func entry(_ client: String, _ requests: UInt64 = 1, isKnown: Bool = true) -> UsageEntry {
        UsageEntry(client: client, counts: UsageCounts(requests: requests), isKnown: isKnown)
    }

    private func row(_ requests: UInt64, isKnown: Bool = true) -> UsageRow {
        UsageRow(UsageCounts(requests: requests), isKnown: isKnown)
    }

    @Test func `nothing is written before the day has been read, then whole sums`() {
        var ledger = UsageLedger()
        #expect(ledger.add([entry("acme", 2)], now: now) == today)
        #expect(ledger.add([entry("acme", 3)], now: now) == nil, "it is being read")
        #expect(ledger.takeWrites().isEmpty && ledger.hasChanges)
        ledger.loaded(["acme": row(100), "other": row(7)], of: today)
        #expect(ledger.takeWrites() == [.init(day: today, client: "acme", row: row(105))])
        #expect(!ledger.hasChanges && ledger.takeWrites().isEmpty)
        #expect(ledger.add([entry("other")], now: now) == nil)
        #expect(ledger.takeWrites() == [.init(day: today, client: "other", row: row(8))])
    }

    @Test func `a day that could not be read is tried again, and nothing is lost`() {
        var ledger = UsageLedger()
        _ = ledger.add([entry("acme")], now: now)
        ledger.loaded(nil, of: today)
        #expect(ledger.takeWrites(all: true).isEmpty && ledger.unreadDays == [today])
        #expect(ledger.add([entry("acme")], now: now) == today)
        ledger.loaded([:], of: today)
        #expect(ledger.takeWrites() == [.init(day: today, client: "acme", row: row(2))])
    }

    @Test func `rows that could not be handed over are written later`() {
        var ledger = UsageLedger()
        _ = ledger.add([entry("acme")], now: now)
        ledger.loaded([:], of: today)
        let writes = ledger.takeWrites()
        ledger.unwritten(writes)
        _ = ledger.add([entry("acme")], now: now)
        #expect(ledger.takeWrites() == [.init(day: today, client: "acme", row: row(2))])
    }

    @Test func `a day begins anew at midnight, and the one before is still written`() {
        var ledger = UsageLedger()
        _ = ledger.add([entry("acme", 5)], now: now)
        ledger.loaded([:], of: today)
        let tomorrow = today.advanced(days: 1)
        #expect(ledger.add([entry("acme", 1)], now: now + 86_400) == tomorrow)
        ledger.loaded([:], of: tomorrow)
        #expect(ledger.takeWrites().map(\.row) == [row(5), row(1)])
        _ = ledger.add([], now: now + 86_400)
        #expect(ledger.count == 1, "what is written of yesterday is not kept")
    }

    @Test func `clients without a record share a row where there are many of them`() {
        var ledger = UsageLedger()
        let entries = (0..<UsageLedger.unknownCount + 50).map { entry("random\($0)", isKnown: false) }
        _ = ledger.add(entries + [entry("random0", isKnown: false), entry("acme")], now: now)
        #expect(ledger.count == UsageLedger.unknownCount + 2)
        ledger.loaded([:], of: today)
        let writes = Dictionary(uniqueKeysWithValues: ledger.takeWrites(all: true).map { ($0.client, $0.row) })
        #expect(writes[UsageLedger.others] == row(50, isKnown: false))
        #expect(writes["random0"] == row(2, isKnown: false) && writes["acme"] == row(1))
    }

    @Test func `those without a record are counted on after a restart`() {
        var ledger = UsageLedger()
        _ = ledger.add([], now: now)
        let stored = (0..<UsageLedger.unknownCount).map { ("random\($0)", row(1, isKnown: false)) }
        ledger.loaded(Dictionary(uniqueKeysWithValues: stored), of: today)
        _ = ledger.add([entry("one-more", isKnown: false)], now: now)
        #expect(ledger.takeWrites().map(\.client) == [UsageLedger.others])
    }

    @Test func `a time's writes are bounded, and the first that changed go first`() {
        var ledger = UsageLedger()
        _ = ledger.add((0..<UsageLedger.writeCount + 1).map { entry("c\($0)") }, now: now)
        ledger.loaded([:], of: today)
        #expect(ledger.takeWrites().count == UsageLedger.writeCount)
        #expect(ledger.takeWrites().map(\.client) == ["c\(UsageLedger.writeCount)"])
    }

    @Test
    func `what was a client's is forgotten, with what the loops still tell of it, and not what its next life does`() {
        var ledger = UsageLedger()
        _ = ledger.add([entry("acme", 5), entry("other")], now: now)
        var fresh = entry("acme", 3)
        fresh.life = ClientLife(text: "1f")
        #expect(ledger.forget("acme", before: fresh.life, now: now) == [today])
        ledger.loaded(["acme": row(100)], of: today)
        _ = ledger.add([entry("acme")], now: now + UsageLedger.forgetSeconds - 1)
        #expect(ledger.takeWrites().map(\.client) == ["other"])
        _ = ledger.add([fresh, entry("acme")], now: now + 1)
        #expect(ledger.takeWrites() == [.init(day: today, client: "acme", row: row(3))])
    }
}
