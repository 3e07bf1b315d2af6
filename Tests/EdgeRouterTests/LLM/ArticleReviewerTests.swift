// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import ArticleGen
@testable import EdgeRouter

@Suite struct ArticleReviewerTests {
    private func article(words: Int, title: String, description: String) throws -> Article {
        let request = try ArticleRequest(Array(#"{"topic":"Rye bread","language":"en","words":400}"#.utf8))
        var article = Article(id: "1", client: "acme", request: request, engine: "llm", createdAt: 1)
        article.title = title
        article.description = description
        article.keyphrase = "rye bread"
        let text = String(repeating: "We bake rye bread every day. It is good for you and for me. ", count: words / 13)
        article.markdown = "# \(title)\n\n\(text)\n"
        article.html = "<h1>\(title)</h1><p>\(text)</p>"
        return article
    }

    @Test func `what is bad is told`() throws {
        let check = ArticleReviewer.check(try article(words: 100, title: "Bread", description: ""))
        #expect(check.problems.contains { $0.hasPrefix("The title has 5 characters") })
        #expect(check.problems.contains { $0.hasPrefix("The description has 0 characters") })
        #expect(check.problems.contains { $0.contains("about 400 are wanted") })
        let long = ArticleReviewer.check(try article(words: 400, title: "Bread", description: ""))
        #expect(long.problems.contains("The text has no headings: divide it."))
    }

    @Test func `what is good is not`() throws {
        let description = String(repeating: "Rye bread is good for all. ", count: 4)
        let check = ArticleReviewer.check(
            try article(words: 290, title: "Rye bread every day: a guide", description: description))
        #expect(!check.problems.contains { $0.hasPrefix("The title") || $0.hasPrefix("The description") })
        #expect(check.report["words"]?.integer ?? 0 > 250)
        #expect(check.report["scores"]?["seo"]?.integer != nil)
        #expect(check.report["checks"]?.elements?.isEmpty == false)
    }
}
