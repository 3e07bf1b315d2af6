// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import ArticleGen

@Suite struct StreamAssemblerTests {
    private func assemble(_ chunks: [String]) throws -> StreamAssembler {
        var assembler = StreamAssembler()
        for chunk in chunks { assembler.add(try #require(ChatChunk(Array(chunk.utf8)))) }
        return assembler
    }

    private static let head = #""id":"c1","object":"chat.completion.chunk","created":7,"model":"m""#

    private func chunk(_ choices: String, _ more: String = "") -> String {
        "{\(Self.head),\"choices\":[\(choices)]\(more)}"
    }

    @Test func `text is put together, with its end and its usage`() throws {
        let assembler = try assemble([
            chunk(#"{"index":0,"delta":{"role":"assistant","content":null},"finish_reason":null}"#),
            chunk(#"{"index":0,"delta":{"content":"Hel"}}"#, #","obfuscation":"xx","usage":null"#),
            chunk(#"{"index":0,"delta":{"content":"lo"}}"#),
            chunk(#"{"index":0,"delta":{},"finish_reason":"stop"}"#),
            chunk("", #","usage":{"prompt_tokens":3,"completion_tokens":2}"#),
        ])
        let completion = try #require(assembler.completion)
        let expected = JSONValue(
            #"""
            {"id":"c1","object":"chat.completion","created":7,"model":"m",
             "choices":[{"index":0,"message":{"role":"assistant","content":"Hello"},"finish_reason":"stop"}],
             "usage":{"prompt_tokens":3,"completion_tokens":2}}
            """#)
        #expect(completion == expected)
    }

    @Test func `calls of tools are put together by their number, and so are several answers`() throws {
        let assembler = try assemble([
            chunk(
                #"""
                {"index":0,"delta":{"role":"assistant","tool_calls":[{"index":0,"id":"a","type":"function",
                "function":{"name":"f","arguments":""}}]}}
                """#),
            chunk(#"{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":"{\"x\""}}]}}"#),
            chunk(
                #"""
                {"index":0,"delta":{"tool_calls":[{"index":1,"id":"b","type":"function",
                "function":{"name":"g","arguments":"{}"}}]}}
                """#),
            chunk(#"{"index":1,"delta":{"content":"second"},"finish_reason":"length"}"#),
            chunk(#"{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":":1}"}}]}}"#),
            chunk(#"{"index":0,"delta":{},"finish_reason":"tool_calls"}"#),
        ])
        let choices = try #require(assembler.completion?["choices"]?.elements)
        let calls = choices[0]["message"]?["tool_calls"]?.elements ?? []
        #expect(calls.map { $0["id"]?.text } == ["a", "b"])
        #expect(calls.map { $0["function"]?["arguments"]?.text } == [#"{"x":1}"#, "{}"])
        #expect(calls[0]["function"]?["name"]?.text == "f")
        #expect(calls[0]["index"] == nil)
        #expect(choices[0]["message"]?["content"] == nil)
        #expect(choices[1]["message"]?["content"]?.text == "second")
        #expect(choices[1]["finish_reason"]?.text == "length")
    }

    @Test func `an answer without its end is none`() throws {
        let assembler = try assemble([chunk(#"{"index":0,"delta":{"content":"Hel"}}"#)])
        #expect(assembler.completion == nil)
        #expect(assembler.partial["choices"]?.elements?[0]["message"]?["content"]?.text == "Hel")
        #expect(StreamAssembler().completion == nil)
    }

    @Test func `a longer answer than is kept is none`() throws {
        var assembler = StreamAssembler()
        let text = String(repeating: "a", count: 512 * 1024)
        let piece = try #require(
            ChatChunk(Array(chunk(#"{"index":0,"delta":{"content":"\#(text)"},"finish_reason":"stop"}"#).utf8)))
        for _ in 0..<8 { assembler.add(piece) }
        #expect(assembler.completion != nil)
        assembler.add(piece)
        #expect(assembler.completion == nil)
    }

    @Test func `numbers out of reach are passed over`() throws {
        let assembler = try assemble([
            chunk(#"{"index":-1,"delta":{"content":"x"}},{"index":9999999,"delta":{"content":"x"}}"#),
            chunk(#"{"index":0,"delta":{"tool_calls":[{"index":-5}]},"finish_reason":"stop"}"#),
        ])
        #expect(assembler.completion?["choices"]?.elements?.count == 1)
    }
}
