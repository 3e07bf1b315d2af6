// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import KVStore

struct EntityTagTests {
    @Test(arguments: [
        (0, "\"0\""), (1, "\"1\""), (15, "\"f\""), (16, "\"10\""), (0xdead_beef, "\"deadbeef\""),
        (UInt64.max, "\"ffffffffffffffff\""),
    ])
    func aTagIsTheVersionInHexadecimalBetweenQuotes(_ version: UInt64, _ tag: String) {
        #expect(EntityTag.bytes(version: version) == bytes(tag))
    }

    @Test func onlyTheMarkOfAWeakTagIsTakenOff() {
        #expect(Array(EntityTag.withoutWeakness(bytes("W/\"1\""))) == bytes("\"1\""))
        #expect(Array(EntityTag.withoutWeakness(bytes("\"W/1\""))) == bytes("\"W/1\""))
    }
}
