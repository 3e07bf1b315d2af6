// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import SEOAnalyzer

struct PageBuilderTests {
    private func facts(_ html: String, url: String? = nil) throws -> PageFacts {
        try #require(Analysis.html(html, url: url).page)
    }

    @Test func theFactsOfTheHeadAreFound() throws {
        let page = try facts(
            """
            <!doctype html><html lang="de-AT"><head><meta charset="UTF-8"><title> A &amp;\n B </title>
            <meta name="Description" content=" About. "><meta name=robots content=noindex>
            <meta name=robots content=nofollow><meta name=viewport content="width=device-width">
            <link rel="Canonical" href="https://example.org/a"><link rel=alternate hreflang=fr href=/fr>
            <meta property="og:title" content="OG"><meta property="og:title" content="second">
            <meta property="article:section" content="News"><meta name="twitter:card" content="summary">
            """)
        #expect(string(page.title) == "A & B")
        #expect(string(page.metaDescription) == "About.")
        #expect(string(page.robots) == "noindex, nofollow")
        #expect(string(page.viewport) == "width=device-width")
        #expect(string(page.charset) == "utf-8")
        #expect(string(page.language) == "de-AT")
        #expect(string(page.canonical) == "https://example.org/a")
        #expect(page.alternates.map { string($0.language) } == ["fr"])
        #expect(page.openGraph.map { string($0.name) } == ["title", "article:section"])
        #expect(page.openGraph.map { string($0.content) } == ["OG", "News"])
        #expect(page.twitter.map { string($0.name) } == ["card"])
        #expect(page.hasDoctype)
    }

    @Test func whatIsNotThereIsNil() throws {
        let page = try facts("<p>x")
        #expect(page.title == nil && page.metaDescription == nil && page.canonical == nil && page.language == nil)
    }

    @Test(arguments: ["<div>", "x", "<p>", "</head><p>", "<body>"])
    func theHeadEndsAtTheFirstThingThatDoesNotBelongInIt(start: String) throws {
        let page = try facts(
            "<head>\(start)<link rel=canonical href=/a><meta name=description content=b>")
        #expect(page.canonical == nil)
        #expect(page.metaDescription == nil)
    }

    @Test(arguments: ["<script>x</script>", "<noscript><img></noscript>", "</head>", "<style>a{}</style>", " \n"])
    func theHeadGoesOnAfterWhatBelongsInIt(start: String) throws {
        #expect(string(try facts("<head>\(start)<link rel=canonical href=/a>").canonical) == "/a")
    }

    @Test func theTitleOfADrawingIsNotThatOfThePage() throws {
        #expect(try facts("<body><svg><title>drawing</title></svg>").title == nil)
        #expect(string(try facts("<title>page</title><svg><title>d</title></svg>").title) == "page")
    }

    @Test func headingsHaveLevelAndText() throws {
        let page = try facts("<h1>One <b>bold</b></h1><h2>Two<h3>Three</h3><div hidden><h4>Four</h4></div>")
        #expect(page.headings.map(\.level) == [1, 2, 3, 4])
        #expect(page.headings.map { string($0.text) } == ["One bold", "Two", "Three", "Four"])
    }

    @Test func linksAreCountedByKindAndListedWithTheirText() throws {
        let page = try facts(
            """
            <a href="/a">in <b>text</b></a> <a href="//www.example.org/b" rel="ugc NoFollow">same</a>
            <a href=https://other.example/>other</a> <a href="#top">top</a> <a href=mailto:a@b.c>mail</a>
            <a name=x>no link</a> <a href=/c>unclosed <a href=/d>next</a> <template><a href=/t>t</a></template>
            """, url: "https://example.org/page")
        #expect(page.internalLinks == 4)
        #expect(page.externalLinks == 1)
        #expect(page.nofollowLinks == 1)
        #expect(
            page.links.map { string($0.text) } == ["in text", "same", "other", "top", "mail", "unclosed", "next"])
        #expect(
            page.links.map(\.kind) == [
                .internal, .internal, .external, .fragment, .mailto, .internal, .internal,
            ])
        #expect(string(page.links[1].rel) == "ugc NoFollow")
        #expect(page.links[0].rel == nil)
    }

    @Test func countsStayExactWhereTheListIsCut() throws {
        let many = AnalysisLimits.listedItems + 500
        let page = try facts(String(repeating: "<a href=/a>x</a>", count: many))
        #expect(page.internalLinks == many)
        #expect(page.links.count == AnalysisLimits.listedItems)
    }

    @Test func imagesWithoutAnAltAttributeAreCounted() throws {
        let page = try facts("<img src=a><img src=b alt><img src=c alt=x><noscript><img src=d></noscript>")
        #expect(page.images == 3)
        #expect(page.imagesWithoutAlt == 1)
    }

    @Test func onlyWhatIsShownIsText() {
        let html = """
            <title>t</title><p>one<script>two()</script><style>three{}</style><noscript>four</noscript>
            <template>five</template><span hidden>six</span><span style="color:red; Display : none">seven</span>
            <textarea>eight</textarea><svg><text>nine</text></svg><iframe>ten</iframe><!-- eleven -->
            """
        #expect(Analysis.visibleText(html) == "one\neight\n")
    }

    @Test func blocksStandApartAndInlineElementsDoNot() {
        #expect(Analysis.visibleText("a<b>b</b> c<div>d</div>e<br>f<br><br>g") == "ab c\nd\ne f\ng\n")
        #expect(Analysis.visibleText("<ul><li>a<li>b</ul><table><tr><td>c<td>d</table>") == "a\nb\nc\nd\n")
    }

    @Test func aBlockStaysOpenWhenTheFormattingAroundItEnds() {
        #expect(Analysis.visibleText("<b><div hidden>x</b>y</div>z") == "z\n")
    }

    @Test func anEndTagDoesNotReachOutOfATableCell() {
        #expect(Analysis.visibleText("<div hidden><table><td></div>x</table></div>y") == "y\n")
    }

    @Test func paragraphsAreThoseWithText() throws {
        #expect(try facts("<p>a<p><p>b<div>c</div></p>").paragraphs == 2)
        #expect(try facts("<div>a</div><div>b</div>").paragraphs == 2)
    }

    @Test func nestingBeyondTheLimitIsReadFlat() {
        let deep = AnalysisLimits.nestingDepth * 20
        let html = String(repeating: "<div>", count: deep) + "x" + String(repeating: "</div>", count: deep) + "y"
        #expect(Analysis.visibleText(html) == "x\ny\n")
    }
}
