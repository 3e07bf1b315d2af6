// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import ArticleGen

@Suite struct StreamReplayTests {
    private static let completion = #"""
        {"id":"c1","object":"chat.completion","created":7,"model":"m","system_fingerprint":"f",
         "choices":[{"index":0,"message":{"role":"assistant","content":"Héllo 😀","refusal":null,"tool_calls":[
           {"id":"a","type":"function","function":{"name":"f","arguments":"{}"}}]},"logprobs":null,
           "finish_reason":"tool_calls"},
          {"index":1,"message":{"role":"assistant","content":null},"finish_reason":"stop"}],
         "usage":{"prompt_tokens":3,"completion_tokens":2,"total_tokens":5}}
        """#

    /// The same without what order and `null` do not change.
    private func normalised(_ completion: JSONValue?) -> [String?] {
        (completion?["choices"]?.elements ?? []).flatMap { choice in
            [
                choice["message"]?["role"]?.text, choice["message"]?["content"]?.text,
                choice["message"]?["tool_calls"].map { String(decoding: $0.json, as: UTF8.self) },
                choice["finish_reason"]?.text,
            ]
        }
    }

    @Test func `a replayed stream puts together to the same completion`() throws {
        let completion = try #require(JSONValue(Self.completion))
        var parser = ServerSentEventParser()
        let taken = parser.take(StreamReplay.bytes(completion, includesUsage: true))
        let events = try #require(taken)
        #expect(events.last?.data == ChatChunk.done)
        var assembler = StreamAssembler()
        for event in events.dropLast() {
            let chunk = try #require(ChatChunk(event.data))
            #expect(chunk.value["object"]?.text == "chat.completion.chunk")
            #expect(chunk.value["id"]?.text == "c1")
            assembler.add(chunk)
        }
        #expect(normalised(assembler.completion) == normalised(completion))
        #expect(assembler.completion?["usage"] == completion["usage"])
    }

    @Test func `usage is told in a chunk of its own, to those who asked`() throws {
        let completion = try #require(JSONValue(Self.completion))
        let with = StreamReplay.chunks(completion, includesUsage: true)
        #expect(ChatChunk(try #require(with.last)).isUsageAlone)
        let without = StreamReplay.chunks(completion, includesUsage: false)
        #expect(without.allSatisfy { $0.objectMembers?.contains { $0.name == "usage" } == false })
    }

    @Test func `long text comes in pieces that hold whole characters`() {
        let text = String(repeating: "é😀a", count: 1000)
        let pieces = StreamReplay.pieces(text)
        #expect(pieces.joined() == text)
        #expect(pieces.count > 5)
        #expect(StreamReplay.pieces("") == [])
    }
}
