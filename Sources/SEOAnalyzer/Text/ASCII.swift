// SPDX-License-Identifier: Apache-2.0

/// Code points the standards name, as bytes.
enum ASCII {
    static let null: UInt8 = 0x00
    static let tab: UInt8 = 0x09
    static let lineFeed: UInt8 = 0x0A
    static let formFeed: UInt8 = 0x0C
    static let carriageReturn: UInt8 = 0x0D
    static let space: UInt8 = 0x20
    static let exclamation: UInt8 = 0x21
    static let quote: UInt8 = 0x22
    static let hash: UInt8 = 0x23
    static let ampersand: UInt8 = 0x26
    static let apostrophe: UInt8 = 0x27
    static let comma: UInt8 = 0x2C
    static let hyphen: UInt8 = 0x2D
    static let period: UInt8 = 0x2E
    static let slash: UInt8 = 0x2F
    static let colon: UInt8 = 0x3A
    static let semicolon: UInt8 = 0x3B
    static let lessThan: UInt8 = 0x3C
    static let equals: UInt8 = 0x3D
    static let greaterThan: UInt8 = 0x3E
    static let question: UInt8 = 0x3F
    static let leftBracket: UInt8 = 0x5B
    static let backslash: UInt8 = 0x5C
    static let rightBracket: UInt8 = 0x5D
    static let underscore: UInt8 = 0x5F
    static let leftBrace: UInt8 = 0x7B
    static let rightBrace: UInt8 = 0x7D

    /// The set of bytes below 64 whose bits are set in a mask: one shift instead of a chain of comparisons.
    static func mask(_ bytes: UInt8...) -> UInt64 {
        bytes.reduce(0) { $0 | (1 << UInt64($1)) }
    }

    /// "ASCII whitespace" of the Infra standard: tab, line feed, form feed, carriage return and space.
    static let whitespace: UInt64 = 0x1_0000_3600
}

extension UInt8 {
    /// Whether the byte's bit is set in a mask of bytes below 64.
    @inline(__always)
    func isIn(_ mask: UInt64) -> Bool { self < 64 && (mask &>> UInt64(self)) & 1 != 0 }

    var isWhitespace: Bool { isIn(ASCII.whitespace) }
    var isUppercase: Bool { self &- 0x41 < 26 }
    var isAlpha: Bool { (self | 0x20) &- 0x61 < 26 }
    var isDigit: Bool { self &- 0x30 < 10 }
    var isAlphanumeric: Bool { isAlpha || isDigit }
    var isHexDigit: Bool { isDigit || (self | 0x20) &- 0x61 < 6 }
    var lowercased: UInt8 { isUppercase ? self | 0x20 : self }

    /// The value of a hexadecimal digit; of any other byte the result means nothing.
    var hexValue: UInt32 { isDigit ? UInt32(self &- 0x30) : UInt32((self | 0x20) &- 0x57) }

    /// Whether the byte continues a UTF-8 sequence.
    var isContinuation: Bool { self & 0xC0 == 0x80 }
}
