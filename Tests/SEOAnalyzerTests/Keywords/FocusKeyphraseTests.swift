// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import SEOAnalyzer

struct FocusKeyphraseTests {
    private func check(_ id: String, _ report: AnalysisReport) -> FocusCheck? {
        report.focusChecks.first { $0.id == id }
    }

    private func filler(_ words: Int) -> String { String(repeating: "filler ", count: words) }

    @Test func occurrencesAreInSentencesInAnyFormAndOrder() {
        let report = Analysis.text("Red fox. The red foxes. RED FOX red fox, red. Fox", keyphrase: "red fox")
        #expect(report.focus?.count == 4)
        #expect(Analysis.text("spam spam spam", keyphrase: "spam spam").focus?.count == 1)
        #expect(Analysis.text("a b", keyphrase: "zebra").focus?.count == 0)
        #expect(Analysis.text("zebra zebra", keyphrase: "zebra quagga").focus?.count == 0)
    }

    @Test func aPhraseInQuotationMarksIsLookedForAsItStands() {
        let text = "A fox that is red. Red foxes. The red fox."
        #expect(Analysis.text(text, keyphrase: "red fox").focus?.count == 3)
        #expect(Analysis.text(text, keyphrase: "\"red fox\"").focus?.count == 1)
        #expect(Analysis.text(text, keyphrase: " “red fox” ").focus?.count == 1)
    }

    @Test func densityNeverExceedsAHundredPercent() {
        #expect(Analysis.text("spam spam", keyphrase: "spam").focusDensity == 100)
        #expect(Analysis.text("", keyphrase: "spam").focusDensity == 0)
    }

    @Test func phrasesOutsideASCIIAreFound() {
        #expect(Analysis.text("Die GRÜNE Straße", keyphrase: "grüne straße").focus?.count == 1)
        #expect(Analysis.text("Москва", keyphrase: "москва").focus?.count == 1)
    }

    @Test(arguments: [
        ("the of", 0, "bad"), ("fox", 9, "good"), ("a b2 c3 d4 e5", 9, "good"), ("b1 b2 b3 b4 b5", 6, "ok"),
        ("b1 b2 b3 b4 b5 b6 b7 b8 b9", 3, "bad"),
    ])
    func lengthCountsWordsThatMeanSomething(keyphrase: String, score: Int, status: String) {
        let found = check("keyphrase-length", Analysis.text("text", keyphrase: keyphrase))
        #expect(found?.score == score)
        #expect(found?.status == status)
    }

    @Test(arguments: [("b1 b2 b3 b4 b5 b6", 9), ("b1 b2 b3 b4 b5 b6 b7", 6), ("a b c d e f g h i j", 3)])
    func moreWordsAreFineWhereStopWordsAreNotKnown(keyphrase: String, score: Int) {
        let report = Analysis.text("text", keyphrase: keyphrase, language: "vi")
        #expect(check("keyphrase-length", report)?.score == score)
    }

    /// One word weighs 0.7 + 1/3; among 1,000 words 5 occurrences are 0.517 weighted, 4 are 0.413, 33 are 3.41.
    @Test(arguments: [
        (0, "en", 4), (1, "en", 4), (2, "en", 9), (4, "en", 4), (5, "en", 9), (33, "en", 9), (34, "en", -10),
        (38, "en", -10), (39, "en", -50), (29, "vi", 9), (30, "vi", -10),
    ])
    func densityIsRatedAtItsBoundaries(count: Int, language: String, score: Int) {
        let text = String(repeating: "fox ", count: count) + filler(1000 - count)
        #expect(check("keyphrase-density", Analysis.text(text, keyphrase: "fox", language: language))?.score == score)
    }

    /// Three words weigh 1.7: 3 times in 170 words is exactly 3, 4 times exactly 4, 7 times in 340 exactly 3.5, 5 times
    /// in 1,700 exactly 0.5.
    @Test(arguments: [
        (3, 170, "vi", 9), (3, 169, "vi", -10), (7, 340, "en", 9), (7, 339, "en", -10), (4, 170, "en", -10),
        (4, 169, "en", -50), (5, 1700, "en", 9), (5, 1701, "en", 4),
    ])
    func aDensityOnABoundaryIsRatedRight(count: Int, words: Int, language: String, score: Int) {
        let text = String(repeating: "big red fox ", count: count) + filler(words - 3 * count)
        let report = Analysis.text(text, keyphrase: "big red fox", language: language)
        #expect(check("keyphrase-density", report)?.score == score)
    }

    @Test func aShortTextHasNoDensityToRate() {
        #expect(check("keyphrase-density", Analysis.text(filler(99), keyphrase: "fox")) == nil)
        #expect(check("keyphrase-density", Analysis.text(filler(100), keyphrase: "fox")) != nil)
    }

    /// 10 sentences of 20 in a row without it are half, 6 are three tenths.
    @Test(arguments: [(6, 9), (7, 6), (10, 6), (11, 1), (20, 1)])
    func itIsSpreadOverTheText(without: Int, score: Int) {
        let text = String(repeating: "Hens. ", count: without) + String(repeating: "Foxes. ", count: 20 - without)
        #expect(check("keyphrase-distribution", Analysis.text(text, keyphrase: "fox"))?.score == score)
    }

    @Test func aShortTextHasNothingToSpreadOver() {
        let text = String(repeating: "Foxes. ", count: 14)
        #expect(check("keyphrase-distribution", Analysis.text(text, keyphrase: "fox")) == nil)
    }

    @Test func theFirstParagraphOfATextHasIt() {
        #expect(check("keyphrase-in-introduction", Analysis.text("A fox.\n\nx", keyphrase: "fox"))?.score == 9)
        #expect(check("keyphrase-in-introduction", Analysis.text("x\n\nA fox.", keyphrase: "fox"))?.score == 3)
        #expect(check("keyphrase-in-introduction", Analysis.text("Red. A fox.", keyphrase: "red fox"))?.score == 6)
    }

    @Test func noKeyphraseMeansNoChecks() {
        #expect(Analysis.text("x").focus == nil)
        #expect(Analysis.text("x", keyphrase: " ,").focus == nil)
    }
}
