// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import ArticleGen
@testable import EdgeRouter

@Suite struct TemplateHandlerTests {
    private let values = JSONValue.members(["topic": .string("A & <b>"), "query": .object([])])

    @Test func `HTML is itself, with values escaped`() throws {
        let page = try TemplateHandler.page(Array("<h1>{{topic}}</h1>".utf8), "text/html; charset=utf-8", values)
        #expect(page == "<h1>A &amp; &lt;b&gt;</h1>")
    }

    @Test func `anything else is an article`() throws {
        let page = try TemplateHandler.page(
            Array("title: {{topic}}\ndescription: d\n---\n## Two\n".utf8), nil, values)
        #expect(page.contains("<title>A &amp; &lt;b&gt;</title>"))
        #expect(page.contains("<h2>Two</h2>"))
    }

    @Test func `what is no template is told`() {
        #expect(throws: GatewayError.self) { try TemplateHandler.page(Array("{{#a}}".utf8), nil, values) }
    }
}
