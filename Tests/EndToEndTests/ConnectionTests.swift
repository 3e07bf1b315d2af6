// SPDX-License-Identifier: Apache-2.0

import Glibc
import Testing

/// What one connection is good for: framing, reuse, order, waiting, and ends.
@Suite struct ConnectionTests {
    /// Valid requests of every kind, and the status each has.
    private static let valid: [(bytes: String, status: Int)] = [
        (Connection.head("GET", "/healthz"), 200),
        ("\r\n\r\n\r\n\r\n" + Connection.head("GET", "/healthz"), 200),
        ("GET /healthz HTTP/1.1\r\nhOST:localhost\r\nA:  b \t\r\nEmpty:\r\n\r\n", 200),
        ("GET http://localhost/healthz HTTP/1.1\r\nHost: localhost\r\n\r\n", 200),
        ("GET HTTP://LOCALHOST:80/healthz HTTP/1.1\r\nHost: localhost:80\r\n\r\n", 200),
        ("GET /healthz HTTP/1.1\r\nHost: [::1]:8787\r\n\r\n", 200),
        ("OPTIONS * HTTP/1.1\r\nHost: localhost\r\n\r\n", 204),
        ("PUT /kv/a HTTP/1.1\r\nHost: localhost\r\nX-Client-ID: acme\r\nContent-Length: 0005\r\n\r\nhello", 201),
        (
            "PUT /kv/a HTTP/1.1\r\nHost: localhost\r\nX-Client-ID: acme\r\nTransfer-Encoding: \tChunked \r\n\r\n"
                + "2;a;b=c;d=\"e;\\\"\"\r\nhe\r\n003\r\nllo\r\n0\r\nTrailer: x\r\n\r\n", 204
        ),
        (
            "PUT /kv/b HTTP/1.1\r\nHost: localhost\r\nX-Client-ID: acme\r\nContent-Length: 39\r\n\r\n"
                + "GET /kv/a HTTP/1.1\r\nHost: localhost\r\n\r\n", 201
        ),
        ("GET /kv/a HTTP/1.1\r\nHost: localhost\r\nX-Client-ID: acme\r\n\r\n", 200),
        ("DELETE /kv/a HTTP/1.1\r\nHost: localhost\r\nX-Client-ID: acme\r\n\r\n", 204),
    ]

    @Test func validRequestsAreAnsweredAloneInOneSegmentAndByteByByte() throws {
        let expected = Self.valid.map(\.status)
        let all = Self.valid.map(\.bytes).joined()
        let server = try TestServer()
        func clear() throws {
            for key in ["a", "b"] { _ = try server.acme("DELETE", "/kv/" + key) }
        }
        let alone = try server.connect()
        for (bytes, status) in Self.valid {
            try alone.send(bytes)
            #expect(try alone.readResponse().status == status, "\(bytes)")
        }
        try clear()
        #expect(try server.exchange(all).filter { $0.status != 102 }.map(\.status) == expected)
        try clear()
        let bytewise = try server.connect()
        try bytewise.sendBytewise(Array(all.utf8))
        #expect(try expected.map { _ in try bytewise.readResponse().status } == expected)
    }

    @Test func pipelinedRequestsAreAnsweredInOrderThoughSomeAreSlow() throws {
        let server = try TestServer()
        let connection = try server.connect()
        let count = 60
        var sent = ""
        for number in 0..<count {
            let id = ["X-Client-ID: acme", "X-Request-ID: request-\(number)"]
            sent += Connection.head("PUT", "/kv/a", id, length: 3) + String(100 + number)
            sent += Connection.head("GET", "/kv/a", id)
            sent += Connection.head("GET", "/healthz", id)
        }
        try connection.send(sent)
        for number in 0..<count {
            let answers = try (0..<3).map { _ in try connection.readResponse() }
            #expect(answers.map(\.status) == [number == 0 ? 201 : 204, 200, 200])
            #expect(answers.map { $0["X-Request-ID"] } == Array(repeating: "request-\(number)", count: 3))
            #expect(answers[1].text == String(100 + number))
        }
    }

