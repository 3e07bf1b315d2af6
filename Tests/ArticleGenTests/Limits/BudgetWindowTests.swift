// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import ArticleGen

@Suite struct BudgetWindowTests {
    @Test func `days are those of UTC`() {
        let day = BudgetWindow.seconds(86_400)
        #expect(day.span(at: 0) == 0..<86_400)
        #expect(day.span(at: 86_399) == 0..<86_400)
        #expect(day.span(at: 86_400) == 86_400..<172_800)
        #expect(day.span(at: -1) == -86_400..<0)
    }

    @Test func `months are those of the calendar`() {
        // 2024-02-29 12:00, 2026-12-31 23:59:59 and 1970-01-01, in UTC.
        #expect(BudgetWindow.month.span(at: 1_709_208_000) == 1_706_745_600..<1_709_251_200)
        #expect(BudgetWindow.month.span(at: 1_798_761_599) == 1_796_083_200..<1_798_761_600)
        #expect(BudgetWindow.month.span(at: 0) == 0..<2_678_400)
    }

    @Test func `months follow one another without a gap`() {
        var now: Int64 = 0
        for _ in 0..<2400 {
            let span = BudgetWindow.month.span(at: now)
            #expect(span.lowerBound == now)
            #expect([28, 29, 30, 31].contains((span.upperBound - now) / 86_400))
            #expect(BudgetWindow.month.span(at: span.upperBound - 1) == span)
            now = span.upperBound
        }
    }

    @Test func `a length that cannot be is made one`() {
        #expect(BudgetWindow.seconds(0).span(at: 5) == 5..<6)
    }
}
