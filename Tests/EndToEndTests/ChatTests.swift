// SPDX-License-Identifier: Apache-2.0

import TestSupport
import Testing

/// Conversations whose history is kept.
@Suite struct ChatTests {
    private static let text = "Hello, wörld 😀"

    private func start(_ provider: FakeProvider, _ llm: String = "") throws -> TestServer {
        try TestServer(provider.configuration(llm), environment: ["FAKE_KEY=k"])
    }

    private func say(
        _ server: TestServer, _ message: String, _ members: String = #","model":"good","session":"s""#,
        _ fields: [String] = []
    ) throws -> Response {
        try server.acme("POST", "/chat", fields, body: #"{"message":"\#(message)"\#(members)}"#)
    }

    private func contents(_ server: TestServer, _ session: String = "s") throws -> [String] {
        try server.acme("GET", "/chat/\(session)").json()["messages"]?.elements.compactMap { $0["content"]?.text } ?? []
    }

    @Test func `a conversation goes on, is listed, shown and deleted`() throws {
        let provider = try FakeProvider()
        let server = try start(provider)
        let first = try say(server, "one", #","model":"good""#)
        #expect(first.status == 200)
        let session = try #require(try first.json()["session"]?.text)
        #expect(try first.json()["message"]?["content"]?.text == Self.text)
        #expect(try first.json()["usage"]?["total_tokens"]?.number == 12)
        #expect(try say(server, "two", #","model":"good","system":"Be kind.","session":"\#(session)""#).status == 200)
        let sent = try provider.seen()["last"]?["messages"]?.elements ?? []
        #expect(sent.map { $0["content"]?.text } == ["Be kind.", "one", Self.text, "two"])
        #expect(try contents(server, session) == ["one", Self.text, "two", Self.text])
        let page = try server.acme("GET", "/chat/\(session)?limit=3").json()
        #expect(page["messages"]?.elements.count == 3)
        #expect(page["cursor"]?.text == "3")
        let list = try server.acme("GET", "/chat").json()
        #expect(list["sessions"]?[0]?["session"]?.text == session)
        #expect(list["sessions"]?[0]?["messages"]?.number == 4)
        #expect(try server.acme("PUT", "/kv/chat/\(session)", body: "x").status == 403)
        #expect(try server.request("GET", "/chat/\(session)", ["X-Client-ID: other"]).status == 404)
        #expect(try server.acme("DELETE", "/chat/\(session)").status == 204)
        #expect(try server.acme("GET", "/chat/\(session)").status == 404)
    }

    @Test func `an answer is streamed as it is written`() throws {
        let provider = try FakeProvider()
        defer { withExtendedLifetime(provider) {} }
        let server = try start(provider)
        let fields = ["Accept: text/event-stream"]
        let response = try say(server, "one", #","model":"bytes","session":"s""#, fields)
        #expect(response["Content-Type"] == "text/event-stream")
        let events = response.text.components(of: "\n\n")
        let deltas = events.filter { $0.hasPrefix("event: delta\ndata: ") }
        #expect(deltas.count == 5)
        #expect(events.last?.hasPrefix("event: message\ndata: {\"session\":\"s\"") == true)
        let cut = try say(server, "two", #","model":"cut","session":"s""#, fields)
        #expect(cut.text.contains("event: error\ndata: {\"type\":\"urn:edge-router:problem:"))
        // What failed has left nothing behind.
        #expect(try contents(server) == ["one", Self.text])
        #expect(try say(server, "x", #","model":"fail-500","session":"s""#, fields).status == 502)
    }

    @Test func `messages at once are answered one after the other`() throws {
        let provider = try FakeProvider()
        defer { withExtendedLifetime(provider) {} }
        let server = try start(provider)
        let responses = try concurrently(5) { index in
            try say(server, "m\(index)", #","model":"slow","session":"s""#)
        }
        #expect(responses.allSatisfy { $0.status == 200 })
        let contents = try contents(server)
        #expect(contents.count == 10)
        let asked = stride(from: 0, to: 10, by: 2).map { contents[$0] }
        #expect(asked.sorted() == (0..<5).map { "m\($0)" })
        #expect(stride(from: 1, to: 10, by: 2).allSatisfy { contents[$0] == Self.text })
        #expect(try server.chat("good").status == 200)
    }

    @Test func `the oldest turns are summarised, and stay readable`() throws {
        let provider = try FakeProvider()
        let server = try start(provider, "context_tokens = 400")
        let long = String(repeating: "word ", count: 60)
        for _ in 0..<3 { #expect(try say(server, long).status == 200) }
        let sent = try provider.seen()["last"]?["messages"]?.elements ?? []
        #expect(sent.first?["role"]?.text == "system")
        #expect(sent.first?["content"]?.text?.contains("<summary>\n\(Self.text)\n</summary>") == true)
        #expect(try server.acme("GET", "/chat/s").json()["summary"]?.text == Self.text)
        #expect(try contents(server).count == 6)
    }

    @Test(arguments: [
        ("{}", 400), ("[]", 400), (#"{"message":" "}"#, 400), (#"{"message":"a","session":"../a"}"#, 400),
        (#"{"message":"a","sesion":"a"}"#, 400), (#"{"message":"a","model":"nobody-has-it"}"#, 404),
        (#"{"message":"a","model":"quota"}"#, 503),
    ])
    func `what is wrong is told`(body: String, status: Int) throws {
        let provider = try FakeProvider()
        defer { withExtendedLifetime(provider) {} }
        let response = try start(provider).acme("POST", "/chat", body: body)
        #expect(response.status == status)
        #expect(response["Content-Type"] == "application/problem+json")
    }

    @Test func `paths and methods that are not served are refused`() throws {
        let server = try TestServer()
        #expect(try server.acme("GET", "/chat/a%2Fb").status == 400)
        #expect(try server.acme("PUT", "/chat/a", body: "").status == 405)
        #expect(try server.acme("DELETE", "/chat").status == 405)
        #expect(try server.acme("GET", "/chat?limit=0").status == 400)
        let refused = try say(server, "hi")
        #expect(refused.status == 503)
        #expect(refused.text.contains("OPENAI_API_KEY"))
        #expect(refused.text.contains("templates"))
        #expect(try server.acme("POST", "/chat", body: String(repeating: "a", count: 1 << 20)).status == 413)
    }

    @Test func `a client that leaves ends its call, and the conversation stays as it was`() throws {
        let provider = try FakeProvider()
        let server = try start(provider)
        #expect(try say(server, "one").status == 200)
        let body = #"{"message":"two","session":"s","model":"endless"}"#
        do {
            let connection = try server.connect()
            try connection.send(
                Connection.head(
                    "POST", "/chat", ["X-Client-ID: acme", "Accept: text/event-stream"], length: body.utf8.count) + body
            )
            _ = try connection.readHead()
            _ = try connection.readChunk()
            connection.resetOnClose()
        }
        try eventually("the provider is left") { try provider.seen()["left"]?.number == 1 }
        #expect(try contents(server).count == 2)
        #expect(try say(server, "three").status == 200)
        #expect(try contents(server).count == 4)
    }
}

extension String {
    /// Its parts between a separator, those that are empty aside.
    fileprivate func components(of separator: String) -> [Substring] {
        split(separator: separator, omittingEmptySubsequences: true)
    }
}
