// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import ArticleGen

@Suite struct AnthropicRequestTests {
    private func translated(_ text: String, maximumOutput: Int? = nil) throws -> AnthropicRequest {
        try AnthropicRequest(ChatRequest(Array(text.utf8)), model: "claude", maximumOutput: maximumOutput)
    }

    @Test func `a conversation with tools and a picture is translated`() throws {
        let request = try translated(
            #"""
            {"model":"x","messages":[
              {"role":"system","content":"Be brief."},{"role":"developer","content":"Be kind."},
              {"role":"user","content":[{"type":"text","text":"look"},
                {"type":"image_url","image_url":{"url":"data:image/png;base64,AAAA"}},
                {"type":"image_url","image_url":{"url":"https://example.com/a.png"}}]},
              {"role":"assistant","content":null,"tool_calls":[
                {"id":"t1","type":"function","function":{"name":"f","arguments":"{\"x\":1}"}},
                {"id":"t2","type":"function","function":{"name":"g","arguments":""}}]},
              {"role":"tool","tool_call_id":"t1","content":"one"},{"role":"tool","tool_call_id":"t2","content":"two"},
              {"role":"user","content":"go on"}],
             "tools":[{"type":"function","function":{"name":"f","description":"d","parameters":{"type":"object"}}}],
             "tool_choice":"required","parallel_tool_calls":false,"temperature":1.7,"stop":["END","\n"],
             "max_tokens":50,"stream":true,"user":"u","seed":4}
            """#)
        let expected = JSONValue(
            #"""
            {"model":"claude","max_tokens":50,"system":"Be brief.\n\nBe kind.","messages":[
              {"role":"user","content":[{"type":"text","text":"look"},
                {"type":"image","source":{"type":"base64","media_type":"image/png","data":"AAAA"}},
                {"type":"image","source":{"type":"url","url":"https://example.com/a.png"}}]},
              {"role":"assistant","content":[{"type":"tool_use","id":"t1","name":"f","input":{"x":1}},
                {"type":"tool_use","id":"t2","name":"g","input":{}}]},
              {"role":"user","content":[{"type":"tool_result","tool_use_id":"t1","content":"one"},
                {"type":"tool_result","tool_use_id":"t2","content":"two"},{"type":"text","text":"go on"}]}],
             "temperature":1,"stop_sequences":["END"],
             "tools":[{"name":"f","description":"d","input_schema":{"type":"object"}}],
             "tool_choice":{"type":"any","disable_parallel_tool_use":true},"metadata":{"user_id":"u"},"stream":true}
            """#)
        #expect(request.body == expected)
        #expect(!request.answersByTool)
    }

    @Test func `an answer in a form is asked for by a tool, or in words beside other tools`() throws {
        let format = #""response_format":{"type":"json_schema","json_schema":{"name":"s","schema":{"type":"object"}}}"#
        let alone = try translated(#"{"messages":[{"role":"user","content":"x"}],\#(format)}"#)
        #expect(alone.answersByTool)
        #expect(alone.body["tool_choice"]?["name"]?.text == "answer")
        #expect(alone.body["tools"]?.elements?[0]["input_schema"] == .members(["type": .string("object")]))
        let tools = #""tools":[{"type":"function","function":{"name":"f"}}]"#
        let beside = try translated(#"{"messages":[{"role":"user","content":"x"}],\#(format),\#(tools)}"#)
        #expect(!beside.answersByTool)
        #expect(beside.body["system"]?.text?.contains(#"{"type":"object"}"#) == true)
        #expect(beside.body["tool_choice"] == nil)
    }

    @Test func `a limit of the answer is always set`() throws {
        let text = #"{"messages":[{"role":"user","content":"x"}]}"#
        #expect(try translated(text).body["max_tokens"]?.integer == AnthropicRequest.defaultOutput)
        #expect(try translated(text, maximumOutput: 7).body["max_tokens"]?.integer == 7)
    }

    @Test(arguments: [
        (#"{"messages":[{"role":"user","content":"x"}],"n":2}"#, "n"),
        (#"{"messages":[{"role":"system","content":"x"}]}"#, "messages"),
        (#"{"messages":[{"role":"robot","content":"x"}]}"#, "messages"),
        (#"{"messages":[{"role":"user","content":5}]}"#, "messages"),
        (#"{"messages":[{"role":"user","content":[{"type":"input_audio"}]}]}"#, "messages"),
        (
            #"{"messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"data:x,y"}}]}]}"#,
            "messages"
        ),
        (#"{"messages":[{"role":"tool","content":"x"}]}"#, "messages"),
        (
            #"{"messages":[{"role":"assistant","tool_calls":[{"id":"a","function":{"name":"f","arguments":"{"}}]}]}"#,
            "messages"
        ),
    ])
    func `what cannot be said to that API is refused`(text: String, param: String) {
        let error = #expect(throws: GatewayError.self) { try translated(text) }
        #expect(error?.param == param)
        #expect(error?.status == 400)
    }
}
