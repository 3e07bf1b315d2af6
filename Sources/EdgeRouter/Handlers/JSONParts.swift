// SPDX-License-Identifier: Apache-2.0

internal import HTTPCore

/// Takes a JSON text apart without making values of all of it: members and elements as ranges of its bytes, so that
/// metadata can be stored just as it was written.
struct JSONParts {
    private let bytes: [UInt8]
    private var index: Int

    /// Only of a text that `JSONSyntax.isValid` has passed: nothing is checked again.
    private init(_ bytes: [UInt8], from index: Int) {
        self.bytes = bytes
        self.index = index
    }

    /// Where the one value of a text stands, without what is around it.
    static func value(_ bytes: [UInt8]) -> Range<Int> {
        var parts = JSONParts(bytes, from: 0)
        return parts.skipValue()
    }

    /// The members of the object in a range, in their order; nil if it is no object.
    static func members(_ bytes: [UInt8], _ range: Range<Int>) -> [(name: String, value: Range<Int>)]? {
        var parts = JSONParts(bytes, from: range.lowerBound)
        guard parts.enter(0x7b) else { return nil }
        var members: [(name: String, value: Range<Int>)] = []
        while !parts.leave(0x7d) {
            let name = parts.skipValue()
            // The colon.
            parts.skipBlanks()
            parts.index += 1
            members.append((string(bytes, name) ?? "", parts.skipValue()))
        }
        return members
    }

    /// The elements of the array in a range; nil if it is no array.
    static func elements(_ bytes: [UInt8], _ range: Range<Int>) -> [Range<Int>]? {
        var parts = JSONParts(bytes, from: range.lowerBound)
        guard parts.enter(0x5b) else { return nil }
        var elements: [Range<Int>] = []
        while !parts.leave(0x5d) { elements.append(parts.skipValue()) }
        return elements
    }

    /// The text of the string in a range; nil if it is no string.
    static func string(_ bytes: [UInt8], _ range: Range<Int>) -> String? {
        text(bytes, range).map { String(decoding: $0, as: UTF8.self) }
    }

    /// The whole number in a range; nil if it is none.
    static func integer(_ bytes: [UInt8], _ range: Range<Int>) -> Int64? {
        Int64(String(decoding: bytes[range], as: UTF8.self))
    }

    /// Whether the range is that word: `true`, `false` or `null`.
    static func isWord(_ word: String, _ bytes: [UInt8], _ range: Range<Int>) -> Bool {
        bytes[range].elementsEqual(word.utf8)
    }

    /// The bytes that a string stands for, as UTF-8; nil if it is no string. A lone surrogate becomes U+FFFD.
    static func text(_ bytes: [UInt8], _ range: Range<Int>) -> [UInt8]? {
        guard range.count >= 2, bytes[range.lowerBound] == 0x22 else { return nil }
        var text: [UInt8] = []
        text.reserveCapacity(range.count)
        var index = range.lowerBound + 1
        let end = range.upperBound - 1
        while index < end {
            guard bytes[index] == 0x5c else {
                text.append(bytes[index])
                index += 1
                continue
            }
            index += 1
            let escape = bytes[index]
            index += 1
            switch escape {
            case 0x62: text.append(0x08)
            case 0x66: text.append(0x0c)
            case 0x6e: text.append(0x0a)
            case 0x72: text.append(0x0d)
            case 0x74: text.append(0x09)
            case 0x75: appendEscapedScalar(bytes, &index, to: &text)
            default: text.append(escape)
            }
        }
        return text
    }

    /// The scalar whose four digits begin at the index, with the second half of a surrogate pair if there is one.
    private static func appendEscapedScalar(_ bytes: [UInt8], _ index: inout Int, to text: inout [UInt8]) {
        var value = hexadecimal(bytes, at: index)
        index += 4
        if 0xd800..<0xdc00 ~= value, index + 1 < bytes.count, bytes[index] == 0x5c, bytes[index + 1] == 0x75 {
            let low = hexadecimal(bytes, at: index + 2)
            if 0xdc00..<0xe000 ~= low {
                value = 0x10000 + (value - 0xd800) << 10 + (low - 0xdc00)
                index += 6
            }
        }
        let scalar = Unicode.Scalar(value) ?? "\u{fffd}"
        text.append(contentsOf: UTF8.encode(scalar)!)
    }

    private static func hexadecimal(_ bytes: [UInt8], at index: Int) -> UInt32 {
        bytes[index..<index + 4].reduce(0) { $0 << 4 | UInt32($1.hexDigitValue ?? 0) }
    }

    // MARK: Moving on

    private mutating func skipBlanks() {
        while index < bytes.count, [0x20, 0x09, 0x0a, 0x0d].contains(bytes[index]) { index += 1 }
    }

    private mutating func enter(_ bracket: UInt8) -> Bool {
        skipBlanks()
        guard index < bytes.count, bytes[index] == bracket else { return false }
        index += 1
        return true
    }

    /// Passes over a comma, or over the end, which it says.
    private mutating func leave(_ bracket: UInt8) -> Bool {
        skipBlanks()
        guard index < bytes.count, bytes[index] != bracket else { return true }
        if bytes[index] == 0x2c { index += 1 }
        return false
    }

    /// Passes over one value, however deep, and says where it stood.
    private mutating func skipValue() -> Range<Int> {
        skipBlanks()
        let start = index
        var depth = 0
        repeat {
            switch index < bytes.count ? bytes[index] : 0x7d {
            case 0x7b, 0x5b:
                depth += 1
                index += 1
            case 0x7d, 0x5d:
                depth -= 1
                index += 1
            case 0x22: skipString()
            case 0x2c, 0x3a, 0x20, 0x09, 0x0a, 0x0d: index += 1
            default: skipWord()
            }
        } while depth > 0
        return start..<min(index, bytes.count)
    }

    private mutating func skipString() {
        index += 1
        while index < bytes.count, bytes[index] != 0x22 { index += bytes[index] == 0x5c ? 2 : 1 }
        index += 1
    }

    /// A number, `true`, `false` or `null`.
    private mutating func skipWord() {
        while index < bytes.count,
            bytes[index].isASCIIDigit || bytes[index] | 0x20 > 0x60 && bytes[index] | 0x20 < 0x7b
                || bytes[index] == 0x2b || bytes[index] == 0x2d || bytes[index] == 0x2e
        {
            index += 1
        }
    }
}
