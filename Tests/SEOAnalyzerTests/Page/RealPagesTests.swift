// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import SEOAnalyzer

/// Pages as they are on the web. The numbers were found independently, with Python's html5lib and BeautifulSoup.
struct RealPagesTests {
    struct Expected {
        var title: String
        var headings: (all: Int, first: Int)
        var links: (all: Int, nofollow: Int)
        var images: (all: Int, withoutAlt: Int)
        var openGraph: Int
        var twitter: Int
        var structuredData = 0
        /// Blocks that are no JSON: one page has wrapped its own in a CDATA section.
        var invalidData = 0
        var alternates = 0
        var paragraphs: Int
        /// Of two pages Python counts fewer: it takes a run of ideographs for one word.
        var words: Int
    }

    static let pages: [String: Expected] = [
        "ebb-org.html": Expected(
            title: "On Recent Controversial Events - Bradley M. Kuhn ( Brad ) ( bkuhn )",
            headings: (3, 1), links: (176, 0), images: (4, 0), openGraph: 0,
            twitter: 0, structuredData: 0, alternates: 0, paragraphs: 21, words: 2045),
        "engadget.html": Expected(
            title: "Xbox One X review: A console that keeps up with gaming PCs",
            headings: (33, 2), links: (181, 0), images: (35, 22), openGraph: 11,
            twitter: 14, structuredData: 2, alternates: 0, paragraphs: 27, words: 2342),
        "iab-1.html": Expected(
            title: "Getting LEAN with Digital Ad UX | IAB",
            headings: (61, 1), links: (212, 0), images: (37, 33), openGraph: 11,
            twitter: 5, structuredData: 0, alternates: 0, paragraphs: 20, words: 1685),
        "medium-1.html": Expected(
            title: "The Open Journalism Project: Better Student Journalism — Medium",
            headings: (14, 0), links: (19, 11), images: (11, 11), openGraph: 9,
            twitter: 7, structuredData: 0, alternates: 0, paragraphs: 33, words: 2729),
        "medium-2.html": Expected(
            title: "On Behalf of “Literally” — Medium",
            headings: (8, 0), links: (13, 6), images: (3, 3), openGraph: 9,
            twitter: 7, structuredData: 0, alternates: 0, paragraphs: 15, words: 935),
        "mozilla-2.html": Expected(
            title: "Welcome to Firefox Developer Edition",
            headings: (13, 2), links: (34, 0), images: (9, 0), openGraph: 7,
            twitter: 5, structuredData: 0, alternates: 43, paragraphs: 11, words: 406),
        "royal-road.html": Expected(
            title: "ONE HUNDRED TWO: What kind of wordchain? - Super Supportive | Royal Road",
            headings: (16, 2), links: (66, 1), images: (9, 0), openGraph: 5,
            twitter: 6, structuredData: 0, alternates: 0, paragraphs: 7, words: 5421),
        "tmz-1.html": Expected(
            title: "Lupita Nyong'o's $150K Pearl Oscar Dress -- STOLEN!!! | TMZ.com",
            headings: (16, 1), links: (130, 44), images: (38, 14), openGraph: 6,
            twitter: 0, structuredData: 0, alternates: 0, paragraphs: 7, words: 792),
        "toc-missing.html": Expected(
            title: "Simple Anomaly Detection Using Plain SQL | Haki Benita",
            headings: (28, 1), links: (83, 0), images: (13, 1), openGraph: 5,
            twitter: 3, structuredData: 1, invalidData: 1, alternates: 0, paragraphs: 92, words: 5468),
        "tumblr.html": Expected(
            title:
                "Minecraft 1.8 - The Bountiful Update - Minecraft 1.8 - The Bountiful Update - Minecraft Update News",
            headings: (4, 1), links: (16, 0), images: (2, 2), openGraph: 7,
            twitter: 0, structuredData: 1, alternates: 0, paragraphs: 1, words: 480),
    ]

    @Test func thePagesHaveTheFactsAnotherParserFinds() throws {
        guard let files = SharedData.files("pages", ending: ".html") else { return }
        #expect(files.count == RealPagesTests.pages.count)
        for file in files {
            let expected = try #require(RealPagesTests.pages[file.name])
            let report = SEOAnalyzer.analyze(.init(content: .html(file.bytes, charset: nil)))
            let page = try #require(report.page)
            #expect(report.title == expected.title)
            #expect(page.headings.count == expected.headings.all, "\(file.name)")
            #expect(page.headings.count { $0.level == 1 } == expected.headings.first, "\(file.name)")
            #expect(page.links.count == expected.links.all, "\(file.name)")
            #expect(page.nofollowLinks == expected.links.nofollow, "\(file.name)")
            #expect(page.images == expected.images.all, "\(file.name)")
            #expect(page.imagesWithoutAlt == expected.images.withoutAlt, "\(file.name)")
            #expect(page.openGraph.count == expected.openGraph, "\(file.name)")
            #expect(page.twitter.count == expected.twitter, "\(file.name)")
            #expect(page.structuredData.count == expected.structuredData, "\(file.name)")
            #expect(page.structuredData.count { !$0.isValid } == expected.invalidData, "\(file.name)")
            #expect(page.alternates.count == expected.alternates, "\(file.name)")
            #expect(page.paragraphs == expected.paragraphs, "\(file.name)")
            #expect(report.wordCount == expected.words, "\(file.name)")
        }
    }

    @Test func splitAnywhereAPageGivesTheSameTokens() {
        guard let files = SharedData.files("pages", ending: ".html") else { return }
        for file in files.prefix(3) {
            var whole = TokenRecorder()
            var tokenizer = HTMLTokenizer()
            tokenizer.feed(file.bytes.span, into: &whole)
            tokenizer.finish(into: &whole)
            var split = TokenRecorder()
            tokenizer = HTMLTokenizer()
            var index = 0
            while index < file.bytes.count {
                let end = min(index + 7, file.bytes.count)
                tokenizer.feed(file.bytes.span.extracting(index..<end), into: &split)
                index = end
            }
            tokenizer.finish(into: &split)
            whole.flush()
            split.flush()
            #expect(whole.tokens == split.tokens, "\(file.name)")
        }
    }
}
