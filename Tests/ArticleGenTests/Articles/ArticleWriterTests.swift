// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import ArticleGen

/// What ArticlesTests do not see through a server.
@Suite struct ArticleWriterTests {
    @Test(arguments: [
        ("text", "text"), ("## Heading\n\ntext", "text"), ("```markdown\n# A\ntext\n```", "text"),
        ("text\n# B\n## C\n### D\n#E", "text\n### B\n### C\n### D\n#E"), ("\n\n", ""),
    ])
    func `a section has no headings of its own`(answer: String, section: String) {
        #expect(ArticleWriter<ScriptedStore>.section(answer) == section)
    }

    @Test func `a revision is read with and without its title`() {
        let whole = ArticleRevision("TITLE: New\nDESCRIPTION: d\n\n# Old\n\none two\n")
        #expect(whole.title == "New")
        #expect(whole.description == "d")
        #expect(whole.markdown(titled: "New") == "# New\n\none two\n")
        #expect(whole.words == 2)
        let bare = ArticleRevision("```\n# Only\none\n```")
        #expect(bare.title == "Only")
        #expect(bare.description == nil)
        #expect(bare.words == 1)
        #expect(ArticleRevision("").words == 0)
    }
}
