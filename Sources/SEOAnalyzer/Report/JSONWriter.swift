// SPDX-License-Identifier: Apache-2.0

/// Writes JSON (RFC 8259) straight to bytes, members in the order they are written.
struct JSONWriter {
    private(set) var bytes: [UInt8] = []
    private var needsComma = false

    mutating func object(_ members: (inout JSONWriter) -> Void) {
        begin(ASCII.leftBrace)
        members(&self)
        end(ASCII.rightBrace)
    }

    mutating func array<Items: Sequence>(_ items: Items, _ write: (inout JSONWriter, Items.Element) -> Void) {
        begin(ASCII.leftBracket)
        for item in items { write(&self, item) }
        end(ASCII.rightBracket)
    }

    mutating func key(_ name: String) {
        string(name)
        bytes.append(ASCII.colon)
        needsComma = false
    }

    mutating func key(_ name: [UInt8]) {
        string(name)
        bytes.append(ASCII.colon)
        needsComma = false
    }

    mutating func null() { literal("null") }
    mutating func bool(_ value: Bool) { literal(value ? "true" : "false") }
    mutating func number(_ value: Int) { literal(String(value)) }

    /// Writes a number rounded to so many decimals; null for what is not a number.
    mutating func number(_ value: Double, decimals: Int = 2) {
        guard value.isFinite else {
            null()
            return
        }
        let scale = (0..<decimals).reduce(1.0) { scale, _ in scale * 10 }
        let scaled = (value * scale).rounded()
        // Beyond this a number is whole anyway, or its scaled value is not exact.
        guard scaled.magnitude < 1e15 else {
            literal(value.description)
            return
        }
        literal((scaled == 0 ? 0 : scaled / scale).description)
    }

    mutating func string(_ value: String) {
        string(value.utf8Span.span)
    }

    mutating func string(_ value: [UInt8]) {
        string(value.span)
    }

    /// Writes well-formed UTF-8 as a string, escaping what must be.
    mutating func string(_ value: Span<UInt8>) {
        separate()
        bytes.append(ASCII.quote)
        var start = 0
        for index in value.indices {
            let byte = value[index]
            guard byte < ASCII.space || byte == ASCII.quote || byte == ASCII.backslash else { continue }
            bytes.append(value.extracting(start..<index))
            escape(byte)
            start = index + 1
        }
        bytes.append(value.extracting(start..<value.count))
        bytes.append(ASCII.quote)
    }

    private mutating func escape(_ byte: UInt8) {
        bytes.append(ASCII.backslash)
        switch byte {
        case ASCII.lineFeed: bytes.append(0x6E)
        case ASCII.carriageReturn: bytes.append(0x72)
        case ASCII.tab: bytes.append(0x74)
        case ASCII.quote, ASCII.backslash: bytes.append(byte)
        default:
            bytes += Array("u00".utf8)
            for digit in [byte >> 4, byte & 0xF] { bytes.append(digit < 10 ? 0x30 + digit : 0x57 + digit) }
        }
    }

    private mutating func literal(_ text: String) {
        separate()
        bytes += text.utf8
    }

    private mutating func separate() {
        if needsComma { bytes.append(ASCII.comma) }
        needsComma = true
    }

    private mutating func begin(_ bracket: UInt8) {
        separate()
        bytes.append(bracket)
        needsComma = false
    }

    private mutating func end(_ bracket: UInt8) {
        bytes.append(bracket)
        needsComma = true
    }
}

extension JSONWriter {
    /// Members whose value may be absent are null then, never left out.
    mutating func member(_ name: String, _ value: String?) {
        key(name)
        if let value { string(value) } else { null() }
    }

    mutating func member(_ name: String, _ value: [UInt8]?) {
        key(name)
        if let value { string(value) } else { null() }
    }

    mutating func member(_ name: String, _ value: Int?) {
        key(name)
        if let value { number(value) } else { null() }
    }

    mutating func member(_ name: String, _ value: Double?, decimals: Int = 2) {
        key(name)
        if let value { number(value, decimals: decimals) } else { null() }
    }

    mutating func member(_ name: String, _ value: Bool) {
        key(name)
        bool(value)
    }

    mutating func member<Items: Sequence>(
        _ name: String, each items: Items, _ write: (inout JSONWriter, Items.Element) -> Void
    ) {
        key(name)
        array(items, write)
    }

    mutating func member(_ name: String, object members: (inout JSONWriter) -> Void) {
        key(name)
        object(members)
    }
}
