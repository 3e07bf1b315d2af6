// SPDX-License-Identifier: Apache-2.0

/// How hard a text is to read, by the lengths of its sentences and words. A formula is nil for languages it was not
/// made for.
struct Readability {
    /// Higher is easier; 60 to 70 is plain English (Flesch, J. Applied Psychology 32, 1948), and its likes for other
    /// languages, with the constants that Yoast SEO has for them.
    private(set) var fleschReadingEase: Double?
    /// The school grade of the United States (Kincaid et al., 1975), as are the next four.
    private(set) var fleschKincaidGrade: Double?
    /// Gunning, The Technique of Clear Writing, 1952.
    private(set) var gunningFog: Double?
    /// McLaughlin, J. of Reading 12, 1969.
    private(set) var smogIndex: Double?
    /// Coleman and Liau, J. Applied Psychology 60, 1975.
    private(set) var colemanLiauIndex: Double?
    /// Senter and Smith, 1967.
    private(set) var automatedReadabilityIndex: Double?
    /// Any language with an alphabet; 40 is average (Björnsson, 1968).
    private(set) var lix: Double?
    /// Italian; higher is easier (Lucisano and Piemontese, 1988).
    private(set) var gulpease: Double?
    /// German; a school grade (Bamberger and Vanecek, 1984, first formula).
    private(set) var wienerSachtextformel: Double?
    let wordsPerSentence: Double
    private(set) var syllablesPerWord: Double?
    /// 0 to 100, for the report's scores; nil for texts too short to judge.
    private(set) var score: Int?

    /// Words a minute of silent reading of English non-fiction (Brysbaert, J. Memory and Language 109, 2019).
    static let wordsPerMinute = 238

    /// Sums over the words of a text.
    private struct Sums {
        var syllables = 0.0
        var letters = 0.0
        /// Words of three syllables or more, of one, and of more than six letters.
        var polysyllables = 0.0
        var monosyllables = 0.0
        var long = 0.0

        init(_ text: TextModel, language: String?) {
            let pool = text.terms.pool.span
            for (number, term) in text.terms.terms.enumerated() where term.count > 0 {
                let word = pool.extracting(text.terms.range(UInt32(number)))
                let count = Double(term.count)
                var length = 0
                for index in word.indices where !word[index].isContinuation { length += 1 }
                letters += Double(length) * count
                if length > 6 { long += count }
                guard let language else { continue }
                let found = Syllables.count(word, language: language)
                syllables += Double(found) * count
                if found >= 3 { polysyllables += count }
                if found == 1 { monosyllables += count }
            }
        }
    }

    /// Judges a text; nil without a word in it.
    /// - Parameter language: ISO 639-1 in lower case; nil if it is unknown
    init?(of text: TextModel, language: String?) {
        guard !text.words.isEmpty, text.sentences > 0 else { return nil }
        let words = Double(text.words.count)
        let sentences = Double(text.sentences)
        wordsPerSentence = words / sentences
        let sums = Sums(text, language: language)
        if !["zh", "ja", "ko", "th"].contains(language) { lix = wordsPerSentence + 100 * sums.long / words }
        guard let language else { return }
        if let constants = Readability.flesch[language] {
            let perWord = sums.syllables / words
            syllablesPerWord = perWord
            fleschReadingEase = constants.base - constants.sentence * wordsPerSentence - constants.word * perWord
        }
        switch language {
        case "en": judgeEnglish(sums, words, sentences)
        case "it": gulpease = 89 + (300 * sentences - 10 * sums.letters) / words
        case "de":
            wienerSachtextformel =
                0.1935 * 100 * sums.polysyllables / words + 0.1672 * wordsPerSentence + 0.1297 * 100 * sums.long / words
                - 0.0327 * 100 * sums.monosyllables / words - 0.875
        default: break
        }
        score = ReadabilityScore.of(text, fleschReadingEase: fleschReadingEase, language: language)
    }

    /// base - sentence × words per sentence - word × syllables per word. Portuguese: Martins et al., 1996.
    private static let flesch: [String: (base: Double, sentence: Double, word: Double)] = [
        "en": (206.835, 1.015, 84.6), "de": (180, 1, 58.5), "nl": (206.84, 0.93, 77), "it": (217, 1.3, 60),
        "es": (206.84, 1.02, 60), "fr": (207, 1.015, 73.6), "ru": (206.835, 1.3, 60.1), "pt": (248.835, 1.015, 84.6),
    ]

    private mutating func judgeEnglish(_ sums: Sums, _ words: Double, _ sentences: Double) {
        let perWord = sums.syllables / words
        fleschKincaidGrade = 0.39 * wordsPerSentence + 11.8 * perWord - 15.59
        gunningFog = 0.4 * (wordsPerSentence + 100 * sums.polysyllables / words)
        smogIndex = 1.043 * (sums.polysyllables * 30 / sentences).squareRoot() + 3.1291
        colemanLiauIndex = 5.88 * sums.letters / words - 29.6 * sentences / words - 15.8
        automatedReadabilityIndex = 4.71 * sums.letters / words + 0.5 * wordsPerSentence - 21.43
    }
}
