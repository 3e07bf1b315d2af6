// SPDX-License-Identifier: Apache-2.0

/// Percent-encoding of the URL Standard (section 1.3).
enum PercentEncoding {
    /// The bytes a part of an address may not hold as they are. Beyond these are always control and non-ASCII bytes.
    struct ByteSet {
        private let low: UInt64
        private let high: UInt64

        init(_ bytes: String) {
            var low: UInt64 = 0xFFFF_FFFF
            var high: UInt64 = 1 << 63
            for byte in bytes.utf8 {
                if byte < 64 { low |= 1 << UInt64(byte) } else { high |= 1 << UInt64(byte - 64) }
            }
            self.low = low
            self.high = high
        }

        @inline(__always)
        func contains(_ byte: UInt8) -> Bool {
            if byte < 64 { return (low >> UInt64(byte)) & 1 != 0 }
            return byte >= 0x80 || (high >> UInt64(byte - 64)) & 1 != 0
        }
    }

    static let controls = ByteSet("")
    static let fragment = ByteSet(" \"<>`")
    static let query = ByteSet(" \"#<>")
    static let specialQuery = ByteSet(" \"#<>'")
    static let path = ByteSet(" \"#<>?^`{}")
    static let userInformation = ByteSet(" \"#<>?^`{}/:;=@[\\]|")

    /// Appends bytes, those of a set as "%XX".
    static func append(_ bytes: Span<UInt8>, encoding set: ByteSet, to output: inout [UInt8]) {
        let digits = Array("0123456789ABCDEF".utf8)
        var start = 0
        while start < bytes.count {
            var end = start
            while end < bytes.count, !set.contains(bytes[end]) { end &+= 1 }
            output.append(bytes.extracting(start..<end))
            guard end < bytes.count else { return }
            output.append(0x25)
            output.append(digits[Int(bytes[end] >> 4)])
            output.append(digits[Int(bytes[end] & 15)])
            start = end + 1
        }
    }

    /// The bytes with each "%XX" as the byte it stands for.
    static func decoded(_ bytes: Span<UInt8>) -> [UInt8] {
        var output: [UInt8] = []
        var index = 0
        while index < bytes.count {
            let isEncoded =
                bytes[index] == 0x25 && index + 2 < bytes.count && bytes[index + 1].isHexDigit
                && bytes[index + 2].isHexDigit
            if isEncoded {
                output.append(UInt8(bytes[index + 1].hexValue << 4 | bytes[index + 2].hexValue))
                index += 3
            } else {
                output.append(bytes[index])
                index += 1
            }
        }
        return output
    }
}
