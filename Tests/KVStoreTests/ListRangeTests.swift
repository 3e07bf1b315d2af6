// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import KVStore

struct ListRangeTests {
    @Test(
        arguments: [
            ([], [0xff]), ([0x61], [0x62]), ([0x61, 0x7f], [0x61, 0x80]), ([0x61, 0xff], [0x62]),
            ([0xff, 0xff], [0xff]),
            ([0xf4, 0x8f, 0xbf, 0xbf], [0xf4, 0x8f, 0xbf, 0xc0]), ([0xfe], [0xff]),
        ] as [([UInt8], [UInt8])])
    func aPrefixEndsBeforeItsSuccessor(_ prefix: [UInt8], _ successor: [UInt8]) throws {
        let range = try ListRange(prefix: prefix, cursor: nil)
        #expect(range.lower == prefix)
        #expect(!range.excludesLower)
        #expect(range.upper == successor)
    }

    @Test func aCursorStandsForTheKeyItWasMadeAfter() throws {
        let cursor = ListRange.cursor(after: bytes("a/é"))
        let range = try ListRange(prefix: bytes("a/"), cursor: cursor)
        #expect(range.lower == bytes("a/é"))
        #expect(range.excludesLower)
        #expect(range.upper == bytes("a0"))
    }

    @Test func theCursorOfTheLongestKeyIsTaken() throws {
        let key = [UInt8](repeating: 0x61, count: KVLimits.keyBytes)
        #expect(try ListRange(prefix: [], cursor: ListRange.cursor(after: key)).lower == key)
        #expect(throws: KVListError.malformedCursor) {
            try ListRange(prefix: [], cursor: ListRange.cursor(after: key + [0x61]))
        }
    }

    @Test func aCursorOfAnotherFormatIsRefused() {
        #expect(throws: KVListError.malformedCursor) { try ListRange(prefix: [], cursor: bytes("0261")) }
        #expect(throws: KVListError.malformedCursor) { try ListRange(prefix: [], cursor: bytes("01")) }
        #expect(throws: KVListError.malformedCursor) { try ListRange(prefix: [], cursor: bytes("01ff")) }
    }
}
