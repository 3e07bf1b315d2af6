// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import EdgeRouter

@Suite struct ScrapesTests {
    private func loop(_ accepted: UInt64) -> LoopMetrics {
        var metrics = LoopMetrics()
        metrics.connectionsAccepted = accepted
        return metrics
    }

    private func isComplete(_ scrapes: inout Scrapes, _ number: UInt64, _ loops: Int) -> Bool {
        scrapes.takeIfComplete(number, loopCount: loops) != nil
    }

    @Test func `a scrape is complete with every loop's metrics and the store's facts`() throws {
        var scrapes = Scrapes()
        let number = scrapes.begin(loop: 1, ticket: 9)
        scrapes.add(loop(20), of: 1, to: number)
        #expect(!isComplete(&scrapes, number, 2))
        scrapes.add(StoreFacts(databaseBytes: 4), to: number)
        #expect(!isComplete(&scrapes, number, 2))
        scrapes.add(loop(10), of: 0, to: number)
        let taken = scrapes.takeIfComplete(number, loopCount: 2)
        let scrape = try #require(taken)
        #expect(scrape.loop == 1 && scrape.ticket == 9 && scrape.facts?.databaseBytes == 4)
        #expect(scrape.loops.map(\.connectionsAccepted) == [10, 20])
        let again = scrapes.takeIfComplete(number, loopCount: 2)
        #expect(again == nil, "it is over")
    }

    @Test func `a store that could not be asked holds up no scrape`() throws {
        var scrapes = Scrapes()
        let number = scrapes.begin(loop: 0, ticket: 1)
        scrapes.add(nil, to: number)
        scrapes.add(loop(1), of: 0, to: number)
        let taken = scrapes.takeIfComplete(number, loopCount: 1)
        #expect(try #require(taken).facts == nil)
    }

    @Test func `of scrapes that never end the oldest are given up`() {
        var scrapes = Scrapes()
        let first = scrapes.begin(loop: 0, ticket: 1)
        for _ in 0..<Scrapes.maximumCount { _ = scrapes.begin(loop: 0, ticket: 2) }
        scrapes.add(nil, to: first)
        scrapes.add(loop(1), of: 0, to: first)
        #expect(!isComplete(&scrapes, first, 1))
    }
}
