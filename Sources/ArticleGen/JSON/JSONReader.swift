// SPDX-License-Identifier: Apache-2.0

/// Walks over a JSON text (RFC 8259), strictly: whatever it passes is well-formed, to the last escape. It answers with
/// ranges of the text, so that what nobody asks for is neither copied nor changed.
struct JSONReader {
    /// Levels of nesting; deeper data is refused. Ours: common parsers stop at 100 to 1000.
    static let maximumDepth = 128

    /// A member of an object: its decoded name, where it stands, and where its value does.
    struct Member: Equatable {
        let name: String
        /// From the quote that opens the name to the end of the value.
        let whole: Range<Int>
        let value: Range<Int>
    }

    let bytes: [UInt8]
    private(set) var index: Int
    private let end: Int
    private var depth = 0

    init(_ bytes: [UInt8], _ range: Range<Int>? = nil) {
        self.bytes = bytes
        index = range?.lowerBound ?? 0
        end = range?.upperBound ?? bytes.count
    }

    /// Where the one value of a text stands; nil unless the text is UTF-8 and holds just that.
    static func whole(_ bytes: [UInt8]) -> Range<Int>? {
        guard (try? UTF8Span(validating: bytes.span)) != nil else { return nil }
        var reader = JSONReader(bytes)
        guard let range = reader.skipValue() else { return nil }
        reader.skipBlanks()
        return reader.index == reader.end ? range : nil
    }

    /// The members of the object at a range; nil if there is none. The text must have been checked by ``whole(_:)``.
    static func members(of bytes: [UInt8], _ range: Range<Int>) -> [Member]? {
        var reader = JSONReader(bytes, range)
        return reader.members()
    }

    /// Where the elements of the array at a range stand; nil if there is none.
    static func elements(of bytes: [UInt8], _ range: Range<Int>) -> [Range<Int>]? {
        var reader = JSONReader(bytes, range)
        return reader.elements()
    }

    /// The string at a range, decoded; nil if there is none.
    static func string(of bytes: [UInt8], _ range: Range<Int>) -> String? {
        var reader = JSONReader(bytes, range)
        return reader.string()
    }

    private var current: UInt8? { index < end ? bytes[index] : nil }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard current == byte else { return false }
        index += 1
        return true
    }

    mutating func skipBlanks() {
        while let byte = current, byte == 0x20 || byte == 0x09 || byte == 0x0a || byte == 0x0d { index += 1 }
    }

    /// What kind of value comes next, by its first byte.
    mutating func peek() -> UInt8? {
        skipBlanks()
        return current
    }
}

// MARK: - Values

extension JSONReader {
    /// Passes over one value and says where it stood.
    mutating func skipValue() -> Range<Int>? {
        skipBlanks()
        let start = index
        switch current {
        case 0x7b: guard skipObject() else { return nil }
        case 0x5b: guard skipArray() else { return nil }
        case 0x22: guard skipString() else { return nil }
        case 0x74: guard word("true") else { return nil }
        case 0x66: guard word("false") else { return nil }
        case 0x6e: guard word("null") else { return nil }
        default: guard number() else { return nil }
        }
        return start..<index
    }

    private mutating func skipObject() -> Bool {
        isOver("}", open: "{") { reader in
            reader.skipBlanks()
            guard reader.skipString() else { return false }
            reader.skipBlanks()
            return reader.take(0x3a) && reader.skipValue() != nil
        }
    }

    private mutating func skipArray() -> Bool {
        isOver("]", open: "[") { $0.skipValue() != nil }
    }

    /// Passes over what stands between two brackets, part by part; false if that is not well-formed.
    private mutating func isOver(
        _ close: Unicode.Scalar, open: Unicode.Scalar, _ part: (inout JSONReader) -> Bool
    ) -> Bool {
        let close = UInt8(truncatingIfNeeded: close.value)
        guard depth < Self.maximumDepth, take(UInt8(truncatingIfNeeded: open.value)) else { return false }
        depth += 1
        defer { depth -= 1 }
        skipBlanks()
        if take(close) { return true }
        repeat {
            guard part(&self) else { return false }
            skipBlanks()
        } while take(0x2c)
        return take(close)
    }

