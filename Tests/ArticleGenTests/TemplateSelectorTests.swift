// SPDX-License-Identifier: Apache-2.0

import ArticleGen
import Testing

@Suite struct TemplateSelectorTests {
    private let candidates = [
        TemplateCandidate(name: "roof", keywords: ["Roof repair", "tiles"]),
        TemplateCandidate(name: "garden", keywords: ["lawn", "tiles"]),
        TemplateCandidate(name: "empty", keywords: []),
    ]

    @Test func `a template is chosen by any of its keywords, in any case`() {
        #expect(TemplateSelector.select(candidates, terms: ["LAWN"]) == ["garden"])
        #expect(TemplateSelector.select(candidates, terms: ["roof REPAIR"]) == ["roof"])
    }

    @Test func `more keywords come first, then names`() {
        #expect(TemplateSelector.select(candidates, terms: ["tiles"]) == ["garden", "roof"])
        #expect(TemplateSelector.select(candidates, terms: ["tiles", "roof repair"]) == ["roof", "garden"])
    }

    @Test func `a keyword of several words is not found word by word`() {
        #expect(TemplateSelector.select(candidates, terms: ["roof", "repair"]) == [])
    }

    @Test func `a term that comes twice counts once`() {
        #expect(TemplateSelector.select(candidates, terms: ["lawn", "lawn", "roof repair"]) == ["garden", "roof"])
    }

    @Test func `without terms or candidates nothing fits`() {
        #expect(TemplateSelector.select(candidates, terms: [String]()) == [])
        #expect(TemplateSelector.select([], terms: ["tiles"]) == [])
    }
}
