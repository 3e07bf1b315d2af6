// SPDX-License-Identifier: Apache-2.0

import TestSupport
import Testing

/// The gateway to language models, against a provider that does what each test asks for.
@Suite struct GatewayTests {
    private static let text = "Hello, wörld 😀"

    private func start(
        _ provider: FakeProvider, _ llm: String = "", provider keys: String = "", _ rest: String = ""
    ) throws -> TestServer {
        try TestServer(
            provider.configuration(llm, provider: keys, rest), environment: ["FAKE_KEY=secret-of-the-router"])
    }

    private func code(_ response: Response) -> String? { (try? response.json())?["error"]?["code"]?.text }

    /// The text that a stream's chunks make.
    private func streamed(_ response: Response) throws -> String {
        try response.text.split(separator: "\n\n").filter { $0.hasPrefix("data: {") }
            .compactMap { try JSONValue(Array($0.dropFirst(6).utf8))["choices"]?[0]?["delta"]?["content"]?.text }
            .joined()
    }

    @Test func `an answer is passed on to the byte, with the router's key and not the client's`() throws {
        let provider = try FakeProvider()
        let server = try start(provider)
        let response = try server.chat("good", "", ["Authorization: Bearer sk-of-the-client"])
        #expect(response.status == 200)
        #expect(response["Content-Type"] == "application/json")
        #expect(try response.json()["choices"]?[0]?["message"]?["content"]?.text == Self.text)
        #expect(response["cf-aig-step"] == "0")
        #expect(response["cf-aig-log-id"] == response["X-Request-ID"])
        #expect(try provider.seen()["key"]?.text == "Bearer secret-of-the-router")
        let echo = try server.chat("echo", #","new":{"x":1.50}"#)
        #expect(
            try echo.json()["choices"]?[0]?["message"]?["content"]?.text
                == #"{"model":"echo","messages":[{"role":"user","content":"hello"}],"new":{"x":1.50}}"#)
    }

    @Test(arguments: ["good", "bytes", "no-usage", "no-done", "claude"])
    func `a stream is passed on whole`(model: String) throws {
        let provider = try FakeProvider()
        defer { withExtendedLifetime(provider) {} }
        let server = try start(provider)
        let response = try server.chat(model, #","stream":true"#)
        #expect(response.status == 200)
        #expect(response["Content-Type"] == "text/event-stream")
        #expect(try streamed(response) == Self.text)
        #expect(response.text.hasSuffix("data: [DONE]\n\n"))
        #expect(!response.text.contains(#""usage""#))
    }

    @Test func `a passing failure is tried again`() throws {
        let provider = try FakeProvider()
        let server = try start(provider)
        let response = try server.chat("flaky", "", ["cf-aig-retry-delay: 1"])
        #expect(response.status == 200)
        #expect(try provider.count("flaky") == 3)
    }

    @Test(arguments: [
        ("fail-400", 400, 1), ("fail-401", 502, 1), ("fail-404", 404, 1), ("fail-429", 429, 2), ("fail-500", 502, 2),
        ("fail-503", 503, 2), ("fail-529", 503, 2), ("quota", 503, 1), ("redirect", 502, 2), ("huge", 502, 1),
        ("nonsense", 502, 2), ("claude-overloaded", 503, 2),
    ])
    func `what a provider fails with is told, and asked as often as makes sense`(
        model: String, status: Int, count: Int
    ) throws {
        let provider = try FakeProvider()
        let server = try start(provider)
        let response = try server.chat(model, "", ["cf-aig-retry-delay: 1", "cf-aig-max-attempts: 2"])
        #expect(response.status == status)
        #expect(try response.json()["error"]?["message"]?.text?.isEmpty == false)
        #expect(!response.text.contains("secret-of-the-router"))
        #expect(try provider.count(model) == count)
        // Whatever it was, the next call is none the worse for it.
        #expect(try server.chat("good").status == 200)
    }

    @Test func `a wait that a provider asks for is kept`() throws {
        let provider = try FakeProvider()
        let server = try start(provider)
        let response = try server.chat("fail-429-after", "", ["cf-aig-max-attempts: 2", "cf-aig-retry-delay: 0"])
        #expect(response.status == 429)
        #expect(response["Retry-After"] == "1")
        #expect(try provider.count("fail-429-after") == 2)
    }

    @Test func `a failure before the first token is made good elsewhere, one after it is told in the stream`() throws {
        let (provider, other) = (try FakeProvider(), try FakeProvider())
        let second = """
            [[edge.llm.providers]]
            name = "other"
            base_url = "http://127.0.0.1:\(other.port)/v1"
            models = ["good", "fail-500", "late-error", "cut", "broken-json"]
            """
        let server = try start(provider, "", second)
        // The other provider knows `fail-500` only under that name: it fails there, too.
        let failed = try server.chat("fail-500", "", ["cf-aig-retry-delay: 1", "cf-aig-max-attempts: 1"])
        #expect(failed.status == 502)
        #expect(failed["cf-aig-step"] == "1")
        for model in ["late-error", "cut", "broken-json"] {
            let response = try server.chat(model, #","stream":true"#)
            #expect(response.status == 200)
            #expect(try streamed(response).hasPrefix("Hello"))
            #expect(response.text.contains(#"data: {"error":{"message":"#))
            #expect(!response.text.contains("[DONE]"))
            #expect(try provider.count(model) == 1)
            #expect(try other.count(model) == 0)
        }
    }

    @Test func `a failure at the beginning of a stream is an answer with its status`() throws {
        let provider = try FakeProvider()
        let response = try start(provider).chat(
            "early-error", #","stream":true"#, ["cf-aig-max-attempts: 2", "cf-aig-retry-delay: 1"])
        #expect(response.status == 503)
        #expect(code(response) == "provider_overloaded")
        #expect(try provider.count("early-error") == 2)
    }

    @Test func `a provider that hangs is left`() throws {
        let provider = try FakeProvider()
        let server = try start(provider, provider: "timeout_idle = \"200ms\"")
        let response = try server.chat("hang", "", ["cf-aig-request-timeout: 200"])
        #expect(response.status == 504)
        let silent = try server.chat("silent", #","stream":true"#)
        #expect(silent.status == 200)
        #expect(silent.text.contains("took too long"))
    }

    @Test func `nobody there is told as such`() throws {
        let server = try TestServer(
            """
            [[edge.llm.providers]]
            name = "gone"
            base_url = "http://127.0.0.1:1/v1"
            models = ["m"]
            """)
        let response = try server.chat("m", "", ["cf-aig-retry-delay: 1"])
        #expect(response.status == 502)
        #expect(code(response) == "provider_unreachable")
    }

    @Test func `a provider whose certificate is not signed gets no key`() throws {
        let provider = try FakeProvider(isSigned: false)
        defer { withExtendedLifetime(provider) {} }
        let server = try start(provider)
        let response = try server.chat("good", "", ["cf-aig-retry-delay: 1", "cf-aig-max-attempts: 2"])
        #expect(response.status == 502)
        #expect(try response.json()["error"]?["message"]?.text?.lowercased().contains("certificate") == true)
        #expect(try server.acme("GET", "/v1/models").status == 200)
    }

    @Test func `without a provider the answer says which variable to set`() throws {
        let server = try TestServer()
        let response = try server.chat("m")
        #expect(response.status == 503)
        #expect(response.text.contains("OPENAI_API_KEY"))
        #expect(response.text.contains("templates"))
    }

    @Test func `a provider that fails is left alone`() throws {
        let provider = try FakeProvider()
        let server = try start(provider)
        for _ in 0..<5 {
            #expect(try server.chat("fail-500", "", ["cf-aig-max-attempts: 1"]).status == 502)
        }
        let response = try server.chat("fail-500")
        #expect(response.status == 503)
        #expect(code(response) == "provider_unavailable")
        #expect(response["Retry-After"] != nil)
        #expect(try provider.count("fail-500") == 5)
    }

    @Test func `a client that leaves a stream ends it at the provider`() throws {
        let provider = try FakeProvider()
        let server = try start(provider)
        let body = #"{"model":"endless","messages":[{"role":"user","content":"x"}],"stream":true}"#
        do {
            let connection = try server.connect()
            try connection.send(
                Connection.head(
                    "POST", "/v1/chat/completions", ["X-Client-ID: acme"], length: body.utf8.count) + body)
            _ = try connection.readHead()
            _ = try connection.readChunk()
            connection.resetOnClose()
        }
        try eventually("the provider is left") { try provider.seen()["left"]?.number == 1 }
        #expect(try server.chat("good").status == 200)
    }

    @Test(arguments: [
        ("", 400), ("[]", 400), ("{", 400), (#"{"model":"good"}"#, 400), (#"{"messages":[1]}"#, 200),
        (#"{"model":"nobody-has-it","messages":[1]}"#, 404), (#"{"model":"good","model":"x","messages":[1]}"#, 400),
    ])
    func `a request that is not right is refused in OpenAI's form`(body: String, status: Int) throws {
        let provider = try FakeProvider()
        defer { withExtendedLifetime(provider) {} }
        let response = try start(provider).acme("POST", "/v1/chat/completions", body: body)
        #expect(response.status == status)
        #expect(response["Content-Type"] == "application/json")
        if status != 200 { #expect(try response.json()["error"]?["message"]?.text?.isEmpty == false) }
    }

    @Test func `what else is asked under v1 is answered in OpenAI's form, too`() throws {
        let provider = try FakeProvider()
        defer { withExtendedLifetime(provider) {} }
        let server = try start(provider)
        #expect(try server.acme("GET", "/v1/chat/completions").status == 405)
        let models = try server.acme("GET", "/v1/models").json()
        #expect(models["data"]?.elements.contains { $0["id"]?.text == "good" } == true)
        let missing = try server.acme("GET", "/v1/models/none")
        #expect(missing.status == 404)
        #expect(code(missing) == "model_not_found")
    }
}
