// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import KVStore

struct VersionReserveTests {
    @Test func numbersGrowByOneWithinABlockAndTheNextBlockIsAskedForAtItsEnd() {
        var versions = VersionReserve(reserved: 100)
        #expect(versions.isUsedUp)
        versions.extend()
        #expect(versions.reserved == 100 + VersionReserve.blockCount)
        for expected in 101...versions.reserved {
            #expect(!versions.isUsedUp)
            #expect(versions.next() == expected)
        }
        #expect(versions.isUsedUp)
    }
}
