// SPDX-License-Identifier: Apache-2.0

/// Finds out how a document uses the phrase it should be found by (Yoast's keyphrase assessments and their points).
///
/// A sentence has the phrase if it has all its words that mean something, in any form and order. A phrase in quotation
/// marks is looked for as it stands.
struct FocusAssessment {
    /// What is looked at.
    struct Document {
        var text: TextModel
        var stems: StemTable
        /// By its code of two letters, if it is known.
        var language: String?
        /// Nil for plain text, as are the blocks.
        var page: PageFacts?
        var blocks: TextBlocks?
        var url: String?
    }

    private(set) var result: FocusKeyphrase

    /// All words of the phrase in lower case.
    let words: [[UInt8]]
    let stopWords: Set<[UInt8]>
    /// By stems, for what is not in the text.
    let matcher: PhraseMatcher<[UInt8]>
    private var stemmer: Stemmer?

    /// Words a text needs for its density to mean anything, and for longer phrases to weigh more.
    private static let minimumDensityWords = 100
    /// Sentences a text needs for the phrase to be spread over them.
    private static let minimumDistributionSentences = 15
    /// Words from which half of them tell a sentence's topic.
    private static let longPhraseWords = 4

    init?(_ keyphrase: String, in document: Document) {
        let words = FocusAssessment.sentences(Array(keyphrase.utf8)).flatMap { $0 }
        guard !words.isEmpty, words.count <= AnalysisLimits.keyphraseWords else { return nil }
        result = FocusKeyphrase(keyphrase: keyphrase)
        self.words = words
        let list = document.language.flatMap { StopWords.words($0) }
        let stop = Set((list ?? "").split(separator: " ").map { Array($0.utf8) })
        let meaning = words.filter { !stop.contains($0) }
        let isExact = FocusAssessment.isQuoted(keyphrase)
        var stemmer = isExact ? nil : document.language.flatMap { Stemmer(language: $0) }
        let used = isExact || meaning.isEmpty ? words : meaning
        let stems = used.map { FocusAssessment.stem($0, &stemmer) }
        guard let matcher = PhraseMatcher(stems, isExact: isExact) else { return nil }
        self.matcher = matcher
        self.stemmer = stemmer
        stopWords = stop
        checkLength(meaning.count, hasStopWords: list != nil)
        checkText(document, used, isExact: isExact)
        if let page = document.page { check(page, url: document.url) }
    }

    /// Whether a phrase stands in quotation marks.
    private static func isQuoted(_ phrase: String) -> Bool {
        let marks: Set<Character> = ["\"", "“", "”", "„"]
        let shown = phrase.drop { $0.isWhitespace }
        guard let first = shown.first, let last = shown.last(where: { !$0.isWhitespace }) else { return false }
        return marks.contains(first) && marks.contains(last)
    }

    /// The words of a short text in lower case, by its sentences.
    static func sentences(_ bytes: [UInt8]) -> [[[UInt8]]] {
        let text = bytes.span
        var scanner = WordScanner()
        var sentences: [[[UInt8]]] = []
        while let word = scanner.next(in: text) {
            if word.beginsSentence || sentences.isEmpty { sentences.append([]) }
            var lower: [UInt8] = []
            if word.isFolded { lower = scanner.folded } else { lower.appendLowercased(text.extracting(word.range)) }
            sentences[sentences.count - 1].append(lower)
        }
        return sentences
    }

    /// The same with the words' stems.
    func stemmedSentences(_ bytes: [UInt8]) -> [[[UInt8]]] {
        var stemmer = stemmer
        return FocusAssessment.sentences(bytes).map { $0.map { FocusAssessment.stem($0, &stemmer) } }
    }

    private static func stem(_ word: [UInt8], _ stemmer: inout Stemmer?) -> [UInt8] {
        guard stemmer != nil else { return word }
        var stem: [UInt8] = []
        stemmer?.append(stemOf: word.span, to: &stem)
        return stem
    }

    mutating func add(_ id: String, _ score: Int, _ detail: String) {
        let status = score >= 8 ? "good" : score >= 5 ? "ok" : "bad"
        result.checks.append(FocusCheck(id: id, status: status, score: score, detail: detail))
    }

