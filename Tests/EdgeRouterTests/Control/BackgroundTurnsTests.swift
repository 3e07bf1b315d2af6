// SPDX-License-Identifier: Apache-2.0

import Synchronization
import Testing

@testable import EdgeRouter

@Suite struct BackgroundTurnsTests {
    /// Threads that do nothing until they are told to.
    private final class Threads: Sendable {
        let jobs = Mutex<[@Sendable () -> Void]>([])
        let done = Mutex<[String]>([])

        func turns() -> BackgroundTurns {
            BackgroundTurns { job in
                self.jobs.withLock { $0.append(job) }
                return true
            }
        }

        var count: Int { jobs.withLock { $0.count } }

        /// Does everything that is handed over, one job after the other.
        func doAll(_ turns: inout BackgroundTurns) -> [String] {
            while let job = jobs.withLock({ $0.isEmpty ? nil : $0.removeFirst() }) {
                job()
                turns.ended()
            }
            return done.withLock { $0 }
        }
    }

    @Test func `a few are with the threads, and clients take turns`() {
        let threads = Threads()
        var turns = threads.turns()
        for (client, count) in [("many", 6), ("one", 1)] {
            for number in 0..<count {
                #expect(turns.add(bytes: 0, of: client) { threads.done.withLock { $0.append("\(client)\(number)") } })
            }
        }
        #expect(threads.count == 4)
        #expect(threads.doAll(&turns) == ["many0", "many1", "many2", "many3", "many4", "one0", "many5"])
    }

    @Test func `what one client has waiting is bounded, and the others' room stays`() {
        let threads = Threads()
        var turns = threads.turns()
        let piece = 16 * 1024 * 1024
        // Four go to the threads at once and hold nothing here; two more wait.
        for _ in 0..<6 { #expect(turns.add(bytes: piece, of: "many") {}) }
        #expect(!turns.add(bytes: piece, of: "many") {})
        #expect(turns.add(bytes: 0, of: "many") {})
        #expect(turns.add(bytes: piece, of: "other") {})
        _ = threads.doAll(&turns)
        #expect(turns.add(bytes: piece, of: "many") {})
    }

    @Test func `without threads nothing is taken`() {
        var turns = BackgroundTurns { _ in false }
        #expect(!turns.add(bytes: 1, of: "a") {})
    }
}
