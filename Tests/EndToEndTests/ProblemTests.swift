// SPDX-License-Identifier: Apache-2.0

import TestSupport
import Testing

@Suite struct ProblemTests {
    @Test(arguments: [
        (request: Connection.head("GET", "/nothing"), status: 404), (Connection.head("GET", "/kv/a"), 400),
        (Connection.head("POST", "/kv/a", ["X-Client-ID: acme"]), 405),
        (Connection.head("GET", "/kv/a", ["X-Client-ID: acme"]), 404),
        (Connection.head("GET", "/kv/%", ["X-Client-ID: acme"]), 400),
        (Connection.head("GET", "/bot/x", ["X-Client-ID: acme"]), 404),
        (Connection.head("GET", "/articles/a", ["X-Client-ID: acme"]), 404),
        (Connection.head("GET", "/analyses/a", ["X-Client-ID: acme"]), 501),
        (Connection.head("GET", "/chat/a", ["X-Client-ID: acme"]), 404),
        (Connection.head("CONNECT", "/kv/a", ["X-Client-ID: acme"]), 405),
        (Connection.head("TRACE", "/kv/a", ["X-Client-ID: acme"]), 405),
        (Connection.head("GET", "/kv/a", ["X-Client-ID: A"]), 400),
        (Connection.head("PUT", "/kv/a", ["X-Client-ID: acme"], length: 1 << 40), 413),
        ("GET / HTTP/1.1\r\n\r\n", 400), ("GET / HTTP/3.0\r\n\r\n", 505), ("\u{1}", 400),
        (Connection.head("GET", "/", ["Expect: tea"]), 417),
    ])
    func everyErrorSaysWhatItIs(request: String, status: Int) throws {
        let server = try TestServer()
        let answer = try #require(try server.exchange(request).first)
        #expect(answer.status == status)
        #expect(answer["Content-Type"] == "application/problem+json")
        let problem = try answer.json()
        #expect(problem.names == ["detail", "request_id", "status", "title", "type"])
        #expect(problem["type"]?.text?.hasPrefix("urn:edge-router:problem:") == true)
        #expect(problem["status"]?.number == Double(status))
        #expect(problem["title"]?.text?.isEmpty == false)
        #expect(problem["detail"]?.text?.hasSuffix(".") == true)
        #expect(problem["request_id"]?.text == answer["X-Request-ID"])
        #expect(answer["Date"]?.hasSuffix(" GMT") == true)
        #expect(answer["Allow"] != nil || status != 405)
    }

    @Test func whatIsQuotedInAnErrorStaysJSON() throws {
        let server = try TestServer()
        for target in ["/a\"b", "/%22%5c", "/a'b{}", "/kv?limit=%22%0a%00%ff\"", "/kv?cursor=%22"] {
            let problem = try server.acme("GET", target).json()
            #expect(problem["detail"]?.text?.isEmpty == false, "\(target)")
        }
    }

    @Test(arguments: ["abcdefgh", "A-b_c.D0", String(repeating: "x", count: 128)])
    func aRequestIDIsTakenOver(id: String) throws {
        let server = try TestServer()
        for target in ["/healthz", "/kv/a", "/nothing"] {
            #expect(try server.acme("GET", target, ["X-Request-ID: \(id)"])["X-Request-ID"] == id)
        }
    }

    @Test(arguments: [
        "", "short", "with blank in it", "quote\"quote", "back\\slash", "ümlaute-ok",
        String(repeating: "x", count: 129),
    ])
    func whatIsNoRequestIDIsReplaced(id: String) throws {
        let server = try TestServer()
        let made = try server.acme("GET", "/kv/a", ["X-Request-ID: \(id)"])["X-Request-ID"]
        #expect(made?.count == 16)
        #expect(made?.allSatisfy { $0.isHexDigit } == true)
    }

    @Test func requestIDsThatAreMadeDiffer() throws {
        let server = try TestServer()
        let ids = try concurrently(4) { _ in
            let connection = try server.connect()
            return try (0..<250).map { _ in try connection.request("GET", "/healthz")["X-Request-ID"] ?? "none" }
        }
        #expect(Set(ids.joined()).count == 1000)
    }

    @Test func answersSayHowLongTheirPartsTook() throws {
        let server = try TestServer()
        #expect(try server.acme("PUT", "/kv/a", body: "v")["Server-Timing"]?.contains("kv;dur=") == true)
        let read = try #require(try server.acme("GET", "/kv/a")["Server-Timing"])
        let parts = read.split(separator: ",").map { $0.drop { $0 == " " }.split(separator: ";dur=") }
        #expect(parts.allSatisfy { $0.count == 2 && Double($0[1]) != nil }, "\(read)")
        #expect(parts.compactMap(\.first).contains("kv"))
    }
}
