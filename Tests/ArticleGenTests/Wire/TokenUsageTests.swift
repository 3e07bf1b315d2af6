// SPDX-License-Identifier: Apache-2.0

import ArticleGen
import Testing

@Suite struct TokenUsageTests {
    @Test func `usage is read, with what was cached`() {
        let usage = JSONValue(
            #"{"prompt_tokens":10,"completion_tokens":5,"total_tokens":15,"prompt_tokens_details":{"cached_tokens":4}}"#
        )
        #expect(TokenUsage(openAI: usage) == TokenUsage(prompt: 10, completion: 5, cached: 4))
    }

    @Test(arguments: [
        "{}", "null", #"{"prompt_tokens":-1,"completion_tokens":1}"#, #"{"prompt_tokens":1}"#,
        #"{"prompt_tokens":1,"completion_tokens":99999999999}"#, #"{"prompt_tokens":"1","completion_tokens":1}"#,
    ])
    func `what cannot be usage is none`(text: String) { #expect(TokenUsage(openAI: JSONValue(text)) == nil) }

    @Test func `no more is cached than was sent`() {
        let usage = JSONValue(
            #"{"prompt_tokens":3,"completion_tokens":1,"prompt_tokens_details":{"cached_tokens":9}}"#)
        #expect(TokenUsage(openAI: usage)?.cached == 3)
    }

    @Test func `what is written is read again`() {
        let usage = TokenUsage(prompt: 7, completion: 3, cached: 2)
        #expect(TokenUsage(openAI: usage.value) == usage)
        #expect(usage.value["total_tokens"]?.integer == 10)
        #expect((usage + usage).total == 20)
    }
}