    @Test func moreIsPipelinedThanAnyBufferHolds() throws {
        let server = try TestServer()
        _ = try server.acme("PUT", "/kv/a", body: String(repeating: "v", count: 100_000))
        let connection = try server.connect()
        let count = 300
        try connection.send(String(repeating: Connection.head("GET", "/kv/a", ["X-Client-ID: acme"]), count: count))
        for _ in 0..<count { #expect(try connection.readResponse().body.count == 100_000) }
        #expect(try server.residentBytes() < 150 << 20)
    }

    @Test(arguments: [
        (version: "1.1", connection: String?.none, goesOn: true), ("1.1", "close", false),
        ("1.1", "Keep-Alive, CLOSE", false),
        ("1.0", nil, false), ("1.0", "keep-alive", true), ("1.0", "close", false),
    ])
    func aConnectionGoesOnAsVersionAndFieldsSay(version: String, connection: String?, goesOn: Bool) throws {
        let server = try TestServer()
        let client = try server.connect()
        let field = connection.map { "Connection: \($0)\r\n" } ?? ""
        let request = "GET /healthz HTTP/\(version)\r\nHost: localhost\r\n\(field)\r\n"
        try client.send(request)
        let answer = try client.readResponse()
        #expect(answer.status == 200)
        #expect(answer.version == "HTTP/1.1")
        if goesOn {
            #expect(answer["Connection"]?.lowercased() == (version == "1.0" ? "keep-alive" : nil))
            try client.send(request)
            #expect(try client.readResponse().status == 200)
        } else {
            #expect(answer.closes)
            let rest = try client.readToEnd()
            #expect(rest.bytes == [])
            #expect(rest.ending == .finished)
        }
    }

    @Test func http10NeedsNoHost() throws {
        let server = try TestServer()
        #expect(try server.exchange("GET /kv/a HTTP/1.0\r\nX-Client-ID: acme\r\n\r\n").map(\.status) == [404])
    }

    // MARK: Expect

    @Test func aBodyThatIsWantedIsAskedForFirst() throws {
        let server = try TestServer()
        let connection = try server.connect()
        let head = Connection.head("PUT", "/kv/a", ["X-Client-ID: acme", "Expect: 100-Continue"], length: 5)
        try connection.send(head)
        let interim = try connection.readResponse()
        #expect(interim.status == 100)
        #expect(interim["Content-Length"] == nil)
        try connection.send("hello")
        #expect(try connection.readResponse().status == 201)
        // Who does not wait is not kept waiting either.
        try connection.send(head + "there")
        let answers = [try connection.readResponse().status, try connection.readResponse().status]
        #expect(answers == [100, 204])
        #expect(try connection.request("GET", "/kv/a", ["X-Client-ID: acme"]).text == "there")
    }

    @Test(arguments: [
        (method: "PUT", target: "/kv/", fields: ["X-Client-ID: acme"], status: 400),
        ("PUT", "/kv/a", [], 400), ("PUT", "/nothing", ["X-Client-ID: acme"], 404),
        ("POST", "/kv/a", ["X-Client-ID: acme"], 405),
        ("PUT", "/kv/a", ["X-Client-ID: acme", "Content-Length: 99999999"], 413),
    ])
    func aBodyThatIsNotWantedIsNotAskedFor(method: String, target: String, fields: [String], status: Int) throws {
        let server = try TestServer()
        let connection = try server.connect()
        let length = fields.contains { $0.hasPrefix("Content-Length") } ? nil : 5
        try connection.send(Connection.head(method, target, fields + ["Expect: 100-continue"], length: length))
        let answer = try connection.readResponse()
        #expect(answer.status == status)
        // Nobody knows whether the body still comes, so nothing after it can be read.
        #expect(answer.closes)
        #expect(try connection.readToEnd().bytes == [])
    }

    @Test func http10ExpectsNothing() throws {
        let server = try TestServer()
        let head = "PUT /kv/a HTTP/1.0\r\nX-Client-ID: acme\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n"
        #expect(try server.exchange(head + "hello").filter { $0.status != 102 }.map(\.status) == [201])
    }

    // MARK: Ends

    @Test func whoHasFinishedSendingIsStillAnswered() throws {
        let server = try TestServer()
        _ = try server.acme("PUT", "/kv/large", body: String(repeating: "v", count: 4_000_000))
        let request = Connection.head("GET", "/kv/large", ["X-Client-ID: acme"])
        let put = Connection.head("PUT", "/kv/a", ["X-Client-ID: acme"], length: 5) + "hello"
        let answers = try server.exchange(request + put + request).filter { $0.status >= 200 }
        #expect(answers.map(\.status) == [200, 201, 200])
        #expect(answers.map(\.body.count) == [4_000_000, 0, 4_000_000])
    }

    @Test(arguments: [
        "G", "GET /healthz HTTP/1.1\r\nHost: localhost\r\n", "\r\n\r\n",
        "PUT /kv/a HTTP/1.1\r\nHost: localhost\r\nX-Client-ID: acme\r\nContent-Length: 5\r\n\r\nhell",
        "PUT /kv/a HTTP/1.1\r\nHost: localhost\r\nX-Client-ID: acme\r\nTransfer-Encoding: chunked\r\n\r\n"
            + "5\r\nhello\r\n",
        "PUT /kv/a HTTP/1.1\r\nHost: localhost\r\nX-Client-ID: acme\r\nTransfer-Encoding: chunked\r\n\r\n"
            + "5\r\nhello\r\n0\r\n",
    ])
    func aRequestThatIsCutShortIsNone(bytes: String) throws {
        let server = try TestServer()
        #expect(try server.exchange(bytes).filter { $0.status < 400 }.map(\.status) == [])
        #expect(try server.acme("GET", "/kv/a").status == 404)
    }

    @Test func aClientThatVanishesTakesNothingWithIt() throws {
        let server = try TestServer()
        _ = try server.acme("PUT", "/kv/large", body: String(repeating: "v", count: 8_000_000))
        for _ in 0..<50 {
            let connection = try server.connect()
            try connection.send(Connection.head("GET", "/kv/large", ["X-Client-ID: acme"]))
            _ = try connection.read(100)
            connection.resetOnClose()
        }
        try eventually("their connections are gone") { try server.metric("edge_connections_open") == 1 }
        #expect(try server.request("GET", "/healthz").status == 200)
    }
}
