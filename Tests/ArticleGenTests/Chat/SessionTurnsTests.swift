// SPDX-License-Identifier: Apache-2.0

import Synchronization
import Testing

@testable import ArticleGen

@Suite struct SessionTurnsTests {
    /// How many are inside, and the most that were at once.
    private final class Gauge: Sendable {
        private let counts = Mutex((now: 0, most: 0))

        var most: Int { counts.withLock { $0.most } }

        func add(_ change: Int) {
            counts.withLock { counts in
                counts.now += change
                counts.most = max(counts.most, counts.now)
            }
        }
    }

    @Test func `one has it at a time, and all get it`() async {
        let turns = SessionTurns()
        let gauge = Gauge()
        await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<20 {
                group.addTask {
                    guard await turns.enter("a") else { return false }
                    gauge.add(1)
                    await Task.yield()
                    gauge.add(-1)
                    turns.leave("a")
                    return true
                }
            }
            for await entered in group { #expect(entered) }
        }
        #expect(gauge.most == 1)
    }

    @Test func `another does not wait`() async {
        let turns = SessionTurns()
        #expect(await turns.enter("a"))
        #expect(await turns.enter("b"))
        turns.leave("a")
        #expect(await turns.enter("a"))
    }
}
