// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import EdgeRouter

@Suite struct DateCacheTests {
    private func texts(_ seconds: Int64, _ microseconds: Int32) -> (line: String, stamp: String) {
        var cache = DateCache()
        cache.update(seconds: seconds, microseconds: microseconds)
        var stamp: [UInt8] = []
        cache.appendTimestamp(to: &stamp)
        return (cache.line.text, stamp.text)
    }

    // RFC 9110 section 5.6.7's own example, the epoch, a leap day and the last second of a century.
    @Test(
        arguments: [
            (784_111_777, "Sun, 06 Nov 1994 08:49:37 GMT", "1994-11-06T08:49:37"),
            (0, "Thu, 01 Jan 1970 00:00:00 GMT", "1970-01-01T00:00:00"),
            (1_709_164_800, "Thu, 29 Feb 2024 00:00:00 GMT", "2024-02-29T00:00:00"),
            (4_102_444_799, "Thu, 31 Dec 2099 23:59:59 GMT", "2099-12-31T23:59:59"),
        ] as [(Int64, String, String)])
    func `a second in both forms`(seconds: Int64, date: String, stamp: String) {
        let texts = texts(seconds, 0)
        #expect(texts.line == "Date: \(date)\r\n")
        #expect(texts.stamp == stamp + ".000Z")
    }

    @Test(arguments: [(0, "000"), (999, "000"), (1000, "001"), (45_678, "045"), (999_999, "999")] as [(Int32, String)])
    func `milliseconds are cut, not rounded`(microseconds: Int32, text: String) {
        #expect(texts(0, microseconds).stamp == "1970-01-01T00:00:00.\(text)Z")
    }

    @Test func `going on replaces both forms, and going back too`() {
        var cache = DateCache()
        cache.update(seconds: 60, microseconds: 1000)
        cache.update(seconds: 60, microseconds: 2000)
        cache.update(seconds: 59, microseconds: 3000)
        var stamp: [UInt8] = []
        cache.appendTimestamp(to: &stamp)
        #expect(cache.seconds == 59 && stamp.text == "1970-01-01T00:00:59.003Z")
        #expect(cache.line.text == "Date: Thu, 01 Jan 1970 00:00:59 GMT\r\n")
    }
}
