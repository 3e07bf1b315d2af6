// SPDX-License-Identifier: Apache-2.0

/// The outer form of a file: its length, its lines, its licence, nothing left for later.
enum LayoutRules {
    /// Lines in a file; beyond it a file holds more than one idea.
    static let fileLines = 500
    /// Columns in a line, as `.swift-format` has it.
    static let lineColumns = 120

    static let all = [
        FileRule(name: "a file has at most \(fileLines) lines", check: fileLength),
        FileRule(name: "a line has at most \(lineColumns) columns", check: lineLength),
        FileRule(name: "a file begins with its licence", check: licence),
        FileRule(name: "nothing is left for later", check: leftovers),
    ]

    /// Generated tables have no author to split them, so a folder `Generated` is exempt.
    static func fileLength(_ file: SourceText) -> [Violation] {
        guard file.lines.count > fileLines, !file.folders.contains("Generated") else { return [] }
        return [file.violation(-1, "\(file.lines.count) lines, at most \(fileLines)")]
    }

    static func lineLength(_ file: SourceText) -> [Violation] {
        file.lines.indices.compactMap { line in
            let columns = file.lines[line].count
            return columns > lineColumns ? file.violation(line, "\(columns) columns, at most \(lineColumns)") : nil
        }
    }

    /// The licence stands first; only what a tool demands on the first line may stand before it.
    static func licence(_ file: SourceText) -> [Violation] {
        let demanded = file.lines.first.map { $0.hasPrefix("#!") || $0.hasPrefix("// swift-tools-version") } ?? false
        let line = demanded ? 1 : 0
        let isPlain = file.path.hasSuffix(".py") || file.path.hasSuffix(".sh")
        let expected = (isPlain ? "# " : "// ") + "SPDX-License-Identifier: Apache-2.0"
        guard file.lines.count <= line || file.lines[line] != expected else { return [] }
        return [file.violation(line, "the licence line is missing: \(expected)")]
    }

    // In pieces, or this file would break its own rule.
    private static let markers: Set<String> = ["TO" + "DO", "FIX" + "ME", "XX" + "X", "HA" + "CK"]

    static func leftovers(_ file: SourceText) -> [Violation] {
        file.lines.indices.flatMap { line in
            Array(file.lines[line].utf8).words
                .filter { markers.contains($0.text) }
                .map { file.violation(line, "leftover marker \($0.text)") }
        }
    }
}
