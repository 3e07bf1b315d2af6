// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import SEOAnalyzer

struct LanguageGuessTests {
    private static let samples = [
        "en": "It was the best of times and it was the worst of times, but "
            + "we had everything before us in those days.",
        "de": "Es war einmal ein König, der hatte eine Tochter, und die "
            + "war so schön, dass sich alle über sie wunderten.",
        "fr": "Il était une fois un roi qui avait une fille, et elle était "
            + "si belle que tout le monde la regardait dans la rue.",
        "es": "En un lugar de la Mancha, de cuyo nombre no quiero "
            + "acordarme, no ha mucho tiempo que vivía un hidalgo con su perro.",
        "pt": "Era uma vez um rei que não tinha filhos, mas ele e a sua "
            + "mulher foram felizes também quando já eram velhos.",
        "it": "Nel mezzo del cammin di nostra vita mi ritrovai per una "
            + "selva oscura, che la diritta via era smarrita e non sapevo.",
        "nl": "Er was eens een koning die een dochter had, en zij was zo "
            + "mooi dat iedereen naar haar keek als zij op straat liep.",
    ]

    @Test(arguments: samples.keys.sorted())
    func aTextIsKnownByItsStopWords(code: String) throws {
        let language = try #require(Analysis.text(LanguageGuessTests.samples[code] ?? "", language: nil).language)
        #expect(language.code == code)
        #expect(language.source == "text")
        #expect(language.confidence > 0 && language.confidence <= 1)
    }

    @Test func aDeclaredLanguageIsBelievedAndTheCallersMost() {
        let english = LanguageGuessTests.samples["en"] ?? ""
        #expect(Analysis.html("<html lang=fr><p>\(english)").language?.code == "fr")
        #expect(Analysis.html("<html lang=fr><p>\(english)").language?.source == "html")
        let asked = Analysis.html("<html lang=fr><p>\(english)", language: "de-CH").language
        #expect(asked == LanguageGuess(code: "de-CH", confidence: 1, source: "request"))
    }

    @Test func tooLittleTextSaysNothing() {
        #expect(Analysis.text("the and of", language: nil).language == nil)
        #expect(Analysis.text(String(repeating: "zzz ", count: 100), language: nil).language == nil)
    }

    @Test func stopWordsAreListedOnce() {
        for list in StopWords.lists {
            let words = list.words.split(separator: " ")
            #expect(Set(words).count == words.count, "\(list.code)")
            #expect(words.allSatisfy { $0 == $0.lowercased() && !$0.contains("\n") }, "\(list.code)")
        }
    }
}
