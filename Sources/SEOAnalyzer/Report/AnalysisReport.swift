// SPDX-License-Identifier: Apache-2.0

/// What an analysis found.
public struct AnalysisReport: Sendable {
    /// The numbers of a text.
    struct Content {
        var words = 0
        var sentences = 0
        var paragraphs = 0
        var characters = 0
        /// Bytes of text for each byte of HTML; nil for plain text.
        var textToHTMLRatio: Double?
        /// Words of the text without what is around it.
        var mainTextWords = 0
        var readability: Readability?

        /// Whole seconds, rounded up.
        var readingSeconds: Int {
            (words * 60 + Readability.wordsPerMinute - 1) / Readability.wordsPerMinute
        }
    }

    /// Whether the document was longer than is read.
    public let isTruncated: Bool
    let language: LanguageGuess?
    /// Nil for plain text.
    let page: PageFacts?
    let content: Content
    let keywords: KeywordFacts
    let keyphrases: [Keyphrase]
    let focus: FocusKeyphrase?
    /// Lighthouse's audits of the page, those of its category "SEO" first; empty for plain text.
    public let audits: [Audit]

    /// The score of Lighthouse's category "SEO", 0 to 100; nil for plain text.
    public var seoScore: Int? { Audit.score(audits) }
    /// How easily the text is read, 0 to 100; nil where it is too short to say.
    public var readabilityScore: Int? { content.readability?.score }
    /// Words of the text as it is shown.
    public var wordCount: Int { content.words }
    /// The Flesch reading ease; higher is easier. Nil where its language has no formula, or it has
    /// no words.
    public var fleschReadingEase: Double? { content.readability.flatMap(\.fleschReadingEase) }
    /// How often the focus keyphrase occurs, in percent of the words; nil if none was given.
    public var focusDensity: Double? { focus?.density }
    /// The checks for the focus keyphrase; empty if none was given.
    public var focusChecks: [FocusCheck] { focus?.checks ?? [] }
    /// The language of the text (BCP 47), declared or found; nil if it is unknown.
    public var languageCode: String? { language?.code }
    /// The title of the page; nil for plain text or where it has none.
    public var title: String? { page?.title.map { String(decoding: $0, as: UTF8.self) } }

    /// What the text is about, best first: keyphrases, then the words and pairs that occur most often. Each term once.
    public func keywordTerms(limit: Int) -> [String] {
        var seen: Set<String> = []
        let all = keyphrases.map(\.phrase) + keywords.unigrams.map(\.term) + keywords.bigrams.map(\.term)
        return Array(all.filter { seen.insert($0).inserted }.prefix(max(0, limit)))
    }
}
