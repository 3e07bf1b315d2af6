// SPDX-License-Identifier: Apache-2.0

/// The language of a document and how it is known.
struct LanguageGuess: Equatable {
    /// The code, as declared (BCP 47) or found (ISO 639-1).
    var code: String
    /// From 0 to 1; a declared language is believed.
    var confidence: Double
    /// "request", "html" or "text".
    var source: String

    /// The primary subtag, in lower case.
    var primary: String {
        String(code.prefix { $0 != "-" && $0 != "_" }).lowercased()
    }

    /// Words needed to judge by; fewer say nothing.
    private static let minimumWords = 20
    /// The share of stop words a text of the language has at least; running text has a third to a half.
    private static let minimumShare = 0.1

    /// Judges by what share of the words are stop words of each language known.
    init?(of text: TextModel) {
        guard text.words.count >= LanguageGuess.minimumWords else { return nil }
        let counts = StopWords.lists.map { (code: $0.code, count: text.occurrences(of: $0.words)) }
            .sorted { $0.count > $1.count }
        guard let best = counts.first,
            Double(best.count) >= LanguageGuess.minimumShare * Double(text.words.count)
        else { return nil }
        let margin = Double(best.count - counts[1].count) / Double(best.count)
        self.init(code: best.code, confidence: margin, source: "text")
    }

    init(code: String, confidence: Double, source: String) {
        self.code = code
        self.confidence = confidence
        self.source = source
    }
}
