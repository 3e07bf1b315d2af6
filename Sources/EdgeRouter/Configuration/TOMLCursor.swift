// SPDX-License-Identifier: Apache-2.0

/// A place in a TOML text and the steps over its smallest parts.
struct TOMLCursor {
    let text: [UInt8]
    var offset = 0

    init(_ text: [UInt8]) {
        self.text = text
    }

    var current: UInt8? { offset < text.count ? text[offset] : nil }

    mutating func skipBlanks() {
        while current == UInt8(ascii: " ") || current == UInt8(ascii: "\t") { offset += 1 }
    }

    mutating func skipBlanksAndNewlines() {
        while let byte = current {
            switch byte {
            case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"), UInt8(ascii: "\n"): offset += 1
            case UInt8(ascii: "#"): skipLine()
            default: return
            }
        }
    }

    /// Up to the newline, which stays.
    mutating func skipLine() {
        offset = text[min(offset, text.count)...].firstIndex(of: UInt8(ascii: "\n")) ?? text.count
    }

    /// A number, a boolean or a date.
    mutating func skipScalar() {
        let ends: [UInt8] = [0x2C, 0x5D, 0x7D, 0x23, 0x0A]  // , ] } # newline
        while let byte = current, !ends.contains(byte) { offset += 1 }
    }

    /// A string in any of its four forms.
    /// - Returns: What a one-line string says, as far as a key needs it: escapes of letters are left as they are.
    mutating func skipString() -> String {
        guard let quote = current else { return "" }
        let isBasic = quote == UInt8(ascii: "\"")
        if text[offset...].starts(with: [quote, quote, quote]) {
            skipMultilineString(quote: quote)
            return ""
        }
        offset += 1
        var content: [UInt8] = []
        while let byte = current, byte != UInt8(ascii: "\n") {
            offset += 1
            if byte == quote { break }
            if isBasic, byte == UInt8(ascii: "\\"), let escaped = current {
                content.append(escaped)
                offset += 1
            } else {
                content.append(byte)
            }
        }
        return String(decoding: content, as: UTF8.self)
    }

    private mutating func skipMultilineString(quote: UInt8) {
        offset += 3
        while let byte = current {
            if quote == UInt8(ascii: "\""), byte == UInt8(ascii: "\\") {
                offset = min(offset + 2, text.count)
            } else if byte == quote, text[offset...].starts(with: [quote, quote, quote]) {
                offset += 3
                // Up to two more quotes may stand right before the closing three.
                while current == quote { offset += 1 }
                return
            } else {
                offset += 1
            }
        }
    }

    /// The parts of a dotted key; stops at the first byte that belongs to none.
    mutating func readKeys() -> [String] {
        var keys: [String] = []
        while true {
            skipBlanks()
            if current == UInt8(ascii: "\"") || current == UInt8(ascii: "'") {
                keys.append(skipString())
            } else {
                let start = offset
                while let byte = current,
                    byte.isASCIIAlphanumeric || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-")
                {
                    offset += 1
                }
                guard offset > start else { return keys }
                keys.append(String(decoding: text[start..<offset], as: UTF8.self))
            }
            skipBlanks()
            guard current == UInt8(ascii: ".") else { return keys }
            offset += 1
        }
    }
}