    mutating func members() -> [Member]? {
        skipBlanks()
        var members: [Member] = []
        let isObject = isOver("}", open: "{") { reader in
            reader.skipBlanks()
            let start = reader.index
            guard let name = reader.string() else { return false }
            reader.skipBlanks()
            guard reader.take(0x3a), let value = reader.skipValue() else { return false }
            members.append(Member(name: name, whole: start..<value.upperBound, value: value))
            return true
        }
        return isObject ? members : nil
    }

    mutating func elements() -> [Range<Int>]? {
        skipBlanks()
        var elements: [Range<Int>] = []
        let isArray = isOver("]", open: "[") { reader in
            guard let element = reader.skipValue() else { return false }
            elements.append(element)
            return true
        }
        return isArray ? elements : nil
    }

    private mutating func word(_ text: String) -> Bool {
        let word = text.utf8
        guard index + word.count <= end, bytes[index...].starts(with: word) else { return false }
        index += word.count
        return true
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

    private mutating func digits() -> Bool {
        let start = index
        while let byte = current, 0x30...0x39 ~= byte { index += 1 }
        return index > start
    }
}

// MARK: - Strings

extension JSONReader {
    private mutating func skipString() -> Bool {
        guard take(0x22) else { return false }
        while let byte = current {
            index += 1
            switch byte {
            case 0x22: return true
            case 0x5c: guard skipEscape() else { return false }
            case 0..<0x20: return false
            default: break
            }
        }
        return false
    }

    private mutating func skipEscape() -> Bool {
        guard let byte = current else { return false }
        index += 1
        switch byte {
        case 0x22, 0x5c, 0x2f, 0x62, 0x66, 0x6e, 0x72, 0x74: return true
        case 0x75: return codeUnit() != nil
        default: return false
        }
    }

    /// The four digits behind `\u`.
    private mutating func codeUnit() -> UInt16? {
        var value: UInt16 = 0
        for _ in 0..<4 {
            guard let byte = current else { return nil }
            let digit: UInt8
            switch byte {
            case 0x30...0x39: digit = byte - 0x30
            case 0x41...0x46: digit = byte - 0x41 + 10
            case 0x61...0x66: digit = byte - 0x61 + 10
            default: return nil
            }
            index += 1
            value = value << 4 | UInt16(digit)
        }
        return value
    }

    /// Takes a string and decodes it. Half of a surrogate pair becomes U+FFFD.
    mutating func string() -> String? {
        skipBlanks()
        let start = index
        guard skipString() else { return nil }
        let content = (start + 1)..<(index - 1)
        guard bytes[content].contains(0x5c) else { return String(decoding: bytes[content], as: UTF8.self) }
        var reader = JSONReader(bytes, content)
        return reader.unescaped()
    }

    private mutating func unescaped() -> String {
        var text: [UInt8] = []
        text.reserveCapacity(end - index)
        while let byte = current {
            index += 1
            guard byte == 0x5c, let escape = current else {
                text.append(byte)
                continue
            }
            index += 1
            switch escape {
            case 0x62: text.append(0x08)
            case 0x66: text.append(0x0c)
            case 0x6e: text.append(0x0a)
            case 0x72: text.append(0x0d)
            case 0x74: text.append(0x09)
            case 0x75: text += Array(String(scalar()).utf8)
            default: text.append(escape)
            }
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// The character of one `\u` escape, or of two that make a pair.
    private mutating func scalar() -> Unicode.Scalar {
        let replacement: Unicode.Scalar = "\u{fffd}"
        guard let unit = codeUnit() else { return replacement }
        guard UTF16.isLeadSurrogate(unit) else { return Unicode.Scalar(unit) ?? replacement }
        let before = index
        if take(0x5c), take(0x75), let trail = codeUnit(), UTF16.isTrailSurrogate(trail) {
            let value = 0x10000 + (UInt32(unit) - 0xd800) << 10 + (UInt32(trail) - 0xdc00)
            return Unicode.Scalar(value) ?? replacement
        }
        index = before
        return replacement
    }
}
