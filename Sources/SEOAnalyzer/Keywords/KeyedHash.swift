// SPDX-License-Identifier: Apache-2.0

/// A hash with a secret: words and pairs of words cannot be chosen so that they collide.
struct KeyedHash {
    private let first: UInt64
    private let second: UInt64

    /// Draws a new secret.
    init() {
        var generator = SystemRandomNumberGenerator()
        first = generator.next()
        second = generator.next() | 1
    }

    /// The hash of a word in lower case, eight bytes at a time.
    @inline(__always)
    func lowercasedHash(_ word: Span<UInt8>) -> UInt32 {
        var hash = first
        var block: UInt64 = 0
        for index in word.indices {
            block = block << 8 | UInt64(word[index].lowercased)
            if index & 7 == 7 {
                hash = fold(hash ^ block, second)
                block = 0
            }
        }
        hash = fold(hash ^ block, second)
        return UInt32(truncatingIfNeeded: fold(hash ^ UInt64(word.count), second))
    }

    @inline(__always)
    func hash(_ key: UInt64) -> Int {
        Int(truncatingIfNeeded: fold(key ^ first, second) & 0x7FFF_FFFF)
    }

    @inline(__always)
    private func fold(_ value: UInt64, _ factor: UInt64) -> UInt64 {
        let product = value.multipliedFullWidth(by: factor)
        return product.high ^ product.low
    }
}
