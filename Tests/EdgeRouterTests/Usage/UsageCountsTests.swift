// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import EdgeRouter

@Suite struct UsageCountsTests {
    private let counts = UsageCounts(
        requests: 1, bytesIn: 2, bytesOut: 3, kvReads: 4, kvWrites: .max, containerSeconds: 5, containerStarts: 6)

    @Test func `every count is added`() {
        var sum = UsageCounts(requests: 10, bytesIn: 20, bytesOut: 30, kvReads: 40)
        sum.add(counts)
        #expect(sum.containerSeconds == 5 && sum.containerStarts == 6)
        #expect(Set(sum.named.map(\.name)).count == 7 && sum.named.map(\.value) == [11, 22, 33, 44, .max, 5, 6])
    }

    @Test func `a row is read as it was written, with what a newer version has added`() {
        for isKnown in [true, false] {
            let row = UsageRow(counts, isKnown: isKnown)
            #expect(UsageRow(stored: row.json) == row)
            #expect(UsageRow(stored: row.json.dropLast() + Array(",9,8]".utf8)) == row)
        }
    }

    @Test func `a row of an older version counts no containers`() throws {
        let row = try #require(UsageRow(stored: Array("[1,1,2,3,4,5]".utf8)))
        #expect(row.counts == UsageCounts(requests: 1, bytesIn: 2, bytesOut: 3, kvReads: 4, kvWrites: 5))
    }

    @Test(arguments: ["", "[]", "[1,2,3,4,5]", "[1,2,3,4,5,-6]", "[1,2,3,4,5,6", "{}", "[1,2,3,4,5,x]", "[,,,,,]"])
    func `what is no row is none`(_ text: String) {
        #expect(UsageRow(stored: Array(text.utf8)) == nil)
    }
}
