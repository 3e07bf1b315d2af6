// SPDX-License-Identifier: Apache-2.0

import KVStore
import Testing

@testable import EdgeRouter

@Suite struct UsageDayTests {
    @Test func `text and number belong together on every day of some centuries`() {
        for number in stride(from: 0, to: 60_000, by: 1) {
            let day = UsageDay(number: number)
            #expect(UsageDay(day.text) == day)
        }
        #expect(UsageDay(number: 0).text == "1970-01-01")
        #expect(UsageDay(at: 1_795_466_866).text == "2026-11-23")
        #expect(UsageDay(at: 86_399).number == 0 && UsageDay(at: 86_400).number == 1)
    }

    @Test(arguments: [
        "2026-02-29", "2026-11-31", "2026-13-01", "2026-1-01", "26-01-01", "2026-11-23 ", "x", "2026/11/23",
    ])
    func `what is no day is none`(_ text: String) {
        #expect(UsageDay(text) == nil)
    }

    @Test func `a day's row has its key, its month and its end`() throws {
        let day = try #require(UsageDay("2024-02-29"))
        #expect(day.firstOfMonth.text == "2024-02-01")
        #expect(day.advanced(days: 1).text == "2024-03-01")
        #expect(try #require(day.key("acme")).bytes == Array("2024-02-29/acme".utf8))
        #expect(day.expiry == Int64(day.number + UsageDay.kept + 1) * 86_400)
    }
}
