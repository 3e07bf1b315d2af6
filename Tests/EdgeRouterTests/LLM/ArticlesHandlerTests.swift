// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import EdgeRouter

@Suite struct ArticlesHandlerTests {
    @Test(arguments: [
        (nil, ArticlesHandler.Form.json), ("*/*", .json), ("text/html,application/xhtml+xml;q=0.9", .html),
        ("text/markdown", .markdown), ("application/json, text/html", .json),
        ("image/png, Text/Plain;q=0.1", .markdown),
    ])
    func `the form is the first that is named`(accept: String?, form: ArticlesHandler.Form) {
        #expect(ArticlesHandler.Form(accept: accept) == form)
    }
}
