// SPDX-License-Identifier: Apache-2.0

/// The text of a configuration file and what its syntax says: a tree of values, and where each key stands.
struct ConfigurationSource {
    /// Files beyond this are refused unread, in bytes. Ours; a configuration of 10,000 clients takes half of it.
    static let maximumBytes = 1 << 20

    /// How deep brackets and braces may nest. Ours; both parsers and the walk over their result recurse, and unbounded
    /// depth would overflow the stack.
    static let maximumDepth = 32

    /// How many parts a dotted key of TOML may have. Ours; each part nests a table, and counts for the stack as above.
    static let maximumKeyParts = 16

    /// Where and why the syntax breaks.
    struct SyntaxError: Error, Equatable {
        var position: SourcePosition?
        var message: String
    }

    /// The values; always a table.
    let root: [String: ConfigurationValue]

    /// The keys of JSON that stand twice in one object; the later is not read. TOML calls that a syntax error.
    let duplicates: [ConfigurationKeyPath]

    private let text: [UInt8]
    private let isTOML: Bool
    private let jsonOffsets: [ConfigurationKeyPath: Int]

    /// Parses a file: TOML, or JSON with comments and the other liberties of JSON5.
    init(_ contents: [UInt8], isTOML: Bool) throws(SyntaxError) {
        guard contents.count <= Self.maximumBytes else {
            throw SyntaxError(message: "has \(contents.count) bytes; at most \(Self.maximumBytes) are read")
        }
        let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]
        let text = contents.starts(with: byteOrderMark) ? Array(contents.dropFirst(byteOrderMark.count)) : contents
        do {
            _ = try UTF8Span(validating: text.span)
        } catch {
            throw SyntaxError(
                position: SourcePosition(of: error.byteOffsets.lowerBound, in: text), message: "is not UTF-8 text")
        }
        // TOMLKit passes the text on as a C string, which ends at the first NUL; neither format allows one.
        if let offset = text.firstIndex(of: 0) {
            throw SyntaxError(position: SourcePosition(of: offset, in: text), message: "contains a NUL byte")
        }
        self.text = text
        self.isTOML = isTOML
        if isTOML {
            root = try TOMLSource.parse(text)
            duplicates = []
            jsonOffsets = [:]
        } else {
            let outline = JSONOutline(of: text)
            root = try JSONSource.parse(text, outline: outline)
            duplicates = outline.duplicates
            jsonOffsets = outline.offsets
        }
    }

    /// Finds the line of each path: of the key itself, else (a key that is missing, or spelt in a way that the scan
    /// does not read) of the nearest table around it.
    func lines(of paths: some Sequence<ConfigurationKeyPath>) -> [ConfigurationKeyPath: Int] {
        // Only when something is wrong is the TOML scanned a second time.
        let offsets = isTOML ? TOMLOutline(of: text).offsets : jsonOffsets
        var lines: [ConfigurationKeyPath: Int] = [:]
        for path in paths {
            var candidate: ConfigurationKeyPath? = path
            while let current = candidate {
                if let offset = offsets[current] {
                    lines[path] = SourcePosition(of: offset, in: text).line
                    break
                }
                candidate = current.parent
            }
        }
        return lines
    }
}
