// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import EdgeRouter

@Suite struct TimestampTests {
    @Test(arguments: [
        ("1970-01-01T00:00:00Z", 0), ("2026-01-01T00:00:00Z", 1_767_225_600_000),
        ("2026-01-01t00:00:00z", 1_767_225_600_000), ("2026-01-01 01:30:00+01:30", 1_767_225_600_000),
        ("2025-12-31T23:00:00-01:00", 1_767_225_600_000), ("2026-01-01T00:00:00.5Z", 1_767_225_600_500),
        ("2026-01-01T00:00:00.123456Z", 1_767_225_600_123), ("2028-02-29T00:00:00Z", 1_835_395_200_000),
        ("2016-12-31T23:59:60Z", 1_483_228_800_000), ("9999-12-31T23:59:59.999Z", 253_402_300_799_999),
    ])
    func `a time of RFC 3339 is a moment`(text: String, milliseconds: Int) {
        #expect(Timestamp(rfc3339: text)?.milliseconds == Int64(milliseconds))
    }

    @Test(arguments: [
        "", "2026-01-01", "2026-01-01T00:00:00", "2026-13-01T00:00:00Z", "2026-02-29T00:00:00Z", "2026-01-32T00:00:00Z",
        "2026-01-01T24:00:00Z", "2026-01-01T00:60:00Z", "2026-01-01T00:00:61Z", "2026-01-01T00:00:00.Z",
        "2026-01-01T00:00:00+1:00", "2026-01-01T00:00:00+24:00", "2026-01-01T00:00:00Zx", "1969-12-31T23:59:59Z",
        "0000-01-01T00:00:00Z", "2026-1-01T00:00:00Z0", "+026-01-01T00:00:00Z",
    ])
    func `anything else is none`(text: String) { #expect(Timestamp(rfc3339: text) == nil) }

    @Test func `one cut anywhere is none`() {
        let text = "2026-01-01T00:00:00.25+01:00"
        for length in 0..<text.utf8.count { #expect(Timestamp(rfc3339: String(text.prefix(length))) == nil) }
    }

    @Test func `unix seconds are written as they are given`() throws {
        for text in ["0", "1767225600", "1767225600.500", "1767225600.001"] {
            let seconds = try #require(Double(text))
            #expect(Timestamp(unixSeconds: seconds)?.json == text)
        }
        for seconds in [-1, .nan, .infinity, 1e15] { #expect(Timestamp(unixSeconds: seconds) == nil) }
    }
}
