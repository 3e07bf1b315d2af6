// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import SEOAnalyzer

struct KeywordFactsTests {
    @Test func termsAreCountedWithTheirDensity() {
        // 10 words; "the" and "of" are stop words.
        let keywords = Analysis.text("Art of war. The art of war. Art gallery. Gallery.").keywords
        #expect(
            keywords.unigrams == [
                Keyword(term: "art", count: 3, density: 30), Keyword(term: "gallery", count: 2, density: 20),
                Keyword(term: "war", count: 2, density: 20),
            ])
        #expect(keywords.bigrams == [Keyword(term: "art gallery", count: 1, density: 10)])
        #expect(keywords.trigrams == [Keyword(term: "art of war", count: 2, density: 20)])
    }

    @Test func termsDoNotCrossSentencesOrBlocks() {
        #expect(Analysis.text("red green. Blue yellow").keywords.bigrams.map(\.term) == ["blue yellow", "red green"])
        #expect(Analysis.html("<p>red<p>green", language: "en").keywords.bigrams.isEmpty)
    }

    @Test func termsNeitherBeginNorEndInAStopWord() {
        let keywords = Analysis.text("king of the hill of the king").keywords
        #expect(keywords.bigrams.isEmpty)
        #expect(keywords.trigrams.isEmpty)
        #expect(keywords.unigrams.map(\.term) == ["king", "hill"])
    }

    @Test func atMostFiftyAreListedByCountThenBytewise() {
        let words = (0..<80).map { "w\($0)" } + ["zz", "zz", "Äh", "äh", "äh"]
        let keywords = Analysis.text(words.shuffled().joined(separator: ". ")).keywords
        let expected = ["äh", "zz"] + (0..<80).map { "w\($0)" }.sorted().prefix(48)
        #expect(keywords.unigrams.map(\.term) == expected)
    }

    /// The plain way, to compare with.
    @Test func countsAreThoseOfAPlainCount() {
        var generator = SystemRandomNumberGenerator()
        let vocabulary = ["the", "of", "alpha", "beta", "gamma", "delta"]
        let sentences = (0..<60).map { _ in
            (0..<Int.random(in: 1...9, using: &generator)).map { _ in vocabulary.randomElement() ?? "" }
        }
        let stop: Set<String> = ["the", "of"]
        var expected: [String: Int] = [:]
        for sentence in sentences {
            for start in sentence.indices where start + 3 <= sentence.count {
                let term = sentence[start..<start + 3]
                if !stop.contains(sentence[start]), !stop.contains(sentence[start + 2]) {
                    expected[term.joined(separator: " "), default: 0] += 1
                }
            }
        }
        let text = sentences.map { $0.joined(separator: " ") + "!" }.joined(separator: " ")
        let found = Analysis.text(text).keywords.trigrams
        let ranked = expected.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(50)
        #expect(found.map(\.term) == ranked.map(\.key))
        #expect(found.map(\.count) == ranked.map(\.value))
    }
}
