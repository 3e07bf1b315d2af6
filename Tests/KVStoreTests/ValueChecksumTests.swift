// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import KVStore

struct ValueChecksumTests {
    private func sum(_ bytes: [UInt8], pieces: [Int] = []) -> UInt64 {
        var checksum = ValueChecksum()
        var start = 0
        for count in pieces + [bytes.count] {
            let end = min(bytes.count, start + count)
            checksum.update(bytes.span.extracting(start..<end))
            start = end
        }
        return checksum.value
    }

    @Test func theSumIsTheSameHoweverTheBytesAreCut() {
        let bytes = largeValue(100)
        let whole = sum(bytes)
        for first in 0...20 {
            for second in 0...20 { #expect(sum(bytes, pieces: [first, second, 1]) == whole) }
        }
    }

    @Test func everyChangedBitChangesTheSum() {
        let bytes = largeValue(67)
        let whole = sum(bytes)
        for index in bytes.indices {
            for bit in 0..<8 {
                var changed = bytes
                changed[index] ^= 1 << UInt8(bit)
                #expect(sum(changed) != whole)
            }
        }
    }

    @Test func lengthAndOrderAreInTheSum() {
        let sums = (0...64).map { sum([UInt8](repeating: 0, count: $0)) }
        #expect(Set(sums).count == sums.count)
        #expect(sum(largeValue(16)) != sum(largeValue(16).suffix(8) + largeValue(16).prefix(8)))
    }

    @Test func theSumIsThatOfEarlierReleases() {
        #expect(sum([]) == 0x8D74_6539_C212_9D03)
        #expect(sum(bytes("hello, world")) == 0xAAEB_EE15_45ED_4933)
    }
}
