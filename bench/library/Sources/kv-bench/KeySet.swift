// SPDX-License-Identifier: Apache-2.0

import KVStore

/// So many keys of eight bytes, `k0000000` and on, that can be taken in a random order.
struct KeySet {
    let count: Int

    /// Digits of a key's number; a prefix of one digit less than that of the largest has all listings begin alike.
    private static let digits = 7

    /// The bytes of a key.
    func bytes(_ number: Int) -> [UInt8] {
        var bytes = [UInt8](repeating: UInt8(ascii: "k"), count: KeySet.digits + 1)
        fill(&bytes, number)
        return bytes
    }

    /// The same in an array that is there already.
    func fill(_ bytes: inout [UInt8], _ number: Int) {
        var rest = number
        for place in stride(from: KeySet.digits, through: 1, by: -1) {
            bytes[place] = UInt8(ascii: "0") + UInt8(rest % 10)
            rest /= 10
        }
    }

    /// A key as a put wants it.
    func key(_ number: Int) throws -> KVKey { try KVKey(validating: bytes(number)) }
}

/// Numbers at random and the same in every run: SplitMix64 (Steele, Lea and Flood, 2014).
struct RandomNumbers: RandomNumberGenerator {
    private var state: UInt64 = 1

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }

    /// One of 0 to `count` - 1, by multiplication: a division would cost as much as a read.
    mutating func below(_ count: Int) -> Int {
        Int(truncatingIfNeeded: next().multipliedFullWidth(by: UInt64(count)).high)
    }
}
