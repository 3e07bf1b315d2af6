// SPDX-License-Identifier: Apache-2.0

/// Reads JSON (RFC 8259) event by event, without recursion and without building values.
struct JSONReader {
    enum Event {
        case beginObject
        case endObject
        case beginArray
        case endArray
        case name([UInt8])
        case string([UInt8])
        /// A number, `true`, `false` or `null`.
        case other
    }

    struct Failure: Error {
        var offset: Int
    }

    private enum Expectation { case value, firstValue, name, firstName, commaOrEnd, end }

    /// Levels of nesting; deeper data is refused.
    static let maximumDepth = 128

    private let bytes: [UInt8]
    private var index = 0
    private var isObject: [Bool] = []
    private var expectation = Expectation.value

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// The next event; nil at the end of a well-formed text.
    mutating func next() throws(Failure) -> Event? {
        skipWhitespace()
        if expectation == .end {
            if index < bytes.count { throw failure }
            return nil
        }
        guard index < bytes.count else { throw failure }
        switch expectation {
        case .commaOrEnd:
            if let event = try endOfLevel() { return event }
            guard bytes[index] == ASCII.comma else { throw failure }
            index += 1
            expectation = isObject.last == true ? .name : .value
            return try next()
        case .firstName, .firstValue:
            if let event = try endOfLevel() { return event }
            return expectation == .firstName ? try readName() : try readValue()
        case .name:
            return try readName()
        default:
            return try readValue()
        }
    }

    private var failure: Failure { Failure(offset: index) }

    private mutating func skipWhitespace() {
        while index < bytes.count, bytes[index].isWhitespace, bytes[index] != ASCII.formFeed { index += 1 }
    }

    private mutating func endOfLevel() throws(Failure) -> Event? {
        let byte = bytes[index]
        guard byte == ASCII.rightBrace || byte == ASCII.rightBracket else { return nil }
        guard let wasObject = isObject.popLast(), wasObject == (byte == ASCII.rightBrace) else { throw failure }
        index += 1
        expectation = isObject.isEmpty ? .end : .commaOrEnd
        return wasObject ? .endObject : .endArray
    }

    private mutating func readName() throws(Failure) -> Event {
        let name = try readString()
        skipWhitespace()
        guard index < bytes.count, bytes[index] == ASCII.colon else { throw failure }
        index += 1
        expectation = .value
        return .name(name)
    }

    private mutating func readValue() throws(Failure) -> Event {
        let byte = bytes[index]
        if byte == ASCII.leftBrace || byte == ASCII.leftBracket {
            guard isObject.count < JSONReader.maximumDepth else { throw failure }
            let opensObject = byte == ASCII.leftBrace
            index += 1
            isObject.append(opensObject)
            expectation = opensObject ? .firstName : .firstValue
            return opensObject ? .beginObject : .beginArray
        }
        expectation = isObject.isEmpty ? .end : .commaOrEnd
        if byte == ASCII.quote { return .string(try readString()) }
        if byte == ASCII.hyphen || byte.isDigit {
            try readNumber()
        } else {
            try readLiteral()
        }
        return .other
    }

    private mutating func readLiteral() throws(Failure) {
        for literal in ["true", "false", "null"] where bytes[index...].starts(with: literal.utf8) {
            index += literal.utf8.count
            return
        }
        throw failure
    }

    private mutating func readNumber() throws(Failure) {
        if bytes[index] == ASCII.hyphen { index += 1 }
        let isZero = index < bytes.count && bytes[index] == 0x30
        let digits = skipDigits()
        guard digits > 0, !isZero || digits == 1 else { throw failure }
        if index < bytes.count, bytes[index] == ASCII.period {
            index += 1
            guard skipDigits() > 0 else { throw failure }
        }
        guard index < bytes.count, bytes[index] | 0x20 == 0x65 else { return }
        index += 1
        if index < bytes.count, bytes[index] == 0x2B || bytes[index] == ASCII.hyphen { index += 1 }
        guard skipDigits() > 0 else { throw failure }
    }

    private mutating func skipDigits() -> Int {
        let start = index
        while index < bytes.count, bytes[index].isDigit { index += 1 }
        return index - start
    }

    private mutating func readString() throws(Failure) -> [UInt8] {
        guard index < bytes.count, bytes[index] == ASCII.quote else { throw failure }
        index += 1
        var output: [UInt8] = []
        while index < bytes.count {
            let byte = bytes[index]
            if byte == ASCII.quote {
                index += 1
                return output
            }
            guard byte >= ASCII.space else { throw failure }
            index += 1
            if byte == ASCII.backslash {
                try readEscape(&output)
            } else {
                output.append(byte)
            }
        }
        throw failure
    }

    private mutating func readEscape(_ output: inout [UInt8]) throws(Failure) {
        guard index < bytes.count else { throw failure }
        let byte = bytes[index]
        switch byte {
        case ASCII.quote, ASCII.backslash, ASCII.slash: output.append(byte)
        case 0x62: output.append(0x08)
        case 0x66: output.append(ASCII.formFeed)
        case 0x6E: output.append(ASCII.lineFeed)
        case 0x72: output.append(ASCII.carriageReturn)
        case 0x74: output.append(ASCII.tab)
        case 0x75:
            index += 1
            let unit = try readUnit()
            let isPair = unit & 0xFC00 == 0xD800 && bytes[index...].starts(with: "\\u".utf8)
            guard isPair else {
                output.append(codePoint: unit)
                return
            }
            index += 2
            let low = try readUnit()
            let isLow = low & 0xFC00 == 0xDC00
            output.append(codePoint: isLow ? 0x1_0000 + (unit & 0x3FF) << 10 + low & 0x3FF : 0xFFFD)
            return
        default: throw failure
        }
        index += 1
    }

    private mutating func readUnit() throws(Failure) -> UInt32 {
        guard index + 4 <= bytes.count, bytes[index..<index + 4].allSatisfy(\.isHexDigit) else { throw failure }
        let unit = bytes[index..<index + 4].reduce(UInt32(0)) { $0 << 4 | $1.hexValue }
        index += 4
        return unit
    }
}
