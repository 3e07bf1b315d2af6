// SPDX-License-Identifier: Apache-2.0

/// Finds where each key of a JSON5 text stands, and where its syntax breaks.
///
/// The decoder tells neither for JSON5, and of equal keys it silently keeps the first. Structure is checked in full;
/// of numbers and escapes only what ends them, which leaves their errors to the decoder.
struct JSONOutline {
    /// The byte at which each key and each element of a list begins.
    private(set) var offsets: [ConfigurationKeyPath: Int] = [:]

    /// The keys that stand twice in one object.
    private(set) var duplicates: [ConfigurationKeyPath] = []

    /// The first thing that is wrong, if anything is.
    private(set) var error: ConfigurationSource.SyntaxError?

    private let text: [UInt8]
    private var offset = 0

    init(of text: [UInt8]) {
        self.text = text
        do {
            try skipBlanks()
            // Checked before the decoder runs: it reads beyond the end of a text that is a number alone, and traps.
            guard current == UInt8(ascii: "{") else { try fail("expected an object, found \(name(of: offset))") }
            try readValue(at: ConfigurationKeyPath(), depth: 0)
            try skipBlanks()
            if offset < text.count { try fail("unexpected \(name(of: offset)) after the end of the object") }
        } catch {
            self.error = error
        }
    }

    private typealias Failure = ConfigurationSource.SyntaxError

    private var current: UInt8? { offset < text.count ? text[offset] : nil }

    private func fail(_ message: String, at place: Int? = nil) throws(Failure) -> Never {
        throw Failure(position: SourcePosition(of: place ?? offset, in: text), message: message)
    }

    /// What stands at a place, for messages.
    private func name(of place: Int) -> String {
        guard place < text.count else { return "end of file" }
        let rest = String(decoding: text[place...].prefix(4), as: UTF8.self)
        return rest.first.map { "'\(printable(String($0)))'" } ?? "end of file"
    }

    private mutating func readValue(at path: ConfigurationKeyPath, depth: Int) throws(Failure) {
        guard depth <= ConfigurationSource.maximumDepth else { try fail("nests too deep") }
        switch current {
        case UInt8(ascii: "{"): try readObject(at: path, depth: depth)
        case UInt8(ascii: "["): try readArray(at: path, depth: depth)
        case UInt8(ascii: "\""), UInt8(ascii: "'"): _ = try readString()
        default:
            let start = offset
            let word = readWord()
            guard !word.isEmpty else { try fail("expected a value, found \(name(of: start))") }
            guard Self.mayBeScalar(word) else {
                try fail("expected a value, found '\(printable(word))'; text needs quotes", at: start)
            }
        }
    }

    private mutating func readObject(at path: ConfigurationKeyPath, depth: Int) throws(Failure) {
        let open = offset
        offset += 1
        while true {
            try skipBlanks()
            if current == UInt8(ascii: "}") { break }
            let start = offset
            guard current != nil else { try fail("this '{' is never closed", at: open) }
            let isQuoted = current == UInt8(ascii: "\"") || current == UInt8(ascii: "'")
            let key = isQuoted ? try readString() : readWord()
            guard isQuoted || !key.isEmpty else { try fail("expected a key or '}', found \(name(of: start))") }
            let member = path.appending(key)
            if offsets[member] == nil { offsets[member] = start } else { duplicates.append(member) }
            try skipBlanks()
            guard current == UInt8(ascii: ":") else {
                try fail("expected ':' after the key, found \(name(of: offset))")
            }
            offset += 1
            try skipBlanks()
            try readValue(at: member, depth: depth + 1)
            guard try readSeparator(before: UInt8(ascii: "}"), open: open) else { break }
        }
        offset += 1
    }

