// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import ContainerPool

@Suite struct LogRingTests {
    @Test func `the oldest lines make room for new ones`() {
        var ring = LogRing(limit: 10 * (LogRing.lineOverhead + 2))
        for number in 0..<1000 { ring.add(String(number % 90 + 10), isError: number % 2 == 1) }
        #expect(ring.last(100).map(\.text) == (990..<1000).map { String($0 % 90 + 10) })
        #expect(ring.last(2).map(\.isError) == [false, true])
        #expect(ring.last(0).isEmpty)
    }

    @Test func `a line longer than all of it leaves nothing, and the next is kept`() {
        var ring = LogRing(limit: 100)
        ring.add("a", isError: false)
        ring.add(String(repeating: "x", count: 200), isError: false)
        #expect(ring.last(10).isEmpty)
        ring.add("b", isError: true)
        #expect(Array(ring.last(10)) == [LogRing.Line(text: "b", isError: true)])
    }
}
