// SPDX-License-Identifier: Apache-2.0

/// One check of how well a page is written for its focus keyphrase.
public struct FocusCheck: Sendable, Equatable {
    /// The check's name, stable: `keyphrase-length`, `keyphrase-density`, `keyphrase-in-title`,
    /// `keyphrase-in-description`, `keyphrase-in-introduction`.
    public var id: String
    /// "good", "ok" or "bad".
    public var status: String
    /// Points as Yoast gives them: 9 is full marks, overuse is negative.
    public var score: Int
    /// What was found, for people.
    public var detail: String
}

/// How a document uses the phrase it should be found by.
struct FocusKeyphrase {
    var keyphrase: String
    var count: Int
    /// 100 × occurrences / words.
    var density: Double
    var checks: [FocusCheck] = []

    /// Words a text needs for its density to mean anything, and for longer phrases to weigh more.
    private static let minimumDensityWords = 100

    init?(_ keyphrase: String, text: TextModel, page: PageFacts?, stopWords: String?) {
        let words = FocusKeyphrase.words(Array(keyphrase.utf8))
        guard !words.isEmpty, words.count <= AnalysisLimits.keyphraseWords else { return nil }
        self.keyphrase = keyphrase
        let positions = FocusKeyphrase.occurrences(of: words, in: text)
        count = positions.count
        density = text.words.isEmpty ? 0 : 100 * Double(count) / Double(text.words.count)
        let stop = Set((stopWords ?? "").split(separator: " ").map { Array($0.utf8) })
        let contentWords = words.count { !stop.contains($0) }
        checkLength(contentWords)
        checkDensity(text, length: words.count)
        if let page {
            checkTitle(page.title, words)
            checkDescription(page.metaDescription, words)
        } else {
            checkIntroduction(positions.first, text)
        }
    }

    /// The words of a short text in lower case.
    static func words(_ bytes: [UInt8]) -> [[UInt8]] {
        let text = bytes.span
        var scanner = WordScanner()
        var words: [[UInt8]] = []
        while let word = scanner.next(in: text) {
            if word.isFolded {
                words.append(scanner.folded)
            } else {
                var bytes: [UInt8] = []
                bytes.appendLowercased(text.extracting(word.range))
                words.append(bytes)
            }
        }
        return words
    }

    /// Where the phrase begins in the text. Occurrences neither overlap nor cross sentences.
    private static func occurrences(of words: [[UInt8]], in text: TextModel) -> [Int] {
        let numbers = words.compactMap { text.terms.number(of: $0.span.extracting(first: AnalysisLimits.wordBytes)) }
        guard numbers.count == words.count else { return [] }
        var positions: [Int] = []
        var index = 0
        while index + numbers.count <= text.words.count {
            let isMatch = numbers.indices.allSatisfy { offset in
                let word = text.words[index + offset]
                return word.term == numbers[offset] && (offset == 0 || !word.beginsSentence)
            }
            if isMatch { positions.append(index) }
            index += isMatch ? numbers.count : 1
        }
        return positions
    }

    private static func occurrences(of words: [[UInt8]], in other: [[UInt8]]) -> [Int] {
        guard other.count >= words.count else { return [] }
        return (0...other.count - words.count).filter { start in
            words.indices.allSatisfy { other[start + $0] == words[$0] }
        }
    }

    private mutating func add(_ id: String, _ score: Int, _ detail: String) {
        let status = score >= 8 ? "good" : score >= 5 ? "ok" : "bad"
        checks.append(FocusCheck(id: id, status: status, score: score, detail: detail))
    }

    /// One to four words that mean something are best (Yoast, "keyphrase length").
    private mutating func checkLength(_ contentWords: Int) {
        let score =
            switch contentWords {
            case 0: 0
            case 1...4: 9
            case 5...8: 6
            default: 3
            }
        add("keyphrase-length", score, "\(contentWords) words that are not stop words; 1 to 4 are best")
    }

    /// 0.5 to 3 percent, weighing longer phrases more (Yoast, "keyphrase density").
    private mutating func checkDensity(_ text: TextModel, length: Int) {
        guard text.words.count >= FocusKeyphrase.minimumDensityWords else { return }
        // 100 × count / words × (0.7 + length / 3) in whole numbers, so that a value on a boundary is rated right.
        let weighted = 10 * count * (21 + 10 * length)
        let percent = 3 * text.words.count
        let score =
            switch weighted {
            case _ where count < 2: 4
            // Two are right in a text of any length.
            case _ where count == 2: 9
            case _ where 2 * weighted < percent: 4
            case ...(3 * percent): 9
            case ...(4 * percent): -10
            default: -50
            }
        add("keyphrase-density", score, "found \(count) times in \(text.words.count) words")
    }

    /// Best at the beginning of the title (Yoast, "keyphrase in SEO title").
    private mutating func checkTitle(_ title: [UInt8]?, _ words: [[UInt8]]) {
        let titleWords = FocusKeyphrase.words(title ?? [])
        let positions = FocusKeyphrase.occurrences(of: words, in: titleWords)
        if positions.first == 0 {
            add("keyphrase-in-title", 9, "the title begins with it")
        } else if !positions.isEmpty {
            add("keyphrase-in-title", 6, "in the title, but not at its beginning")
        } else if words.allSatisfy(titleWords.contains) {
            add("keyphrase-in-title", 6, "all its words are in the title, but not as a phrase")
        } else {
            add("keyphrase-in-title", 2, "not in the title")
        }
    }

    /// Once or twice (Yoast, "keyphrase in meta description").
    private mutating func checkDescription(_ description: [UInt8]?, _ words: [[UInt8]]) {
        let descriptionWords = FocusKeyphrase.words(description ?? [])
        let found = FocusKeyphrase.occurrences(of: words, in: descriptionWords).count
        add("keyphrase-in-description", found == 1 || found == 2 ? 9 : 3, "\(found) times in the meta description")
    }

    /// In the first paragraph (Yoast, "keyphrase in introduction"). Of a page the first paragraph is not known while
    /// its navigation is not told from its text.
    private mutating func checkIntroduction(_ first: Int?, _ text: TextModel) {
        guard !text.words.isEmpty else { return }
        let isEarly = first.map { $0 < text.firstParagraphWords } ?? false
        let detail = isEarly ? "in the first paragraph" : "not in the first paragraph"
        add("keyphrase-in-introduction", isEarly ? 9 : 3, detail)
    }
}
