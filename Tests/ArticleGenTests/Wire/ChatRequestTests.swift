// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import ArticleGen

@Suite struct ChatRequestTests {
    private func request(_ text: String) throws(GatewayError) -> ChatRequest { try ChatRequest(Array(text.utf8)) }

    @Test func `what the gateway looks at is found`() throws {
        let request = try request(
            #"""
            {"model":"m","messages":[{"role":"user","content":"hi"}],"stream":true,"n":3,
             "stream_options":{"include_usage":true},"max_tokens":10,"max_completion_tokens":20,"x":{"y":1}}
            """#)
        #expect(request.model == "m")
        #expect(request.isStream && request.includesUsage)
        #expect(request.choices == 3)
        #expect(request.maximumOutput == 20)
        #expect(request.messageCount == 1)
        #expect(request.messages.first?["content"]?.text == "hi")
    }

    @Test func `what is absent or null has its default`() throws {
        let request = try request(#"{"messages":[{}],"model":null,"stream":null,"n":null,"max_tokens":null}"#)
        #expect(request.model == nil)
        #expect(!request.isStream && !request.includesUsage)
        #expect(request.choices == 1)
        #expect(request.maximumOutput == nil)
    }

    @Test(
        arguments: [
            ("[]", nil), ("{", nil), ("", nil), (#"{"model":"m"}"#, "messages"), (#"{"messages":[]}"#, "messages"),
            (#"{"messages":"hi"}"#, "messages"), (#"{"messages":[1],"model":5}"#, "model"),
            (#"{"messages":[1],"model":""}"#, "model"), (#"{"messages":[1],"stream":"yes"}"#, "stream"),
            (#"{"messages":[1],"n":0}"#, "n"), (#"{"messages":[1],"n":1.5}"#, "n"), (#"{"messages":[1],"n":129}"#, "n"),
            (#"{"messages":[1],"max_tokens":-1}"#, "max_tokens"),
            (#"{"messages":[1],"max_tokens":99999999999999999999}"#, "max_tokens"),
            (#"{"messages":[1],"stream_options":{"include_usage":1}}"#, "stream_options.include_usage"),
            (#"{"messages":[1],"model":"cheap","\u006dodel":"dear"}"#, "model"),
        ] as [(String, String?)])
    func `a request that is not right is refused by the member that is wrong`(text: String, param: String?) {
        let error = #expect(throws: GatewayError.self) { try request(text) }
        #expect(error?.status == 400)
        #expect(error?.param == param)
    }

    @Test func `too many messages are refused, and too many bytes`() {
        let many = Array(repeating: "0", count: ChatRequest.maximumMessages + 1).joined(separator: ",")
        #expect(throws: GatewayError.self) { try request(#"{"messages":[\#(many)]}"#) }
        let error = #expect(throws: GatewayError.self) {
            try ChatRequest([UInt8](repeating: 0x20, count: ChatRequest.maximumBytes + 1))
        }
        #expect(error?.status == 413)
    }

    @Test func `members are changed in place, and others left to the byte`() throws {
        let request = try request(#"{ "model" : "a", "\u0078": 1.50 ,"messages":[ {} ],"stream":false }"#)
        let body = request.body(setting: [
            JSONValue.Member("model", .string("b")), JSONValue.Member("max_tokens", .int(5)),
        ])
        #expect(
            String(decoding: body, as: UTF8.self)
                == #"{"model":"b","\u0078": 1.50,"messages":[ {} ],"stream":false,"max_tokens":5}"#)
        #expect(String(decoding: request.body(setting: []), as: UTF8.self).contains(#""model" : "a""#))
    }
}
