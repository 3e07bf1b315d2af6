// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import ArticleGen

@Suite struct FlightTableTests {
    @Test func `the first leads, the others follow, and all are told once`() {
        var table = FlightTable<Int>()
        #expect(table.join([1], 10) == .leads)
        #expect(table.isAwaited([1]) == false)
        #expect(table.join([1], 11) == .follows)
        #expect(table.join([1], 12) == .follows)
        #expect(table.join([2], 20) == .leads)
        #expect(table.isAwaited([1]))
        #expect(table.land([1]) == [11, 12])
        #expect(table.land([1]) == [])
        #expect(table.join([1], 13) == .leads)
    }

    @Test func `who no longer waits is not told`() {
        var table = FlightTable<Int>()
        #expect(table.join([1], 10) == .leads)
        #expect(table.join([1], 11) == .follows)
        table.remove([1]) { $0 == 11 }
        #expect(table.isAwaited([1]) == false)
        #expect(table.land([1]) == [])
    }

    @Test func `so many wait for one answer`() {
        var table = FlightTable<Int>()
        #expect(table.join([1], 0) == .leads)
        for number in 1...FlightTable<Int>.followers { #expect(table.join([1], number) == .follows) }
        #expect(table.join([1], -1) == .goesAlone)
    }
}
