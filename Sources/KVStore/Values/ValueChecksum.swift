// SPDX-License-Identifier: Apache-2.0

/// A 64-bit checksum of a value, made piece by piece: finds damage, not intent.
///
/// Each word is mixed in by steps that can be undone (exclusive or, multiplication by an odd number, a folded shift),
/// so two values that differ in one word never have the same sum. One multiplication for eight bytes.
struct ValueChecksum {
    private var state: UInt64 = 0x4564_4b56_0000_0001
    private var word: UInt64 = 0
    private var length: UInt64 = 0

    /// Adds the next bytes of the value.
    mutating func update(_ bytes: Span<UInt8>) {
        // Reads stay within the count.
        unsafe bytes.withUnsafeBytes { bytes in
            var index = 0
            while index < bytes.count, !length.isMultiple(of: 8) {
                add(unsafe bytes[index])
                index += 1
            }
            while index + 8 <= bytes.count {
                let next = unsafe bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self)
                state = ValueChecksum.mix(state, UInt64(littleEndian: next))
                length &+= 8
                index += 8
            }
            while index < bytes.count {
                add(unsafe bytes[index])
                index += 1
            }
        }
    }

    /// The sum of everything so far. The length is part of it: zeros at the end count.
    var value: UInt64 { ValueChecksum.mix(ValueChecksum.mix(state, word), length) }

    private mutating func add(_ byte: UInt8) {
        word |= UInt64(byte) << ((length & 7) * 8)
        length &+= 1
        guard length.isMultiple(of: 8) else { return }
        state = ValueChecksum.mix(state, word)
        word = 0
    }

    private static func mix(_ state: UInt64, _ word: UInt64) -> UInt64 {
        let product = (state ^ word) &* 0x9e37_79b9_7f4a_7c15
        return product ^ (product >> 32)
    }
}
