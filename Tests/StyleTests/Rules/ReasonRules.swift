// SPDX-License-Identifier: Apache-2.0

/// What the compiler takes on trust has a reason beside it.
///
/// `@unchecked Sendable` and `nonisolated(unsafe)` need a comment directly above their declaration. An `unsafe`
/// expression needs one above it in its paragraph, or above the function it stands in. It needs none in a `deinit`,
/// which gives back what its type owns, nor in a function marked `@unsafe`, whose callers give the reason.
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
                case "unsafe" where !isAttribute(file.code[line], words[index].column):
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
        let function = functions.last { $0.lines.contains(line) }
        if let function, function.name == "deinit" || isMarkedUnsafe(file, function) { return true }
        let innermost = function?.lines.lowerBound
        var above = line
        while above >= 0, !file.code[above].isBlank || file.isComment(above) {
            if !file.comments[above].isBlank { return true }
            if above == innermost { break }
            above -= 1
        }
        return innermost.map { hasCommentAbove(file, $0) } ?? false
    }

    private static func isAttribute(_ code: [UInt8], _ column: Int) -> Bool {
        column > 0 && code[column - 1] == UInt8(ascii: "@")
    }

    /// Whether `@unsafe` stands on the line of the declaration or on a line of attributes right above it.
    private static func isMarkedUnsafe(_ file: SourceText, _ function: Function) -> Bool {
        var line = function.lines.lowerBound
        while line >= 0 {
            let code = file.code[line]
            if code.words.contains(where: { $0.text == "unsafe" && isAttribute(code, $0.column) }) { return true }
            line -= 1
            guard line >= 0, file.code[line].first(where: { $0 != UInt8(ascii: " ") }) == UInt8(ascii: "@") else {
                break
            }
        }
        return false
    }
}
