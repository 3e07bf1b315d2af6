// SPDX-License-Identifier: Apache-2.0

/// Refuses the texts that TOMLKit 0.6.0 must not see, because its parser (toml++ 3.4) would end the process.
///
/// Its assertions stay on in release builds too, and some kinds of broken text reach one, or code that it takes to be
/// unreachable: a table header without a name (`[.a]`), a `}` where an element of a list belongs, a date whose time is
/// cut off, quotes within a number, and characters beyond ASCII outside quotes or after a backslash. Its limit of
/// nesting does not count the parts of dotted keys, while freeing what it read recurses once for each. Of valid TOML
/// only two things are refused: great depth, and a line beyond ASCII that goes on after a backslash.
///
/// Found by some millions of damaged files, with the sanitizer's traps on; the tests hold one of each kind.
struct TOMLPrecheck {
    private typealias Failure = ConfigurationSource.SyntaxError

    private var cursor: TOMLCursor
    /// The opening brackets that are not closed yet.
    private var brackets: [UInt8] = []
    /// How many dots the key has so far.
    private var dots = 0
    /// Whether only blanks stand before the current byte in its line, outside all brackets.
    private var isAtLineStart = true
    /// Whether the next thing is a value, and neither a key nor a header.
    private var expectsValue = false

    private init(_ text: [UInt8]) {
        cursor = TOMLCursor(text)
    }

    /// Checks a whole text.
    static func check(_ text: [UInt8]) throws(ConfigurationSource.SyntaxError) {
        var precheck = TOMLPrecheck(text)
        while precheck.cursor.current != nil { try precheck.step() }
    }

    private mutating func step() throws(Failure) {
        guard let byte = cursor.current else { return }
        switch byte {
        case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"):
            cursor.offset += 1
            return
        case UInt8(ascii: "\n"):
            (dots, isAtLineStart) = (0, brackets.isEmpty)
            if brackets.isEmpty { expectsValue = false }
            cursor.offset += 1
            return
        case UInt8(ascii: "#"):
            cursor.skipLine()
            return
        case UInt8(ascii: "\""), UInt8(ascii: "'"):
            try skipString()
            expectsValue = false
        case UInt8(ascii: "["), UInt8(ascii: "{"):
            try open(byte)
        case UInt8(ascii: "]"), UInt8(ascii: "}"):
            try close(byte)
        case UInt8(ascii: "="), UInt8(ascii: ","):
            dots = 0
            expectsValue = byte == UInt8(ascii: "=") || brackets.last == UInt8(ascii: "[")
            cursor.offset += 1
        case UInt8(ascii: "."):
            dots += 1
            guard dots < ConfigurationSource.maximumKeyParts else { try fail("nests too deep") }
            cursor.offset += 1
        case 0x80...: try fail("text beyond ASCII needs quotes")
        default:
            let isSign = byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-")
            if expectsValue, isSign || byte.isASCIIDigit { try checkNumberOrDate() }
            expectsValue = false
            cursor.offset += 1
        }
        isAtLineStart = false
    }

    /// A string; in its escapes the parser trips over what is beyond ASCII, also where a line goes on after a
    /// backslash.
    private mutating func skipString() throws(Failure) {
        var place = cursor.offset
        let isBasic = cursor.current == UInt8(ascii: "\"")
        _ = cursor.skipString()
        let text = cursor.text[..<cursor.offset]
        let blanks = Array(" \t\r\n".utf8)
        while isBasic, place + 1 < text.endIndex {
            guard text[place] == UInt8(ascii: "\\") else {
                place += 1
                continue
            }
            if let next = text[(place + 1)...].first(where: { !blanks.contains($0) }), next >= 0x80 {
                cursor.offset = place
                try fail("'\\' stands before text beyond ASCII; put something else between them")
            }
            place += 2
        }
    }

    private mutating func open(_ byte: UInt8) throws(Failure) {
        let isHeader = isAtLineStart && byte == UInt8(ascii: "[")
        brackets.append(byte)
        guard brackets.count <= ConfigurationSource.maximumDepth else { try fail("nests too deep") }
        cursor.offset += 1
        dots = 0
        expectsValue = byte == UInt8(ascii: "[") && !isHeader
        guard isHeader else { return }
        cursor.skipBlanks()
        if cursor.current == UInt8(ascii: "[") {
            brackets.append(byte)
            cursor.offset += 1
            cursor.skipBlanks()
        }
        switch cursor.current {
        case nil, UInt8(ascii: "]"), UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "_"), UInt8(ascii: "-"): return
        case let next?:
            guard next.isASCIIAlphanumeric else { try fail("expected the name of a table after '['") }
        }
    }

    private mutating func close(_ byte: UInt8) throws(Failure) {
        // In ASCII each closing bracket stands two places after its opening one.
        if let opening = brackets.popLast(), opening + 2 != byte {
            try fail("expected '\(Character(Unicode.Scalar(opening + 2)))', found '\(Character(Unicode.Scalar(byte)))'")
        }
        (dots, expectsValue) = (0, false)
        cursor.offset += 1
    }

    /// The parser looks ahead to the end of what begins like a number, and into quotes that it holds. A date may be
    /// followed by `T` or a blank and a time; one digit is taken for the promise of a time.
    private func checkNumberOrDate() throws(Failure) {
        // It looks ahead by at most 127 characters.
        let rest = cursor.text[cursor.offset...].prefix(512)
        let token = try numberToken(rest)
        // The parser skips underscores while it looks for a date.
        let bare = token.filter { $0 != UInt8(ascii: "_") }
        guard bare.count >= 10, bare[4] == UInt8(ascii: "-"), bare[7] == UInt8(ascii: "-") else { return }
        let time: ArraySlice<UInt8>
        if bare.count > 10 {
            guard bare[10] | 0x20 == UInt8(ascii: "t") else { return }
            // In the token itself: an underscore after the `T` is no digit either.
            time = token.dropFirst(11)
        } else {
            let gap = rest[token.endIndex...].prefix(2)
            guard gap.first == UInt8(ascii: " "), gap.last?.isASCIIDigit == true else { return }
            time = try numberToken(rest[(token.endIndex + 1)...])
        }
        guard time.count > 1, time.prefix(2).allSatisfy(\.isASCIIDigit) else {
            try fail("expected a time after the date")
        }
    }

    /// What stands before the next blank, comma, bracket or comment.
    private func numberToken(_ text: ArraySlice<UInt8>) throws(Failure) -> ArraySlice<UInt8> {
        let ends = Array(" \t\r\n,]}#".utf8)
        let token = text.prefix { !ends.contains($0) }
        guard !token.contains(where: { $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "'") }) else {
            try fail("expected a number or a date, found a quote in it")
        }
        return token
    }

    private func fail(_ message: String) throws(Failure) -> Never {
        throw Failure(position: SourcePosition(of: cursor.offset, in: cursor.text), message: message)
    }
}
