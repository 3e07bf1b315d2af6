// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import SEOAnalyzer

struct TermTableTests {
    @Test func everyWordHasOneNumberWhateverItsCase() {
        var table = TermTable(secret: KeyedHash())
        let words = (0..<5000).map { "Word\($0)" }
        let numbers = words.map { table.intern($0.utf8Span.span) }
        #expect(Set(numbers).count == words.count)
        #expect(words.map { table.intern($0.lowercased().utf8Span.span) } == numbers)
        #expect(table.number(of: "absent".utf8Span.span) == nil)
        #expect(string(table.bytes(numbers[4999])) == "word4999")
    }

    @Test func wordsThatDifferOnlyBeyondEightBytesDiffer() {
        var table = TermTable(secret: KeyedHash())
        let one = table.intern("abcdefghi".utf8Span.span)
        #expect(table.intern("abcdefghj".utf8Span.span) != one)
        #expect(table.intern("abcdefgh".utf8Span.span) != one)
    }
}

struct PairTableTests {
    @Test func everyKeyHasOneNumberAndItsCount() {
        var table = PairTable(secret: KeyedHash())
        for round in 0..<3 {
            for key in 0..<UInt64(3000) where round < 2 || key % 2 == 0 { table.count(table.number(of: key)) }
        }
        #expect(table.keys == Array(0..<3000))
        #expect(table.counts.reduce(0, +) == 7500)
    }

    @Test func newKeysBeyondTheLimitAreNotTakenUp() {
        var table = PairTable(secret: KeyedHash())
        for key in 0..<UInt64(AnalysisLimits.distinctTerms) { _ = table.number(of: key) }
        #expect(table.number(of: UInt64.max) == PairTable.none)
        #expect(table.number(of: 7) == 7)
    }
}
