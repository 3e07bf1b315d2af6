// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import SEOAnalyzer

struct TextBlocksTests {
    private let long = String(repeating: "These are words of the main text of the page. ", count: 5)

    private func mainWords(_ html: String) -> Int { Analysis.html(html).content.mainTextWords }

    @Test("what is around the text does not count as main text")
    func around() {
        let html = """
            <nav><ul><li><a href=/a>Home page of the site</a></ul></nav><div class="cookie-banner">We use cookies</div>
            <main><h1>Two words</h1><p>\(long)</p></main><footer>Copyright of us all</footer>
            """
        #expect(mainWords(html) == 52)
    }

    @Test("without a main element long blocks with few links are the text")
    func shallow() {
        let html = "<div>Short</div><h1>The title</h1><div>\(long)</div><div><a href=/>\(long)</a></div><div>x</div>"
        #expect(mainWords(html) == 52)
    }

    @Test("a page of short blocks is all main text")
    func short() {
        #expect(mainWords("<p>one two</p><p>three</p>") == 3)
        #expect(Analysis.text("one two").content.mainTextWords == 2)
    }
}