    /// One to four words that mean something are best; more where a language's stop words are not known and counted
    /// (Yoast, "keyphrase length").
    private mutating func checkLength(_ count: Int, hasStopWords: Bool) {
        let (best, most) = hasStopWords ? (4, 8) : (6, 9)
        let score = count == 0 ? 0 : count <= best ? 9 : count <= most ? 6 : 3
        add("keyphrase-length", score, "\(count) words that are not stop words; 1 to \(best) are best")
    }

    // MARK: The text

    private mutating func checkText(_ document: Document, _ used: [[UInt8]], isExact: Bool) {
        let text = document.text
        var stems = document.stems
        // A word that is not in the text is nil, and nothing in the text is.
        let numbers = used.map { word -> UInt32? in
            isExact
                ? text.terms.number(of: word.span.extracting(first: AnalysisLimits.wordBytes))
                : stems.number(of: word.span)
        }
        guard let matcher = PhraseMatcher(numbers, isExact: isExact) else { return }
        let all = text.words.map { word -> UInt32? in isExact ? word.term : stems.number(word.term) }
        func sentences(_ ranges: [Range<Int>]) -> [[UInt32?]] {
            var sentences: [[UInt32?]] = []
            for range in ranges {
                for index in range {
                    if index == range.lowerBound || text.words[index].beginsSentence { sentences.append([]) }
                    sentences[sentences.count - 1].append(all[index])
                }
            }
            return sentences
        }
        result.count = sentences([0..<all.count]).reduce(0) { $0 + matcher.matches(in: $1) }
        result.density = all.isEmpty ? 0 : 100 * Double(result.count) / Double(all.count)
        checkDensity(all.count, usesForms: stemmer != nil)
        let lines = document.blocks.map(text.mainLines) ?? [(0..<all.count, false)]
        checkDistribution(sentences(lines.filter { !$0.isHeading }.map(\.words)), matcher)
        let isPage = document.blocks != nil
        let introduction = isPage ? lines.first { !$0.isHeading }?.words : 0..<text.firstParagraphWords
        if let introduction { checkIntroduction(sentences([introduction]), matcher) }
    }

    /// 0.5 to 3 percent, or 3.5 where other forms of the words count too, weighing longer phrases more (Yoast,
    /// "keyphrase density").
    private mutating func checkDensity(_ total: Int, usesForms: Bool) {
        guard total >= FocusAssessment.minimumDensityWords else { return }
        let count = result.count
        // 100 × count / words × (0.7 + length / 3) in whole numbers, so that a value on a boundary is rated right.
        let weighted = 20 * count * (21 + 10 * words.count)
        let percent = 6 * total
        let score =
            switch weighted {
            case _ where count < 2: 4
            // Two are right in a text of any length.
            case _ where count == 2: 9
            case _ where 2 * weighted < percent: 4
            case _ where 2 * weighted <= (usesForms ? 7 : 6) * percent: 9
            case ...(4 * percent): -10
            default: -50
            }
        add("keyphrase-density", score, "found \(count) times in \(total) words")
    }

    /// No long stretch without the topic (Yoast, "keyphrase distribution").
    private mutating func checkDistribution(_ sentences: [[UInt32?]], _ matcher: PhraseMatcher<UInt32?>) {
        guard sentences.count >= FocusAssessment.minimumDistributionSentences else { return }
        var longest = 0
        var run = 0
        for sentence in sentences {
            let isLong = matcher.words.count >= FocusAssessment.longPhraseWords
            let hasTopic = isLong ? matcher.isReflected(in: sentence) : matcher.matches(in: sentence) > 0
            run = hasTopic ? 0 : run + 1
            longest = max(longest, run)
        }
        let score = 10 * longest <= 3 * sentences.count ? 9 : 2 * longest <= sentences.count ? 6 : 1
        add("keyphrase-distribution", score, "up to \(longest) of \(sentences.count) sentences in a row without it")
    }

    /// In one sentence of the first paragraph (Yoast, "keyphrase in introduction").
    private mutating func checkIntroduction(_ sentences: [[UInt32?]], _ matcher: PhraseMatcher<UInt32?>) {
        guard !sentences.isEmpty else { return }
        if sentences.contains(where: { matcher.matches(in: $0) > 0 }) {
            add("keyphrase-in-introduction", 9, "in a sentence of the first paragraph")
        } else if matcher.matches(in: sentences.flatMap { $0 }) > 0 {
            add("keyphrase-in-introduction", 6, "in the first paragraph, but not in one sentence")
        } else {
            add("keyphrase-in-introduction", 3, "not in the first paragraph")
        }
    }
}
