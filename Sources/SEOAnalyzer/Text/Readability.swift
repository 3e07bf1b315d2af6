// SPDX-License-Identifier: Apache-2.0

/// How hard a text is to read, by the lengths of its sentences and words.
struct Readability {
    /// Higher is easier; 60 to 70 is plain English (Flesch, J. Applied Psychology 32, 1948).
    var fleschReadingEase: Double
    /// The school grade of the United States (Kincaid et al., 1975).
    var fleschKincaidGrade: Double

    /// Words a minute of silent reading of English non-fiction (Brysbaert, J. Memory and Language 109, 2019).
    static let wordsPerMinute = 238

    /// Judges an English text; nil without a word in it.
    init?(english text: TextModel) {
        guard !text.words.isEmpty, text.sentences > 0 else { return nil }
        var syllables = 0
        let pool = text.terms.pool.span
        for (number, term) in text.terms.terms.enumerated() where term.count > 0 {
            let word = pool.extracting(text.terms.range(UInt32(number)))
            syllables += Readability.syllables(word) * Int(term.count)
        }
        let sentenceLength = Double(text.words.count) / Double(text.sentences)
        let wordLength = Double(syllables) / Double(text.words.count)
        fleschReadingEase = 206.835 - 1.015 * sentenceLength - 84.6 * wordLength
        fleschKincaidGrade = 0.39 * sentenceLength + 11.8 * wordLength - 15.59
    }

    /// The syllables of an English word in lower case, judged by its groups of vowels: a silent e at the end and in
    /// "-es", "-ed" does not count, while "-le" after a consonant does. At least one.
    static func syllables(_ word: Span<UInt8>) -> Int {
        var end = word.count
        if end > 2, word[end - 2] == ASCII.apostrophe { end -= 2 }
        var count = 0
        var wasVowel = false
        for index in 0..<end {
            let isVowel = isVowel(word[index])
            if isVowel, !wasVowel { count += 1 }
            wasVowel = isVowel
        }
        if count > 1, hasSilentEnd(word.extracting(0..<end)) { count -= 1 }
        return max(1, count)
    }

    private static func isVowel(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x61, 0x65, 0x69, 0x6F, 0x75, 0x79: true
        default: false
        }
    }

    private static func hasSilentEnd(_ word: Span<UInt8>) -> Bool {
        let last = letter(word, 1)
        let beforeLast = letter(word, 2)
        let third = letter(word, 3)
        let e: UInt8 = 0x65
        if last == e {
            let isSyllabic = beforeLast == 0x6C && !isVowel(third)
            return !isVowel(beforeLast) && !isSyllabic
        }
        guard beforeLast == e, !isVowel(third) else { return false }
        // "-ed" is spoken after t and d; "-es" after the hisses s, x, z, c, g and after ch and sh.
        if last == 0x64 { return third != 0x74 && third != 0x64 }
        return last == 0x73 && ![0x73, 0x78, 0x7A, 0x63, 0x67, 0x68].contains(third)
    }

    /// The letter so many places from the end; zero before the beginning.
    private static func letter(_ word: Span<UInt8>, _ back: Int) -> UInt8 {
        back <= word.count ? word[word.count - back] : 0
    }
}
