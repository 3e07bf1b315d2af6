// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import SEOAnalyzer

struct FocusKeyphraseTests {
    private func check(_ id: String, _ report: AnalysisReport) -> FocusCheck? {
        report.focusChecks.first { $0.id == id }
    }

    private func filler(_ words: Int) -> String { String(repeating: "filler ", count: words) }

    @Test func occurrencesAreWholePhrasesThatDoNotOverlap() {
        let report = Analysis.text("Red fox. The red foxes. RED FOX red fox, red. Fox", keyphrase: "red fox")
        #expect(report.focus?.count == 3)
        #expect(Analysis.text("spam spam spam", keyphrase: "spam spam").focus?.count == 1)
        #expect(Analysis.text("a b", keyphrase: "zebra").focus?.count == 0)
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

    /// One word weighs 0.7 + 1/3; among 1,000 words 5 occurrences are 0.517 weighted, 4 are 0.413.
    @Test(arguments: [(0, 4), (1, 4), (2, 9), (4, 4), (5, 9), (29, 9), (30, -10), (38, -10), (39, -50)])
    func densityIsRatedAtItsBoundaries(count: Int, score: Int) {
        let text = String(repeating: "fox ", count: count) + filler(1000 - count)
        #expect(check("keyphrase-density", Analysis.text(text, keyphrase: "fox"))?.score == score)
    }

    /// Three words weigh 1.7: 3 times in 170 words is exactly 3, 4 times exactly 4, 5 times in 1,700 exactly 0.5.
    @Test(arguments: [(3, 170, 9), (3, 169, -10), (4, 170, -10), (4, 169, -50), (5, 1700, 9), (5, 1701, 4)])
    func aDensityOnABoundaryIsRatedRight(count: Int, words: Int, score: Int) {
        let text = String(repeating: "big red fox ", count: count) + filler(words - 3 * count)
        #expect(check("keyphrase-density", Analysis.text(text, keyphrase: "big red fox"))?.score == score)
    }

    @Test func aShortTextHasNoDensityToRate() {
        #expect(check("keyphrase-density", Analysis.text(filler(99), keyphrase: "fox")) == nil)
        #expect(check("keyphrase-density", Analysis.text(filler(100), keyphrase: "fox")) != nil)
    }

    @Test(arguments: [
        ("Red fox facts", 9), ("The red fox", 6), ("Fox facts in red", 6), ("Red facts", 2), ("", 2),
    ])
    func theTitleIsBestBegunWithIt(title: String, score: Int) {
        let report = Analysis.html("<html lang=en><title>\(title)</title><p>x", keyphrase: "red fox")
        #expect(check("keyphrase-in-title", report)?.score == score)
    }

    @Test(arguments: [("x", 3), ("red fox", 9), ("red fox, red fox", 9), ("red fox red fox red fox", 3)])
    func theDescriptionHasItOnceOrTwice(description: String, score: Int) {
        let report = Analysis.html("<meta name=description content='\(description)'>", keyphrase: "red fox")
        #expect(check("keyphrase-in-description", report)?.score == score)
    }

    @Test func theFirstParagraphOfATextHasIt() {
        #expect(check("keyphrase-in-introduction", Analysis.text("A fox.\n\nx", keyphrase: "fox"))?.score == 9)
        #expect(check("keyphrase-in-introduction", Analysis.text("x\n\nA fox.", keyphrase: "fox"))?.score == 3)
    }

    @Test func noKeyphraseMeansNoChecks() {
        #expect(Analysis.text("x").focus == nil)
        #expect(Analysis.text("x", keyphrase: " ,").focus == nil)
    }
}
