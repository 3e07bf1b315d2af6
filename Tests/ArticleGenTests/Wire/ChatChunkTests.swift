// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import ArticleGen

@Suite struct ChatChunkTests {
    private func chunk(_ text: String) throws -> ChatChunk { try #require(ChatChunk(Array(text.utf8))) }

    @Test(arguments: [
        #"{"choices":[]}"#, #"{"choices":[{"delta":{"role":"assistant","content":""}}]}"#,
        #"{"choices":[{"delta":{"role":"assistant","content":null,"refusal":null},"finish_reason":null}]}"#,
        #"{"choices":[],"usage":{"prompt_tokens":1,"completion_tokens":1}}"#,
    ])
    func `a chunk in which the model wrote nothing has no output`(text: String) throws {
        #expect(try !chunk(text).hasOutput)
    }

    @Test(arguments: [
        #"{"choices":[{"delta":{"content":"a"}}]}"#, #"{"choices":[{"delta":{"reasoning_content":"a"}}]}"#,
        #"{"choices":[{"delta":{"tool_calls":[{"function":{"name":"f"}}]}}]}"#,
        #"{"choices":[{"delta":{},"finish_reason":"stop"}]}"#,
    ])
    func `any other has`(text: String) throws { #expect(try chunk(text).hasOutput) }

    @Test func `output is counted in bytes, of all answers`() throws {
        let two = try chunk(#"{"choices":[{"delta":{"content":"é"}},{"index":1,"delta":{"content":"abc"}}]}"#)
        #expect(two.outputBytes == 5)
        #expect(two.text == "é")
    }

    @Test func `usage alone is told from usage beside output`() throws {
        #expect(try chunk(#"{"choices":[],"usage":{"prompt_tokens":1,"completion_tokens":1}}"#).isUsageAlone)
        #expect(try !chunk(#"{"choices":[],"usage":null}"#).isUsageAlone)
        #expect(try !chunk(#"{"choices":[{"delta":{}}],"usage":{"prompt_tokens":1}}"#).isUsageAlone)
    }

    @Test func `a failure in a stream is seen`() throws {
        #expect(try chunk(#"{"error":{"message":"x"}}"#).error?["message"]?.text == "x")
        #expect(try chunk(#"{"error":null}"#).error == nil)
        #expect(ChatChunk(Array("[1]".utf8)) == nil)
        #expect(ChatChunk(Array("[DONE]".utf8)) == nil)
    }
}
