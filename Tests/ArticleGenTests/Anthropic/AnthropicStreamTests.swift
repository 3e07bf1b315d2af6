// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import ArticleGen

@Suite struct AnthropicStreamTests {
    private static let events = [
        #"{"type":"message_start","message":{"id":"msg_1","model":"claude","usage":"#
            + #"{"input_tokens":10,"output_tokens":1}}}"#,
        #"{"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}"#,
        #"{"type":"ping"}"#,
        #"{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"Hel"}}"#,
        #"{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"lo"}}"#,
        #"{"type":"content_block_stop","index":0}"#,
        #"{"type":"content_block_start","index":1,"content_block":"#
            + #"{"type":"tool_use","id":"t1","name":"f","input":{}}}"#,
        #"{"type":"content_block_delta","index":1,"delta":{"type":"input_json_delta","partial_json":"{\"x\":"}}"#,
        #"{"type":"content_block_delta","index":1,"delta":{"type":"input_json_delta","partial_json":"1}"}}"#,
        #"{"type":"content_block_delta","index":1,"delta":{"type":"something_new"}}"#,
        #"{"type":"message_delta","delta":{"stop_reason":"tool_use"},"usage":{"output_tokens":9}}"#,
        #"{"type":"message_stop"}"#,
    ]

    private func outputs(_ events: [String], answersByTool: Bool) throws -> [AnthropicStream.Output] {
        var stream = AnthropicStream(answersByTool: answersByTool, created: 7)
        let values = try events.map { try #require(JSONValue($0)) }
        return values.flatMap { stream.take($0) }
    }

    private func assembled(_ outputs: [AnthropicStream.Output]) -> StreamAssembler {
        var assembler = StreamAssembler()
        for case .chunk(let chunk) in outputs { assembler.add(ChatChunk(chunk)) }
        return assembler
    }

    @Test func `a stream becomes the chunks of a completion`() throws {
        let outputs = try outputs(Self.events, answersByTool: false)
        #expect(outputs.last == .end)
        let completion = try #require(assembled(outputs).completion)
        let choice = completion["choices"]?.elements?[0]
        #expect(choice?["message"]?["content"]?.text == "Hello")
        #expect(
            choice?["message"]?["tool_calls"]?.elements == [AnthropicAnswer.call("t1", "f", arguments: #"{"x":1}"#)])
        #expect(choice?["finish_reason"]?.text == "tool_calls")
        #expect(TokenUsage(openAI: completion["usage"]) == TokenUsage(prompt: 10, completion: 9))
        #expect(completion["id"]?.text == "msg_1")
        #expect(completion["model"]?.text == "claude")
    }

    @Test func `the input of the tool that answers is the text`() throws {
        let events = [Self.events[0]] + Self.events[6...]
        let completion = try #require(assembled(try outputs(events, answersByTool: true)).completion)
        let choice = completion["choices"]?.elements?[0]
        #expect(choice?["message"]?["content"]?.text == #"{"x":1}"#)
        #expect(choice?["message"]?["tool_calls"] == nil)
        #expect(choice?["finish_reason"]?.text == "stop")
    }

    @Test func `a failure in the stream is told`() throws {
        let event = #"{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}"#
        let outputs = try outputs([Self.events[0], event], answersByTool: false)
        let expected = try #require(JSONValue(#"{"type":"overloaded_error","message":"Overloaded"}"#))
        #expect(outputs.last == .failure(expected))
    }
}
