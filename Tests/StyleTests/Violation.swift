// SPDX-License-Identifier: Apache-2.0

/// One place where the tree breaks a rule of the house.
struct Violation: Equatable, CustomStringConvertible {
    /// Path from the root of the package.
    let path: String
    /// Line of the finding, counted from 1; 0 where the whole file is meant.
    let line: Int
    let message: String

    var description: String { "\(path):\(line): \(message)" }
}

/// A check over one file. Pure, so that a planted text shows that it can fail.
struct FileRule: Sendable, CustomStringConvertible {
    let name: String
    let check: @Sendable (SourceText) -> [Violation]

    var description: String { name }

    /// Everything that is held file by file.
    static let all: [FileRule] =
        LayoutRules.all + [FunctionLength.rule, ImportRules.rule, VocabularyRules.rule, ReasonRules.rule]
}
