// SPDX-License-Identifier: Apache-2.0

internal import EventLoop
internal import HTTPCore

/// Makes request ids: 16 hexadecimal digits, each used once by this process and hard to guess from another.
struct RequestIDGenerator {
    private var state = ProcessFacts.random()

    /// The next 64 bits (SplitMix64, a bijection of a counter: no id comes twice).
    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ mixed >> 27) &* 0x94d0_49bb_1331_11eb
        return mixed ^ mixed >> 31
    }

    /// Appends an id's 16 digits.
    static func append(_ id: UInt64, to bytes: inout [UInt8]) {
        var shift: UInt64 = 60
        while true {
            bytes.append(UInt8(hexDigitOf: id >> shift))
            if shift == 0 { return }
            shift -= 4
        }
    }

    /// An id from outside is taken over if it is 8 to 128 characters that can stand anywhere: letters, digits, `-_.`.
    static func isAcceptable(_ bytes: Span<UInt8>, _ range: ByteRange) -> Bool {
        guard (8...128).contains(range.count) else { return false }
        for index in range.indices {
            let lower = bytes[index].asciiLowercased
            let isLetter = lower >= 0x61 && lower <= 0x7a
            guard isLetter || lower.isASCIIDigit || lower == 0x2d || lower == 0x5f || lower == 0x2e else {
                return false
            }
        }
        return true
    }
}
