// SPDX-License-Identifier: Apache-2.0

/// A run of bytes inside a receive buffer, by offset from the buffer's first byte. Parsers return these instead of
/// copies; whoever holds one must still hold the buffer.
public struct ByteRange: Hashable, Sendable {
    /// The first byte.
    public let start: UInt32
    /// The byte behind the last.
    public let end: UInt32

    /// From `start` up to, not including, `end`.
    @inline(__always)
    public init(_ start: Int, _ end: Int) {
        self.start = UInt32(truncatingIfNeeded: start)
        self.end = UInt32(truncatingIfNeeded: end)
    }

    /// No bytes.
    public static let empty = ByteRange(0, 0)

    /// How many bytes.
    @inline(__always) public var count: Int { Int(end) - Int(start) }
    /// Whether there are none.
    @inline(__always) public var isEmpty: Bool { start == end }
    /// The same as a range of indices.
    @inline(__always) public var indices: Range<Int> { Int(start)..<Int(end) }
}

extension Span<UInt8> {
    /// Whether the range spells the text, ASCII letters in either case. `lowercase` must be lower-case ASCII.
    @inlinable
    public func matches(_ range: ByteRange, lowercase text: String) -> Bool {
        guard range.count == text.utf8.count else { return false }
        var index = Int(range.start)
        for byte in text.utf8 {
            if self[index].asciiLowercased != byte { return false }
            index += 1
        }
        return true
    }
}

extension Span<UInt8> {
    /// Whether two ranges spell the same, ASCII letters in either case.
    @inlinable
    public func isSameIgnoringCase(_ left: ByteRange, _ right: ByteRange) -> Bool {
        guard left.count == right.count else { return false }
        for offset in 0..<left.count {
            let other = self[Int(right.start) + offset].asciiLowercased
            if self[Int(left.start) + offset].asciiLowercased != other { return false }
        }
        return true
    }

    /// Whether the text stands at this offset, byte for byte; false if it would reach beyond the end.
    @inlinable
    public func spells(_ text: String, at start: Int) -> Bool {
        guard start + text.utf8.count <= count else { return false }
        var index = start
        for byte in text.utf8 {
            if self[index] != byte { return false }
            index += 1
        }
        return true
    }
}

extension UInt8 {
    /// The lower-case form of an ASCII capital; every other byte as it is.
    @inlinable @inline(__always)
    public var asciiLowercased: UInt8 { self >= 0x41 && self <= 0x5a ? self | 0x20 : self }

    /// `0`…`9`.
    @inlinable @inline(__always)
    public var isASCIIDigit: Bool { self >= 0x30 && self <= 0x39 }

    /// The value of a hexadecimal digit in either case, or nil.
    @inlinable
    public var hexDigitValue: UInt8? {
        switch self {
        case 0x30...0x39: self - 0x30
        case 0x41...0x46: self - 0x41 + 10
        case 0x61...0x66: self - 0x61 + 10
        default: nil
        }
    }

    /// A character of a token (RFC 9110 section 5.6.2). Two words of bits: a table look-up without a table.
    @inlinable @inline(__always)
    public var isTokenCharacter: Bool {
        // Bits of ! # $ % & ' * + - . and the digits in the first word; letters ^ _ ` | ~ in the second.
        if self < 64 { return 0x03ff_6cfa_0000_0000 as UInt64 >> UInt64(self) & 1 == 1 }
        return self < 128 && 0x57ff_ffff_c7ff_fffe as UInt64 >> UInt64(self - 64) & 1 == 1
    }
}

extension ASCII {
    static let tab: UInt8 = 0x09
    static let lineFeed: UInt8 = 0x0a
    static let carriageReturn: UInt8 = 0x0d
    static let space: UInt8 = 0x20
    static let quote: UInt8 = 0x22
    static let percent: UInt8 = 0x25
    static let comma: UInt8 = 0x2c
    static let slash: UInt8 = 0x2f
    static let colon: UInt8 = 0x3a
    static let semicolon: UInt8 = 0x3b
    static let equals: UInt8 = 0x3d
    static let question: UInt8 = 0x3f
    static let backslash: UInt8 = 0x5c
    static let delete: UInt8 = 0x7f
}

/// The bytes with a meaning in HTTP/1.
enum ASCII {}
