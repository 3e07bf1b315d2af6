// SPDX-License-Identifier: Apache-2.0

import EventLoop
import Testing

@testable import EdgeRouter

@Suite struct CheckTests {
    @Test func `what is found stands in the order of the checks, whichever ends first`() {
        let gate = WorkQueue<Int>(maximumCount: 1, maximumBytes: 1)
        let findings = Check.run([
            Check(.data, "slow") {
                _ = gate.take(upTo: 1)
                return [.fine(.data, "slow"), .fine(.data, "slower")]
            },
            Check(.clock, "quick") {
                gate.close()
                return [.fine(.clock, "quick")]
            },
            Check(.ports, "none", seconds: nil) { [] },
        ])
        #expect(findings.map(\.text) == ["slow", "slower", "quick"])
    }

    @Test func `what does not end in its time is said to be unknown, and the rest is told`() {
        let never = WorkQueue<Int>(maximumCount: 1, maximumBytes: 1)
        defer { never.close() }
        let findings = Check.run([
            Check(.docker, "the container engine", seconds: 1) {
                _ = never.take(upTo: 1)
                return [.fine(.docker, "too late")]
            },
            Check(.clock, "quick") { [.fine(.clock, "quick")] },
        ])
        #expect(
            findings == [
                .wrong(.docker, "the container engine: no result after 1 s, so it is not known"),
                .fine(.clock, "quick"),
            ])
    }

    @Test func `nothing to look at is nothing found`() {
        #expect(Check.run([]).isEmpty)
    }
}
