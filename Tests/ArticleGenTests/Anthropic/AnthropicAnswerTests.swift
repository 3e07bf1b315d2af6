// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import ArticleGen

@Suite struct AnthropicAnswerTests {
    private static let message = #"""
        {"id":"msg_1","type":"message","role":"assistant","model":"claude","stop_reason":"tool_use","content":[
          {"type":"thinking","thinking":"hm"},{"type":"text","text":"Let me see."},
          {"type":"tool_use","id":"t1","name":"f","input":{"x":1}}],
         "usage":{"input_tokens":10,"output_tokens":5,"cache_read_input_tokens":3,"cache_creation_input_tokens":2}}
        """#

    @Test func `a message becomes a completion`() throws {
        let message = try #require(JSONValue(Self.message))
        let completion = try #require(AnthropicAnswer.completion(message, answersByTool: false, created: 7))
        let choice = completion["choices"]?.elements?[0]
        #expect(choice?["finish_reason"]?.text == "tool_calls")
        #expect(choice?["message"]?["content"]?.text == "Let me see.")
        #expect(choice?["message"]?["reasoning_content"]?.text == "hm")
        let call = choice?["message"]?["tool_calls"]?.elements?[0]
        #expect(call == AnthropicAnswer.call("t1", "f", arguments: #"{"x":1}"#))
        #expect(TokenUsage(openAI: completion["usage"]) == TokenUsage(prompt: 15, completion: 5, cached: 3))
        #expect(completion["id"]?.text == "msg_1")
    }

    @Test func `the input of the tool that answers is the text`() throws {
        let message = try #require(JSONValue(Self.message))
        let completion = AnthropicAnswer.completion(message, answersByTool: true, created: 7)
        let choice = completion?["choices"]?.elements?[0]
        #expect(choice?["message"]?["content"]?.text == #"{"x":1}"#)
        #expect(choice?["message"]?["tool_calls"] == nil)
        #expect(choice?["finish_reason"]?.text == "stop")
    }

    @Test(arguments: [
        ("end_turn", "stop"), ("max_tokens", "length"), ("stop_sequence", "stop"), ("refusal", "content_filter"),
        ("model_context_window_exceeded", "length"), ("pause_turn", "stop"), ("something new", "stop"),
    ])
    func `why it ended is told in OpenAI's words`(reason: String, expected: String) {
        #expect(AnthropicAnswer.finishReason(reason, answersByTool: false) == expected)
    }

    @Test func `what is no message is none`() {
        #expect(AnthropicAnswer.completion(.object([]), answersByTool: false, created: 0) == nil)
        #expect(AnthropicAnswer.usage(JSONValue(#"{"input_tokens":1}"#)) == nil)
        #expect(AnthropicAnswer.usage(JSONValue(#"{"input_tokens":-1,"output_tokens":1}"#)) == nil)
    }
}
