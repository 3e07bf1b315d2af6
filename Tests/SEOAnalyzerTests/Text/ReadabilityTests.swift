// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import SEOAnalyzer

struct ReadabilityTests {
    @Test(arguments: [
        ("the", 1), ("cat", 1), ("time", 1), ("table", 2), ("whale", 1), ("agree", 2), ("jumped", 1), ("wanted", 2),
        ("boxes", 2), ("makes", 1), ("readability", 5), ("rhythm", 1), ("x", 1), ("it's", 1), ("banana", 3), ("12", 1),
    ])
    func syllablesOfAWord(word: String, count: Int) {
        #expect(Readability.syllables(word.utf8Span.span) == count)
    }

    @Test func theFormulasAreTheirAuthors() throws {
        // 12 words, 2 sentences, 12 syllables.
        let report = Analysis.text("The cat sat on the mat. The dog sat on the mat.")
        let readability = try #require(report.content.readability)
        #expect(abs(readability.fleschReadingEase - (206.835 - 1.015 * 6 - 84.6)) < 1e-9)
        #expect(abs(readability.fleschKincaidGrade - (0.39 * 6 + 11.8 - 15.59)) < 1e-9)
    }

    @Test func otherLanguagesAndEmptyTextsHaveNone() {
        #expect(Analysis.text("Der Hund schläft.", language: "de").content.readability == nil)
        #expect(Analysis.text("").content.readability == nil)
        #expect(Analysis.text("A dog sleeps.", language: "en-GB").content.readability != nil)
    }

    @Test func readingTakesAMinuteForSoManyWords() {
        let words = String(repeating: "word ", count: Readability.wordsPerMinute)
        #expect(Analysis.text(words).content.readingSeconds == 60)
        #expect(Analysis.text("one").content.readingSeconds == 1)
        #expect(Analysis.text("").content.readingSeconds == 0)
    }
}
