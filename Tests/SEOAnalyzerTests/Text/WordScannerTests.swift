// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import SEOAnalyzer

struct WordScannerTests {
    @Test(arguments: [
        ("Don't stop, it's 3.14 or 1,000!", ["don't", "stop", "it's", "3.14", "or", "1,000"]),
        ("don’t ‘quote’ rock'n'roll'", ["don't", "quote", "rock'n'roll"]),
        (
            "state-of-the-art foo_bar example.com a:b",
            ["state", "of", "the", "art", "foo_bar", "example.com", "a", "b"]
        ),
        ("ÄRGER Straße ÉTÉ Ελλάδα МОСКВА Łódź", ["ärger", "straße", "été", "ελλάδα", "москва", "łódź"]),
        ("naïve café\u{301}s co\u{AD}operate", ["naïve", "café\u{301}s", "cooperate"]),
        ("日本語 テスト 한국어 ひら", ["日", "本", "語", "テスト", "한국어", "ひ", "ら"]),
        ("a日b", ["a", "日", "b"]), ("— … 😀 © *** '", []), ("l’été d'hiver", ["l'été", "d'hiver"]),
        ("\u{FFFD}x\u{FFFD}", ["x"]),
    ])
    func wordsAreFoundInAnyScript(text: String, words: [String]) {
        #expect(FocusAssessment.sentences(Array(text.utf8)).flatMap { $0 }.map { string($0) } == words)
    }

    @Test(arguments: [
        ("One. Two! Three? four", 4), ("Mr. Smith met Dr. Who. They left.", 2), ("It costs 3.50 today. Yes.", 2),
        ("The U.S. Army came. See e.g. this one.", 2), ("He said yes. then left", 1), ("Er sagte ja. über", 1),
        ("Wait... What", 2),
        ("これは。それは。", 2), ("\"One.\" \"Two.\"", 2), ("", 0), ("...", 0), ("End (here.) Next", 2),
        ("J. R. Tolkien wrote.", 1),
    ])
    func sentencesEndWhereAReaderSeesThemEnd(text: String, sentences: Int) {
        #expect(Analysis.text(text).content.sentences == sentences)
    }

    @Test func blankLinesSeparateParagraphsOfPlainText() {
        let content = Analysis.text("One\ntwo\n\n \nThree\r\n\r\nFour").content
        #expect(content.paragraphs == 3)
        #expect(content.sentences == 3)
        #expect(content.words == 4)
        #expect(content.textToHTMLRatio == nil)
    }

    @Test func charactersAreCodePoints() {
        #expect(Analysis.text("äö 😀").content.characters == 5)
    }
}
