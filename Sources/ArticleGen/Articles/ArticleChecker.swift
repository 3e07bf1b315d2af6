// SPDX-License-Identifier: Apache-2.0

/// Who says what is good and bad about an article. Whoever makes ``Articles`` hands it in.
public protocol ArticleChecker: Sendable {
    /// Looks at an article as a page.
    func check(_ article: Article) async -> ArticleCheck
    /// What a text is about: the terms that templates are chosen by.
    func terms(_ text: String) async -> [String]
}

/// What was found.
public struct ArticleCheck: Hashable, Sendable {
    /// What should be mended, for whoever writes: one sentence each.
    public var problems: [String]
    /// The numbers, as the article's record has them: a JSON object.
    public var report: JSONValue

    /// What was found.
    public init(problems: [String], report: JSONValue) {
        self.problems = problems
        self.report = report
    }
}

/// What is told while an article is written.
public enum ArticleEvent: Hashable, Sendable {
    /// What is done now: `plan`, `draft`, `check`, `revise`, `uniqueness`, `save`, and more of it for people.
    case status(phase: String, detail: String)
    /// More of the draft.
    case text(String)
}
