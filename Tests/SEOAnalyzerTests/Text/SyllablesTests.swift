// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import SEOAnalyzer

struct SyllablesTests {
    @Test(arguments: [
        ("the", 1), ("cat", 1), ("time", 1), ("table", 2), ("whale", 1), ("agree", 2), ("jumped", 1), ("wanted", 2),
        ("boxes", 2), ("makes", 1), ("readability", 5), ("rhythm", 1), ("x", 1), ("it's", 1), ("banana", 3), ("12", 1),
    ])
    func syllablesOfAWord(word: String, count: Int) {
        #expect(Syllables.count(word.utf8Span.span, language: "en") == count)
    }

    @Test(
        "vowels are grouped as the language speaks them",
        arguments: [
            ("de", "häuser", 2), ("de", "bauen", 1), ("es", "poeta", 3), ("es", "país", 2), ("es", "bueno", 2),
            ("fr", "table", 1), ("fr", "maisons", 2), ("ru", "история", 4), ("it", "paura", 2),
        ])
    func otherLanguages(language: String, word: String, count: Int) {
        #expect(Syllables.count(word.utf8Span.span, language: language) == count)
    }
}
