// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import KVStore

struct HexadecimalTests {
    @Test func everyByteComesBack() {
        let all = Array(UInt8.min...UInt8.max)
        let text = Hexadecimal.encode(all)
        #expect(text.count == 512)
        #expect(text.starts(with: bytes("000102")))
        #expect(Hexadecimal.decode(text) == all)
        #expect(Hexadecimal.decode([]) == [])
    }

    @Test(arguments: ["0", "0g", "0A", " 0", "0:", "0`", "0/"])
    func anythingButPairsOfLowercaseDigitsIsRefused(_ text: String) {
        #expect(Hexadecimal.decode(bytes(text)) == nil)
    }
}
