// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import ArticleGen

@Suite struct ArticleTests {
    private func article() throws -> Article {
        let request = try ArticleRequest(Array(#"{"topic":"Bread","language":"en"}"#.utf8))
        var article = Article(id: "1", client: "acme", request: request, engine: "llm", createdAt: 5)
        article.title = "Bread & <butter>"
        article.markdown = "# Bread\n\nOne two three four five six."
        article.html = "<h1>Bread</h1>\n"
        article.usage = TokenUsage(prompt: 1, completion: 2)
        article.seo = .members(["score": .int(1)])
        return article
    }

    @Test func `what is stored is read again`() throws {
        var article = try article()
        article.keepVersion(at: 9, instructions: "Shorter.")
        #expect(Article(stored: article.document.value) == article)
        #expect(article.version == 2)
        #expect(Article(stored: Array("{}".utf8)) == nil)
    }

    @Test func `what lists tell of it fits`() throws {
        var article = try article()
        article.state = .complete
        article.title = String(repeating: "\"é", count: 500)
        article.markdown = (0..<100).map { "word\($0)" }.joined(separator: " ")
        #expect(article.document.metadata.json.count <= 1024)
        #expect(article.document.metadata["signature"]?.text?.count == 512)
    }

    @Test func `earlier versions have a limit`() throws {
        var article = try article()
        for index in 0..<30 { article.keepVersion(at: Int64(index), instructions: "") }
        #expect(article.versions.count == Article.versionCount)
        #expect(article.versions.last?["version"]?.integer == 30)
    }

    @Test func `its page has its title escaped`() throws {
        let page = try article().page
        #expect(page.contains("<title>Bread &amp; &lt;butter&gt;</title>"))
        #expect(page.contains("<html lang=\"en\">"))
    }
}
