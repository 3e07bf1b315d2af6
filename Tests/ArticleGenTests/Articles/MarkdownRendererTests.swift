// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import ArticleGen

@Suite struct MarkdownRendererTests {
    @Test func `Markdown is rendered, tables too`() {
        #expect(MarkdownRenderer.html("# A\n\n*b*") == "<h1>A</h1>\n<p><em>b</em></p>\n")
        #expect(MarkdownRenderer.html("|a|\n|-|\n|b|\n")?.hasPrefix("<table>") == true)
        #expect(MarkdownRenderer.html("") == "")
    }

    @Test(arguments: [
        ("<script>alert(1)</script>\n\nb", "&lt;script&gt;alert(1)&lt;/script&gt;"),
        ("a <img src=x onerror=alert(1)> b", "a &lt;img src=x onerror=alert(1)&gt; b"),
        ("<div>\n*a*\n</div>", "&lt;div&gt;"), ("<!-- a -->", "&lt;!-- a --&gt;"),
        ("`<b>`", "<code>&lt;b&gt;</code>"), ("a <b>c</b> <i>d</i>", "a &lt;b&gt;c&lt;/b&gt; &lt;i&gt;d&lt;/i&gt;"),
    ])
    func `raw HTML becomes text`(markdown: String, expected: String) throws {
        let html = try #require(MarkdownRenderer.html(markdown))
        #expect(html.contains(expected), "\(html)")
        #expect(!html.contains("<script") && !html.contains("<img") && !html.contains("<div"))
    }

    @Test func `an address that runs a script is left out`() {
        #expect(MarkdownRenderer.html("[a](javascript:alert(1))") == "<p><a href=\"\">a</a></p>\n")
    }
}
