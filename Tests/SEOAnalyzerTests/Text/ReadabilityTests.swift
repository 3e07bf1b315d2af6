// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import SEOAnalyzer

struct ReadabilityTests {
    @Test func theFormulasAreTheirAuthors() throws {
        // 12 words, 2 sentences, 12 syllables.
        let report = Analysis.text("The cat sat on the mat. The dog sat on the mat.")
        let readability = try #require(report.content.readability)
        #expect(abs((readability.fleschReadingEase ?? 0) - (206.835 - 1.015 * 6 - 84.6)) < 1e-9)
        #expect(abs((readability.fleschKincaidGrade ?? 0) - (0.39 * 6 + 11.8 - 15.59)) < 1e-9)
    }

    @Test func otherLanguagesHaveConstantsOfTheirOwn() throws {
        // 3 words, 1 sentence, 3 syllables.
        let german = try #require(Analysis.text("Der Hund schläft.", language: "de").content.readability)
        #expect(abs((german.fleschReadingEase ?? 0) - (180 - 3 - 58.5)) < 1e-9)
        #expect(german.fleschKincaidGrade == nil)
        #expect(german.wienerSachtextformel != nil)
        #expect(Analysis.text("Hunden sover.", language: "da").content.readability?.fleschReadingEase == nil)
        #expect(Analysis.text("Hunden sover.", language: "da").content.readability?.lix == 2)
        #expect(Analysis.text("").content.readability == nil)
        #expect(Analysis.text("A dog sleeps.", language: "en-GB").content.readability?.gunningFog != nil)
    }

    @Test func aTextOfLongSentencesScoresLess() {
        let long = String(repeating: "word and ", count: 40) + "end. "
        let short = "The cat sat. A dog ran. We saw it all. They left soon. It was late."
        #expect(Analysis.text(String(repeating: long, count: 6)).readabilityScore == 30)
        #expect(Analysis.text(short).readabilityScore == 90)
        #expect(Analysis.text("Too short.").readabilityScore == nil)
    }

    @Test func readingTakesAMinuteForSoManyWords() {
        let words = String(repeating: "word ", count: Readability.wordsPerMinute)
        #expect(Analysis.text(words).content.readingSeconds == 60)
        #expect(Analysis.text("one").content.readingSeconds == 1)
        #expect(Analysis.text("").content.readingSeconds == 0)
    }
}
