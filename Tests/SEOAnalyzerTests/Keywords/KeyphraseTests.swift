// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import SEOAnalyzer

struct KeyphraseTests {
    private let text = """
        Cold brew coffee is easy. To make cold brew coffee you need time, and a good filter. The filter keeps the \
        grounds out of the cold brew coffee.
        """

    @Test func thePhraseATextIsAboutComesFirst() throws {
        let phrases = Analysis.text(text).keyphrases
        #expect(phrases.first?.phrase == "cold brew coffee")
        #expect(phrases.first?.count == 3)
        #expect(zip(phrases, phrases.dropFirst()).allSatisfy { $0.score >= $1.score })
    }

    @Test func phrasesEndAtStopWordsAndPunctuation() {
        let phrases = Analysis.text("big red fox, lazy dog; quick hare and slow mole").keyphrases.map(\.phrase)
        #expect(Set(phrases).isSuperset(of: ["red fox", "lazy dog", "quick hare", "slow mole"]))
        let runs = ["big red fox", "lazy dog", "quick hare", "slow mole"]
        #expect(phrases.allSatisfy { phrase in runs.contains { $0.contains(phrase) } })
    }

    @Test func numbersAndSingleLettersAreNoPhrases() {
        let phrases = Analysis.text("2020 08 01. x = 3. 17 red foxes").keyphrases.map(\.phrase)
        #expect(phrases.first == "red foxes")
        #expect(Set(phrases) == ["red foxes", "red", "foxes"])
    }

    @Test func theListIsShort() {
        let many = (0..<500).map { "noun\($0) verb\($0)" }.joined(separator: ", ")
        #expect(Analysis.text(many).keyphrases.count == AnalysisLimits.listedKeyphrases)
    }

    @Test func keywordTermsAreTheBestOnceEach() {
        let terms = Analysis.text(text).keywordTerms(limit: 5)
        #expect(terms.first == "cold brew coffee")
        #expect(terms.count == 5)
        #expect(Set(terms).count == 5)
        #expect(Analysis.text(text).keywordTerms(limit: -1).isEmpty)
    }
}
