// SPDX-License-Identifier: Apache-2.0

/// Finds where each key of a TOML text stands.
///
/// TOMLKit keeps no positions, so the text is scanned once more. It has been parsed by then: what is not understood is
/// skipped, never reported.
struct TOMLOutline {
    /// The byte at which each key and each element of a list begins.
    private(set) var offsets: [ConfigurationKeyPath: Int] = [:]

    private var cursor: TOMLCursor
    /// How many elements each array of tables has so far.
    private var elementCounts: [ConfigurationKeyPath: Int] = [:]

    init(of text: [UInt8]) {
        cursor = TOMLCursor(text)
        var table = ConfigurationKeyPath()
        while true {
            cursor.skipBlanksAndNewlines()
            guard let byte = cursor.current else { return }
            if byte == UInt8(ascii: "[") {
                table = readHeader()
            } else {
                readPair(in: table, depth: 0)
            }
            // At the end of a well-formed line this moves nothing; on anything else it keeps the scan going.
            cursor.skipLine()
        }
    }

    /// `[a.b]` or `[[a.b]]`; an array of tables on the way stands for its latest element.
    private mutating func readHeader() -> ConfigurationKeyPath {
        let start = cursor.offset
        cursor.offset += 1
        let isElement = cursor.current == UInt8(ascii: "[")
        if isElement { cursor.offset += 1 }
        let keys = cursor.readKeys()
        var path = ConfigurationKeyPath()
        for (index, key) in keys.enumerated() {
            path = path.appending(key)
            note(path, at: start)
            if isElement, index == keys.count - 1 { elementCounts[path, default: 0] += 1 }
            if let count = elementCounts[path] {
                path = path.appending(index: count - 1)
                note(path, at: start)
            }
        }
        return path
    }

    /// `a.b = value`. Moves on by at least one byte.
    private mutating func readPair(in table: ConfigurationKeyPath, depth: Int) {
        let start = cursor.offset
        var path = table
        for key in cursor.readKeys() {
            path = path.appending(key)
            note(path, at: start)
        }
        if cursor.current == UInt8(ascii: "=") { cursor.offset += 1 }
        if cursor.offset == start { cursor.offset += 1 }
        cursor.skipBlanks()
        readValue(at: path, depth: depth)
    }

    private mutating func readValue(at path: ConfigurationKeyPath, depth: Int) {
        guard depth <= ConfigurationSource.maximumDepth else { return }
        switch cursor.current {
        case UInt8(ascii: "\""), UInt8(ascii: "'"): _ = cursor.skipString()
        case UInt8(ascii: "["): readArray(at: path, depth: depth + 1)
        case UInt8(ascii: "{"): readInlineTable(at: path, depth: depth + 1)
        default: cursor.skipScalar()
        }
    }

    private mutating func readArray(at path: ConfigurationKeyPath, depth: Int) {
        cursor.offset += 1
        var index = 0
        while true {
            cursor.skipBlanksAndNewlines()
            guard let byte = cursor.current else { return }
            if byte == UInt8(ascii: "]") || byte == UInt8(ascii: ",") {
                cursor.offset += 1
                if byte == UInt8(ascii: "]") { return }
                index += 1
                continue
            }
            let element = path.appending(index: index)
            let start = cursor.offset
            note(element, at: start)
            readValue(at: element, depth: depth)
            if cursor.offset == start { cursor.offset += 1 }
        }
    }

    private mutating func readInlineTable(at path: ConfigurationKeyPath, depth: Int) {
        cursor.offset += 1
        while true {
            cursor.skipBlanksAndNewlines()
            guard let byte = cursor.current else { return }
            if byte == UInt8(ascii: "}") || byte == UInt8(ascii: ",") {
                cursor.offset += 1
                if byte == UInt8(ascii: "}") { return }
                continue
            }
            readPair(in: path, depth: depth)
        }
    }

    private mutating func note(_ path: ConfigurationKeyPath, at offset: Int) {
        if offsets[path] == nil { offsets[path] = offset }
    }
}
