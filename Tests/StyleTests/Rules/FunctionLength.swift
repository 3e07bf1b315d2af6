// SPDX-License-Identifier: Apache-2.0

/// Functions stay short enough to be seen whole.
enum FunctionLength {
    /// Lines from a function's declaration to its closing brace.
    static let functionLines = 70

    static let rule = FileRule(name: "a function has at most \(functionLines) lines", check: check)

    static func check(_ file: SourceText) -> [Violation] {
        Function.all(in: file).compactMap { function in
            guard function.lines.count > functionLines else { return nil }
            return file.violation(
                function.lines.lowerBound,
                "\(function.name) has \(function.lines.count) lines, at most \(functionLines)"
            )
        }
    }
}

/// A declaration with a body: a function, an initialiser, a subscript or a computed property.
struct Function {
    let name: String
    /// From the declaration to the closing brace, counted from 0.
    let lines: ClosedRange<Int>

    /// Every function of a file, outer ones before those inside them.
    static func all(in file: SourceText) -> [Function] {
        file.code.indices.flatMap { line in
            let words = file.code[line].words
            return words.indices.compactMap { index -> Function? in
                guard declares(words, index, on: file.code[line]),
                    let end = bodyEnd(in: file.code, line, words[index].column + words[index].text.utf8.count)
                else { return nil }
                let keyword = words[index].text
                let isNamed = (keyword == "func" || keyword == "var") && words.indices.contains(index + 1)
                let name = isNamed ? words[index + 1].text : keyword
                return Function(name: name, lines: line...end)
            }
        }
    }

    private static func declares(
        _ words: [(text: String, column: Int)], _ index: Int, on line: [UInt8]
    ) -> Bool {
        let (word, column) = words[index]
        let before = line[..<column].last { $0 != UInt8(ascii: " ") }
        let after = column + word.utf8.count < line.count ? line[column + word.utf8.count] : UInt8(ascii: " ")
        switch word {
        case "func", "deinit": return before != UInt8(ascii: ".") && before != UInt8(ascii: "`")
        case "init", "subscript":
            return before != UInt8(ascii: ".") && before != UInt8(ascii: "`") && Array("(?!<".utf8).contains(after)
        case "var":
            return line.last { $0 != UInt8(ascii: " ") } == UInt8(ascii: "{") && !line.contains(UInt8(ascii: "="))
        default: return false
        }
    }

    /// Words that begin the next declaration, and so show that the one before them had no body (in a protocol).
    private static let nextDeclaration: Set<String> = [
        "func", "var", "let", "init", "deinit", "subscript", "struct", "class", "enum", "extension", "protocol",
        "static",
        "mutating", "nonmutating", "public", "private", "internal", "package", "fileprivate", "case", "associatedtype",
        "typealias", "import",
    ]

    /// The line of the brace that closes the body of the declaration that begins at the given place.
    private static func bodyEnd(in code: [[UInt8]], _ line: Int, _ column: Int) -> Int? {
        var parentheses = 0
        var braces = 0
        for index in line..<code.count {
            if index > line, braces == 0, parentheses == 0,
                let first = code[index].words.first?.text, nextDeclaration.contains(first)
            {
                return nil
            }
            for byte in code[index].dropFirst(index == line ? column : 0) {
                switch byte {
                case UInt8(ascii: "("), UInt8(ascii: "["): parentheses += 1
                case UInt8(ascii: ")"), UInt8(ascii: "]"): parentheses -= 1
                case UInt8(ascii: "{") where braces > 0 || parentheses == 0: braces += 1
                case UInt8(ascii: "}") where braces > 0:
                    braces -= 1
                    if braces == 0 { return index }
                case UInt8(ascii: "}") where parentheses <= 0: return nil
                default: break
                }
            }
        }
        return nil
    }
}
