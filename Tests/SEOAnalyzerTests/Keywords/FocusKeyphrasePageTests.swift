// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import SEOAnalyzer

struct FocusKeyphrasePageTests {
    private func score(_ id: String, _ html: String, _ keyphrase: String = "red fox", url: String? = nil) -> Int? {
        let report = Analysis.html("<html lang=en>" + html, keyphrase: keyphrase, url: url)
        return report.focusChecks.first { $0.id == id }?.score
    }

    @Test(arguments: [
        ("Red fox facts", 9), ("The red fox", 9), ("Quick red fox", 6), ("Fox facts in red", 6), ("Red foxes", 6),
        ("Red facts", 2), ("", 2),
    ])
    func theTitleIsBestBegunWithIt(title: String, expected: Int) {
        #expect(score("keyphrase-in-title", "<title>\(title)</title><p>x") == expected)
    }

    @Test(arguments: [("x", 3), ("red fox", 9), ("red fox, red foxes", 9), ("red fox red fox red fox", 3)])
    func theDescriptionHasItOnceOrTwice(description: String, expected: Int) {
        #expect(score("keyphrase-in-description", "<meta name=description content='\(description)'>") == expected)
    }

    @Test(arguments: [
        ("https://a.example/red-foxes.html", "red fox", 9), ("https://a.example/red_fox/", "red fox", 9),
        ("https://a.example/red/fox", "red fox", 6), ("https://a.example/r%65d+fox", "red fox", 9),
        ("https://a.example/big-red", "big red fox", 9), ("https://a.example/big", "big red fox", 6),
    ])
    func theSlugHasAShortPhraseWholeAndMostOfALongOne(url: String, keyphrase: String, expected: Int) {
        #expect(score("keyphrase-in-slug", "<p>x", keyphrase, url: url) == expected)
    }

    @Test func aSitesFirstPageHasNoSlug() {
        #expect(score("keyphrase-in-slug", "<p>x", url: "https://a.example/") == nil)
        #expect(score("keyphrase-in-slug", "<p>x") == nil)
        #expect(score("keyphrase-in-slug", "<link rel=canonical href='https://a.example/red-fox'><p>x") == 9)
    }

    /// 30 to 75 percent are good: 3 and 7 of 10, 3 of 4.
    @Test(arguments: [(0, 1, 3), (1, 1, 9), (2, 2, 3), (3, 4, 9), (2, 10, 3), (3, 10, 9), (7, 10, 9), (8, 10, 3)])
    func someSubheadingsHaveIt(having: Int, all: Int, expected: Int) {
        let html =
            String(repeating: "<h2>Red foxes</h2>", count: having)
            + String(repeating: "<h3>Hens</h3>", count: all - having)
        #expect(score("keyphrase-in-subheadings", html) == expected)
        #expect(score("keyphrase-in-subheadings", "<h1>Red fox</h1><h4>x</h4>") == nil)
    }

    @Test(arguments: [(0, 1, 6), (1, 4, 9), (4, 4, 9), (1, 5, 6), (2, 5, 9), (3, 4, 9), (4, 5, 6)])
    func someImagesHaveItInTheirAlt(having: Int, all: Int, expected: Int) {
        let html =
            String(repeating: "<img alt='a red fox' src=a>", count: having)
            + String(repeating: "<img alt='hen' src=b>", count: all - having)
        #expect(score("keyphrase-in-image-alt", html) == expected)
        #expect(score("keyphrase-in-image-alt", "<p>x") == nil)
    }

    @Test func aLinkCalledByItCompetes() {
        #expect(score("competing-links", "<a href=https://b.example/>The red fox</a>") == 2)
        #expect(score("competing-links", "<a href=https://b.example/>Red fox hunting</a>") == nil)
        #expect(score("competing-links", "<a href='#fox'>Red fox</a>") == nil)
    }

    @Test func theFirstParagraphOfAPageIsThatOfItsMainText() {
        let rest = "<p>" + String(repeating: "Hens live on farms and lay eggs. ", count: 10) + "</p></main>"
        let menu = "<nav>red fox</nav><main><h1>Red fox</h1>"
        #expect(score("keyphrase-in-introduction", menu + "<p>A fox that is red.</p>" + rest) == 9)
        #expect(score("keyphrase-in-introduction", menu + "<p>Red is a colour. A fox has it.</p>" + rest) == 6)
        #expect(score("keyphrase-in-introduction", menu + rest) == 3)
    }
}
