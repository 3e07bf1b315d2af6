// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import SEOAnalyzer

@Suite(.enabled(if: Stemmer.isAvailable, "libstemmer is not installed"))
struct StemmerTests {
    private func stem(_ word: String, _ language: String) -> String? {
        guard var stemmer = Stemmer(language: language) else { return nil }
        var output: [UInt8] = []
        stemmer.append(stemOf: word.utf8Span.span, to: &output)
        return String(decoding: output, as: UTF8.self)
    }

    @Test(
        "the forms of a word have one stem",
        arguments: [
            ("en", "routers", "router"), ("en", "running", "run"), ("de", "häuser", "haus"),
            ("fr", "maisons", "maison"),
            ("ru", "книги", "книг"), ("es", "canciones", "cancion"),
        ])
    func forms(language: String, word: String, expected: String) {
        #expect(stem(word, language) == expected)
    }

    @Test("a stemmer goes back and forth between languages")
    func languagesAlternate() {
        for _ in 0..<3 {
            #expect(stem("houses", "en") == "hous")
            #expect(stem("häusern", "de") == "haus")
        }
    }

    @Test("a language that has none has no stemmer", arguments: ["", "e", "eng", "zz", "zh", "é"])
    func unknown(language: String) {
        #expect(Stemmer(language: language) == nil)
    }

    @Test("a word longer than words are is cut between characters")
    func longWords() throws {
        let stemmed = try #require(stem(String(repeating: "я", count: 5000), "ru"))
        #expect(stemmed.utf8.count <= AnalysisLimits.wordBytes)
        #expect(stemmed.allSatisfy { $0 == "я" })
    }

    @Test("stemmers on many threads do not disturb each other")
    func threads() async {
        await withTaskGroup(of: Bool.self) { group in
            for task in 0..<8 {
                group.addTask {
                    (0..<500).allSatisfy { _ in
                        task.isMultiple(of: 2) ? stem("routers", "en") == "router" : stem("häuser", "de") == "haus"
                    }
                }
            }
            for await isRight in group { #expect(isRight) }
        }
    }
}
