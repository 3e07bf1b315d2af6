// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import EdgeRouter

@Suite struct UsageCountsTests {
    private let counts = UsageCounts(requests: 1, bytesIn: 2, bytesOut: 3, kvReads: 4, kvWrites: .max)

    @Test func `every count is added`() {
        var sum = UsageCounts(requests: 10, bytesIn: 20, bytesOut: 30, kvReads: 40)
        sum.add(counts)
        #expect(sum == UsageCounts(requests: 11, bytesIn: 22, bytesOut: 33, kvReads: 44, kvWrites: .max))
        #expect(Set(sum.named.map(\.name)).count == 5 && sum.named.map(\.value) == [11, 22, 33, 44, .max])
    }

    @Test func `a row is read as it was written, with what a newer version has added`() {
        for isKnown in [true, false] {
            let row = UsageRow(counts, isKnown: isKnown)
            #expect(UsageRow(stored: row.json) == row)
            #expect(UsageRow(stored: row.json.dropLast() + Array(",7,8]".utf8)) == row)
        }
    }

    @Test(arguments: ["", "[]", "[1,2,3,4,5]", "[1,2,3,4,5,-6]", "[1,2,3,4,5,6", "{}", "[1,2,3,4,5,x]", "[,,,,,]"])
    func `what is no row is none`(_ text: String) {
        #expect(UsageRow(stored: Array(text.utf8)) == nil)
    }
}
