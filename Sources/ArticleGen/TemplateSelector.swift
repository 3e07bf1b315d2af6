// SPDX-License-Identifier: Apache-2.0

/// An article template and the keywords it is for.
public struct TemplateCandidate: Hashable, Sendable {
    /// The template's name, as its client stored it.
    public let name: String
    /// Keywords, in any case.
    public let keywords: [String]

    /// A template under its name.
    public init(name: String, keywords: [String]) {
        self.name = name
        self.keywords = keywords
    }
}

/// Chooses the templates that fit a text by the keywords found in it.
public enum TemplateSelector {
    /// The names of the templates at least one keyword of which is among the terms, those with the most first, then by
    /// name. A keyword of several words must be found as a term of several words.
    public static func select(_ candidates: [TemplateCandidate], terms: some Sequence<String>) -> [String] {
        let found = Set(terms.map { $0.lowercased() })
        let scored = candidates.map { candidate in
            (candidate.name, candidate.keywords.count { found.contains($0.lowercased()) })
        }
        return scored.filter { $0.1 > 0 }
            .sorted { $0.1 != $1.1 ? $0.1 > $1.1 : $0.0 < $1.0 }
            .map(\.0)
    }
}
