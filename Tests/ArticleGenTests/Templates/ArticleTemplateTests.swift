// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import ArticleGen

@Suite struct ArticleTemplateTests {
    private func values(_ members: String = "") throws -> JSONValue {
        let request = try ArticleRequest(Array(#"{"topic":"Bread"\#(members)}"#.utf8))
        return ArticleTemplate.values(request, client: "acme", terms: ["rye", "flour"], profile: nil)
    }

    @Test func `a template has a head and a text`() throws {
        let template = try ArticleTemplate(
            "title: {{topic}}: a guide\ndescription: All of {{keyphrase}}\n---\n{{#keywords}}\n- {{.}}\n{{/keywords}}\n"
        )
        let rendered = try template.render(values())
        #expect(rendered.title == "Bread: a guide")
        #expect(rendered.description == "All of rye")
        #expect(rendered.markdown == "- rye\n- flour\n")
    }

    @Test func `one without a head is text alone`() throws {
        let rendered = try ArticleTemplate("About {{topic}}\n").render(values())
        #expect(rendered == ArticleTemplate.Rendered(markdown: "About Bread\n"))
    }

    @Test(arguments: ["{{#a}}", "title: {{\n---\n"]) func `what is none is refused`(source: String) {
        #expect(throws: GatewayError.self) { try ArticleTemplate(source) }
    }

    @Test func `each of the seeded ones is one, and has a title`() throws {
        #expect(SeededTemplate.all.count >= 8)
        for seed in SeededTemplate.all {
            let rendered = try ArticleTemplate(seed.text).render(values())
            #expect(rendered.title?.contains("Bread") == true, "\(seed.name)")
            #expect((rendered.description ?? "").isEmpty == false, "\(seed.name)")
            #expect(rendered.markdown.contains("## "), "\(seed.name)")
        }
        #expect(SeededTemplate.all.contains { $0.name == ArticleTemplate.usual })
    }
}
