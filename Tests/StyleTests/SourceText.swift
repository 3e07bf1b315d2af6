// SPDX-License-Identifier: Apache-2.0

/// A file as the rules see it: as written, as code alone and as comments alone. All three have the same lines, and the
/// same columns in bytes.
struct SourceText: Sendable {
    let path: String
    /// Lines as written, without their ends.
    let lines: [String]
    /// Lines with comments and the contents of string literals blanked.
    let code: [[UInt8]]
    /// Lines with everything but comments blanked.
    let comments: [[UInt8]]

    init(_ path: String, _ text: String) {
        self.path = path
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        if lines.last == "" { lines.removeLast() }
        self.lines = lines
        guard path.hasSuffix(".swift") else {
            (code, comments) = ([], [])
            return
        }
        let layers = CodeLayers(Array(text.utf8))
        code = SourceText.split(layers.code)
        comments = SourceText.split(layers.comments)
    }

    var isSwift: Bool { path.hasSuffix(".swift") }

    var folders: [Substring] { path.split(separator: "/").dropLast() }

    /// The SwiftPM target the file belongs to: the folder below `Sources` or `Tests`.
    var target: String? {
        let parts = path.split(separator: "/")
        guard parts.count > 2, parts[0] == "Sources" || parts[0] == "Tests" else { return nil }
        return String(parts[1])
    }

    /// Whether nothing but a comment stands on the line (an index from 0).
    func isComment(_ line: Int) -> Bool {
        comments.indices.contains(line) && !comments[line].isBlank && code[line].isBlank
    }

    func violation(_ line: Int, _ message: String) -> Violation {
        Violation(path: path, line: line + 1, message: message)
    }

    private static func split(_ bytes: [UInt8]) -> [[UInt8]] {
        bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map(Array.init)
    }
}

extension [UInt8] {
    var isBlank: Bool { allSatisfy { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") } }

    /// The line's identifiers and keywords in order, with the column (in bytes) where each begins.
    var words: [(text: String, column: Int)] {
        var words: [(String, Int)] = []
        var start: Int?
        for index in 0...count {
            let inWord = index < count && self[index].isWordByte
            if inWord, start == nil {
                start = index
            } else if !inWord, let begin = start {
                words.append((String(decoding: self[begin..<index], as: UTF8.self), begin))
                start = nil
            }
        }
        return words
    }
}

extension UInt8 {
    var isWordByte: Bool {
        switch self {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), 0x80...:
            true
        default: false
        }
    }
}
