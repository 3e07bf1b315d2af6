// SPDX-License-Identifier: Apache-2.0

/// What the compiler takes on trust has a reason beside it.
///
/// `@unchecked Sendable` and `nonisolated(unsafe)` need a comment directly above their declaration. An `unsafe`
/// expression needs one above it in its paragraph, or above the function it stands in.
enum ReasonRules {
    static let rule = FileRule(name: "what is taken on trust has a reason", check: check)

    static func check(_ file: SourceText) -> [Violation] {
        var functions: [Function]?
        return file.code.indices.flatMap { line -> [Violation] in
            let words = file.code[line].words
            return words.indices.compactMap { index -> Violation? in
                switch words[index].text {
                case "unchecked" where words.indices.contains(index + 1) && words[index + 1].text == "Sendable":
                    guard !hasCommentAbove(file, line) else { return nil }
                    return file.violation(line, "@unchecked Sendable without a reason directly above")
                case "unsafe" where index > 0 && words[index - 1].text == "nonisolated":
                    guard !hasCommentAbove(file, line) else { return nil }
                    return file.violation(line, "nonisolated(unsafe) without a reason directly above")
                case "unsafe":
                    let known = functions ?? Function.all(in: file)
                    functions = known
                    guard !isExplained(file, line, known) else { return nil }
                    return file.violation(line, "unsafe without a reason above it or above its function")
                default: return nil
                }
            }
        }
    }

    /// Whether a comment stands above the declaration on a line, or above the attributes and earlier lines it has.
    private static func hasCommentAbove(_ file: SourceText, _ line: Int) -> Bool {
        var above = line - 1
        while above >= 0, !file.isComment(above) {
            let code = file.code[above].filter { $0 != UInt8(ascii: " ") }
            let continues = code.first == UInt8(ascii: "@") || code.first == UInt8(ascii: "#")
            guard continues || code.last == UInt8(ascii: ":") || code.last == UInt8(ascii: ",") else { return false }
            above -= 1
        }
        return above >= 0
    }

    private static func isExplained(_ file: SourceText, _ line: Int, _ functions: [Function]) -> Bool {
        let innermost = functions.last { $0.lines.contains(line) }?.lines.lowerBound
        var above = line
        while above >= 0, !file.code[above].isBlank || file.isComment(above) {
            if !file.comments[above].isBlank { return true }
            if above == innermost { break }
            above -= 1
        }
        return innermost.map { hasCommentAbove(file, $0) } ?? false
    }
}
