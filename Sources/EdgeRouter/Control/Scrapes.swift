// SPDX-License-Identifier: Apache-2.0

internal import EventLoop
internal import KVStore

/// Scrapes of `/metrics` under way, on the control thread. Pure: what has come, and which one is complete with it.
struct Scrapes {
    /// One scrape: whom to answer, and what has come.
    private struct Scrape {
        let loop: Int
        let ticket: UInt64
        var loops: [Int: LoopMetrics] = [:]
        var facts: StoreFacts??
    }

    /// Scrapes under way at most: beyond, the oldest, whom a loop that hangs keeps waiting, are given up.
    static let maximumCount = 64

    private var underWay: [UInt64: Scrape] = [:]
    private var last: UInt64 = 0

    /// A loop has a request for the metrics. Returns the scrape's number.
    mutating func begin(loop: Int, ticket: UInt64) -> UInt64 {
        last += 1
        underWay[last] = Scrape(loop: loop, ticket: ticket)
        if last > UInt64(Self.maximumCount) { underWay[last - UInt64(Self.maximumCount)] = nil }
        return last
    }

    /// A loop's metrics have come.
    mutating func add(_ metrics: LoopMetrics, of loop: Int, to number: UInt64) {
        underWay[number]?.loops[loop] = metrics
    }

    /// What is known of the store has come; nil if it could not be asked.
    mutating func add(_ facts: StoreFacts?, to number: UInt64) {
        underWay[number]?.facts = .some(facts)
    }

    /// The scrape with this number, if all has come; then it is over.
    mutating func takeIfComplete(
        _ number: UInt64, loopCount: Int
    ) -> (loop: Int, ticket: UInt64, loops: [LoopMetrics], facts: StoreFacts?)? {
        guard let scrape = underWay[number], scrape.loops.count == loopCount, let facts = scrape.facts else {
            return nil
        }
        underWay[number] = nil
        return (scrape.loop, scrape.ticket, scrape.loops.sorted { $0.key < $1.key }.map(\.value), facts)
    }
}
