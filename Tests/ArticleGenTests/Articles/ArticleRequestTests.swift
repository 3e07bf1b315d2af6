// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import ArticleGen

@Suite struct ArticleRequestTests {
    @Test func `a request says what it wants, and can be asked again`() throws {
        let body = #"{"topic":"Bread","words":300,"engine":"llm","language":"en","session":"s","tone":"warm"}"#
        let request = try ArticleRequest(Array(body.utf8))
        #expect(request.topic == "Bread")
        #expect(request.words == 300)
        #expect(request.engine == .llm)
        #expect(try ArticleRequest(request.value.json).value == request.value)
        let least = try ArticleRequest(Array(#"{"topic":"Bread"}"#.utf8))
        #expect(least.engine == .auto)
        #expect(least.words == ArticleRequest.usualWords)
    }

    @Test(arguments: [
        "{}", #"{"topic":""}"#, #"{"topic":"  "}"#, #"{"topic":"a","words":1}"#, #"{"topic":"a","engine":"x"}"#,
        #"{"topic":"a","session":"a/b"}"#, #"{"topic":"a","titel":"b"}"#, #"{"topic":["a"]}"#,
        #"{"topic":"a","url":"http://example.com/"}"#, #"{"topic":"\#(String(repeating: "a", count: 1001))"}"#,
    ])
    func `what is none is refused`(body: String) {
        #expect(throws: GatewayError.self) { try ArticleRequest(Array(body.utf8)) }
    }
}
