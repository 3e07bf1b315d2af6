// SPDX-License-Identifier: Apache-2.0

internal import HTTPCore

/// Checks that bytes are one JSON text (RFC 8259), to the last escape. Foundation's decoder looks at numbers and
/// escapes only when somebody asks for their value, so what it passes cannot be put into an answer as it is.
struct JSONSyntax {
    /// Levels of nesting; deeper data is refused. Ours: common parsers stop at 100 to 1000.
    static let maximumDepth = 128

    private let bytes: [UInt8]
    private var index = 0
    /// For each open level, the byte that ends it.
    private var ends: [UInt8] = []

    private init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// Whether the bytes are a JSON text, of any kind of value.
    static func isValid(_ bytes: [UInt8]) -> Bool {
        var syntax = JSONSyntax(bytes)
        return syntax.text()
    }

    private var current: UInt8? { index < bytes.count ? bytes[index] : nil }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard current == byte else { return false }
        index += 1
        return true
    }

    private mutating func blanks() {
        while let byte = current, byte == 0x20 || byte == 0x09 || byte == 0x0a || byte == 0x0d { index += 1 }
    }

    private mutating func text() -> Bool {
        repeat {
            guard value() else { return false }
            blanks()
            // What ends levels may follow at once; what goes on in one leads to the next value.
            while let end = ends.last, take(end) {
                ends.removeLast()
                blanks()
            }
            if ends.isEmpty { return index == bytes.count }
            guard take(0x2c), ends.last != 0x7d || name() else { return false }
        } while true
    }

    /// A value as far as the first value in it, or to its end if it is empty or has none.
    private mutating func value() -> Bool {
        while true {
            blanks()
            let end: UInt8
            switch current {
            case 0x7b: end = 0x7d
            case 0x5b: end = 0x5d
            case 0x22: return string()
            case 0x74: return word("true")
            case 0x66: return word("false")
            case 0x6e: return word("null")
            default: return number()
            }
            guard ends.count < Self.maximumDepth else { return false }
            index += 1
            blanks()
            if take(end) { return true }
            ends.append(end)
            guard end == 0x5d || name() else { return false }
        }
    }

    private mutating func name() -> Bool {
        blanks()
        guard string() else { return false }
        blanks()
        return take(0x3a)
    }

    private mutating func word(_ text: String) -> Bool {
        guard bytes.span.spells(text, at: index) else { return false }
        index += text.utf8.count
        return true
    }

    private mutating func string() -> Bool {
        guard take(0x22) else { return false }
        while let byte = current {
            index += 1
            switch byte {
            case 0x22: return true
            case 0x5c: guard escape() else { return false }
            case 0..<0x20: return false
            default: break
            }
        }
        return false
    }

    private mutating func escape() -> Bool {
        guard let byte = current else { return false }
        index += 1
        switch byte {
        case 0x22, 0x5c, 0x2f, 0x62, 0x66, 0x6e, 0x72, 0x74: return true
        case 0x75:
            for _ in 0..<4 {
                guard let digit = current, digit.hexDigitValue != nil else { return false }
                index += 1
            }
            return true
        default: return false
        }
    }

    private mutating func number() -> Bool {
        _ = take(0x2d)
        guard take(0x30) || digits() else { return false }
        if take(0x2e), !digits() { return false }
        if take(0x65) || take(0x45) {
            if !take(0x2b) { _ = take(0x2d) }
            return digits()
        }
        return true
    }

    /// One digit or more.
    private mutating func digits() -> Bool {
        let start = index
        while let byte = current, byte.isASCIIDigit { index += 1 }
        return index > start
    }
}