    private mutating func readArray(at path: ConfigurationKeyPath, depth: Int) throws(Failure) {
        let open = offset
        offset += 1
        var index = 0
        while true {
            try skipBlanks()
            if current == UInt8(ascii: "]") { break }
            guard current != nil else { try fail("this '[' is never closed", at: open) }
            let element = path.appending(index: index)
            offsets[element] = offset
            try readValue(at: element, depth: depth + 1)
            index += 1
            guard try readSeparator(before: UInt8(ascii: "]"), open: open) else { break }
        }
        offset += 1
    }

    /// Reads a comma, or stays before the closing bracket.
    /// - Returns: Whether there was a comma.
    private mutating func readSeparator(before close: UInt8, open: Int) throws(Failure) -> Bool {
        let end = offset
        try skipBlanks()
        if current == UInt8(ascii: ",") {
            offset += 1
            return true
        }
        if current == close { return false }
        guard let found = current else { try fail("this \(name(of: open)) is never closed", at: open) }
        // A comma that is missing is missing at the end of the value, not at the next line's first word.
        let isCloser = found == UInt8(ascii: "]") || found == UInt8(ascii: "}")
        let wanted = "expected ',' or '\(Character(Unicode.Scalar(close)))'"
        try fail("\(wanted), found \(name(of: offset))", at: isCloser ? offset : end)
    }

    private mutating func readString() throws(Failure) -> String {
        let start = offset
        let quote = text[offset]
        offset += 1
        var content: [UInt8] = []
        while let byte = current {
            offset += 1
            if byte == quote { return String(decoding: content, as: UTF8.self) }
            if byte == UInt8(ascii: "\n") { break }
            if byte == UInt8(ascii: "\\"), let escaped = current {
                offset += 1
                // The decoder refuses it, without saying where.
                if text[(offset - 1)...].starts(with: Array("u0000".utf8)) {
                    try fail("contains an escaped NUL character", at: offset - 2)
                }
                // A line may go on after a backslash, CR LF being one line end.
                if escaped == UInt8(ascii: "\r"), current == UInt8(ascii: "\n") { offset += 1 }
                content.append(escaped)
            } else {
                content.append(byte)
            }
        }
        try fail("this string is never closed", at: start)
    }

    /// A number, a literal or a key without quotes.
    private mutating func readWord() -> String {
        let start = offset
        let others = Array("_$+-.\\".utf8)
        while let byte = current, byte.isASCIIAlphanumeric || byte >= 0x80 || others.contains(byte) { offset += 1 }
        return String(decoding: text[start..<offset], as: UTF8.self)
    }

    private static func mayBeScalar(_ word: String) -> Bool {
        if word == "true" || word == "false" || word == "null" { return true }
        let unsigned = word.drop { $0 == "+" || $0 == "-" }
        if unsigned == "Infinity" || unsigned == "NaN" { return true }
        let digits = unsigned.hasPrefix("0x") || unsigned.hasPrefix("0X") ? unsigned.dropFirst(2) : nil
        if let digits { return !digits.isEmpty && digits.allSatisfy { $0.isASCII && $0.isHexDigit } }
        return unsigned.utf8.first.map { $0.isASCIIDigit || $0 == UInt8(ascii: ".") } == true && Double(unsigned) != nil
    }

    private mutating func skipBlanks() throws(Failure) {
        while let byte = current {
            let next = offset + 1 < text.count ? text[offset + 1] : nil
            switch (byte, next) {
            case (UInt8(ascii: "/"), UInt8(ascii: "/")):
                offset = text[offset...].firstIndex(of: UInt8(ascii: "\n")) ?? text.count
            case (UInt8(ascii: "/"), UInt8(ascii: "*")):
                try skipBlockComment()
            case (UInt8(ascii: " "), _), (0x09...0x0D, _): offset += 1
            default: return
            }
        }
    }

    private mutating func skipBlockComment() throws(Failure) {
        let start = offset
        offset += 2
        while offset + 1 < text.count {
            if text[offset] == UInt8(ascii: "*"), text[offset + 1] == UInt8(ascii: "/") {
                offset += 2
                return
            }
            offset += 1
        }
        try fail("this comment is never closed", at: start)
    }
}
