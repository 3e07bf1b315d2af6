// SPDX-License-Identifier: Apache-2.0

/// Every import goes along an arrow of ``Architecture``.
enum ImportRules {
    static let rule = FileRule(name: "imports follow the arrows", check: check)

    static func check(_ file: SourceText) -> [Violation] {
        guard let target = file.target else { return [] }
        return file.code.indices.compactMap { line in
            guard let module = importedModule(file.code[line]), module != target,
                let objection = Architecture.objection(to: module, in: file.path, of: target)
            else { return nil }
            return file.violation(line, "import \(module): \(objection)")
        }
    }

    private static let modifiers: Set<String> = [
        "public", "package", "internal", "fileprivate", "private", "testable", "preconcurrency", "_exported",
        "_implementationOnly", "_spi",
    ]
    private static let kinds: Set<String> = ["struct", "class", "enum", "protocol", "typealias", "func", "let", "var"]

    /// The module a line imports, with or without attributes, an access level and the kind of a single symbol.
    static func importedModule(_ code: [UInt8]) -> String? {
        let words = code.words.map(\.text)
        guard let keyword = words.firstIndex(of: "import"),
            words[..<keyword].allSatisfy(modifiers.contains) || code.contains(UInt8(ascii: "@"))
        else { return nil }
        return words[(keyword + 1)...].first { !kinds.contains($0) }
    }
}
