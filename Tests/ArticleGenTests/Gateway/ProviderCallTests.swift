// SPDX-License-Identifier: Apache-2.0

import Outbound
import Testing

@testable import ArticleGen

@Suite struct ProviderCallTests {
    private func call(
        _ text: String, kind: Provider.Kind = .openAI, base: String = "http://127.0.0.1/v1", maximumOutput: Int? = nil,
        timeout: Int64? = nil
    ) throws -> OutboundRequest {
        let provider = Provider(name: "p", kind: kind, baseURL: base, key: "secret")
        return try ProviderCall(
            provider, CallTarget(provider: "p", model: "real"), ChatRequest(Array(text.utf8)),
            maximumOutput: maximumOutput, timeout: timeout
        ).request
    }

    private func body(_ request: OutboundRequest) -> String {
        guard case .bytes(let bytes) = request.body else { return "" }
        return String(decoding: bytes, as: UTF8.self)
    }

    private func field(_ request: OutboundRequest, _ name: String) -> String? {
        request.fields.first { $0.isNamed(name) }?.value
    }

    @Test func `a request goes on as it came, but for the model`() throws {
        let request = try call(#"{"model":"m","messages":[{"x" : 1.0}],"new_field":{"y":[1, 2]}}"#)
        #expect(body(request) == #"{"model":"real","messages":[{"x" : 1.0}],"new_field":{"y":[1, 2]}}"#)
        #expect(request.url == "http://127.0.0.1/v1/chat/completions")
        #expect(field(request, "authorization") == "Bearer secret")
        #expect(request.receiveWindow == nil)
    }

    @Test func `a stream is asked to tell its usage`() throws {
        let request = try call(#"{"messages":[1],"stream":true,"stream_options":{"include_obfuscation":false}}"#)
        #expect(body(request).contains(#""stream_options":{"include_obfuscation":false,"include_usage":true}"#))
        #expect(request.receiveWindow == ProviderCall.window)
        #expect(field(request, "accept") == "text/event-stream")
    }

    @Test func `a limit is set by the name that the provider knows`() throws {
        let text = #"{"messages":[1]}"#
        #expect(try body(call(text, maximumOutput: 9)).contains(#""max_tokens":9"#))
        let openAI = try call(text, base: "https://api.openai.com/v1", maximumOutput: 9)
        #expect(body(openAI).contains(#""max_completion_tokens":9"#))
    }

    @Test func `Azure's base URL has a query, and its key a field`() throws {
        let base = "https://x.openai.azure.com/openai/deployments/d?api-version=1"
        let request = try call(#"{"messages":[1]}"#, base: base)
        #expect(
            request.url == "https://x.openai.azure.com/openai/deployments/d/chat/completions?api-version=1")
        #expect(field(request, "api-key") == "secret")
    }

    @Test func `Anthropic's API is spoken to Anthropic`() throws {
        let request = try call(
            #"{"messages":[{"role":"user","content":"x"}]}"#, kind: .anthropic, base: "http://127.0.0.1")
        #expect(request.url == "http://127.0.0.1/v1/messages")
        #expect(field(request, "x-api-key") == "secret")
        #expect(field(request, "anthropic-version") == "2023-06-01")
        #expect(field(request, "authorization") == nil)
    }

    @Test func `a shorter time than the provider's holds`() throws {
        let request = try call(#"{"messages":[1]}"#, timeout: 100)
        #expect(request.deadlines.connect == .milliseconds(100))
        #expect(request.deadlines.firstByte == .milliseconds(100))
    }
}
