// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import SEOAnalyzer

struct PhraseMatcherTests {
    private func words(_ text: String) -> [String] { text.split(separator: " ").map(String.init) }

    @Test(arguments: [
        ("red fox", "fox red", 1), ("red fox", "red red fox fox red", 2), ("red fox", "red", 0),
        ("spam spam", "spam spam spam", 1), ("spam", "spam spam", 2), ("fox", "", 0),
    ])
    func aPhraseIsFoundAsOftenAsItsRarestWord(phrase: String, sentence: String, count: Int) {
        #expect(PhraseMatcher(words(phrase), isExact: false)?.matches(in: words(sentence)) == count)
    }

    @Test(arguments: [("red fox", "fox red fox", 1), ("a a", "a a a", 1), ("a a", "a a a a", 2), ("a", "", 0)])
    func anExactPhraseStandsInItsOrderAndDoesNotOverlap(phrase: String, sentence: String, count: Int) {
        #expect(PhraseMatcher(words(phrase), isExact: true)?.matches(in: words(sentence)) == count)
    }

    @Test func halfOfTheWordsReflectAPhrase() {
        let matcher = PhraseMatcher(words("big red fox"), isExact: false)
        #expect(matcher?.isReflected(in: ["red", "fox"]) == true)
        #expect(matcher?.isReflected(in: ["red", "hen"]) == false)
        #expect(PhraseMatcher(["red", "fox"], isExact: true)?.isReflected(in: ["red"]) == false)
    }

    @Test func repeatedWordsCountOnce() {
        let presence = PhraseMatcher(words("fox fox den"), isExact: false)?.presence(in: ["fox"])
        #expect(presence?.found == 1)
        #expect(presence?.all == 2)
    }

    @Test func noWordsAreNoPhrase() {
        #expect(PhraseMatcher([String](), isExact: false) == nil)
    }
}
