// SPDX-License-Identifier: Apache-2.0

import Testing

/// Answers that are given before the request's body has been read.
@Suite struct EarlyAnswerTests {
    /// A request that is answered by its head alone.
    struct Early: CustomTestStringConvertible, Sendable {
        let method: String
        let target: String
        let fields: [String]
        let status: Int

        var testDescription: String { "\(method) \(target) \(fields)" }
    }

    static let early = [
        Early(method: "PUT", target: "/nothing", fields: ["X-Client-ID: acme"], status: 404),
        Early(method: "POST", target: "/kv/a", fields: ["X-Client-ID: acme"], status: 405),
        Early(method: "PUT", target: "/kv/a", fields: [], status: 400),
        Early(
            method: "PUT", target: "/kv/a", fields: ["X-Client-ID: acme", "Origin: http://evil.example"], status: 403),
        Early(method: "PUT", target: "/kv/articles/a", fields: ["X-Client-ID: acme"], status: 403),
        Early(method: "GET", target: "/healthz", fields: [], status: 200),
    ]

    /// A body that, read as requests, would store something.
    private static func treacherous(_ bytes: Int) -> [UInt8] {
        var body = Array(MalformedRequest.follower.utf8)
        while body.count < bytes { body += body }
        body.removeLast(body.count - bytes)
        return body
    }

    @Test(arguments: early, [1, 1000, 60_000])
    func aSmallBodyIsReadOverAndTheNextRequestServed(early: Early, bytes: Int) throws {
        let server = try TestServer()
        let body = Self.treacherous(bytes)
        let next = Array(Connection.head("GET", "/kv/absent", ["X-Client-ID: acme"]).utf8)
        let connection = try server.connect()
        try connection.send(
            Array(Connection.head(early.method, early.target, early.fields, length: bytes).utf8) + body + next)
        #expect(try connection.readResponse().status == early.status)
        #expect(try connection.readResponse().problem == "no-such-key")
        #expect(try server.acme("GET", "/kv/smuggled").status == 404)
    }

    @Test(arguments: early, [100_000, 8_000_000])
    func afterALargeBodyTheConnectionEndsWithoutLosingTheAnswer(early: Early, bytes: Int) throws {
        let server = try TestServer()
        let sent =
            Array(Connection.head(early.method, early.target, early.fields, length: bytes).utf8)
            + Self.treacherous(bytes) + Array(Connection.head("GET", "/healthz").utf8)
        let connection = try server.connect()
        _ = try connection.trySend(sent)
        let answer = try connection.readResponse()
        #expect(answer.status == early.status)
        #expect(answer.closes)
        #expect(try connection.readToEnd().bytes == [])
        #expect(try server.acme("GET", "/kv/smuggled").status == 404)
    }

    @Test(arguments: early)
    func anUnreadChunkedBodyIsNeverReadAsARequest(early: Early) throws {
        let server = try TestServer()
        let body = Self.treacherous(1000)
        let chunked = Array("3e8\r\n".utf8) + body + Array("\r\n0\r\n\r\n".utf8)
        let next = Array(Connection.head("GET", "/kv/absent", ["X-Client-ID: acme"]).utf8)
        let connection = try server.connect()
        let head = Connection.head(early.method, early.target, early.fields + ["Transfer-Encoding: chunked"])
        _ = try connection.trySend(Array(head.utf8) + chunked + next)
        connection.finishSending()
        let answers = try connection.readResponsesToEnd().filter { $0.status >= 200 }
        #expect(answers.first?.status == early.status)
        #expect(answers.count == 1 || answers.dropFirst().map(\.problem) == ["no-such-key"])
        #expect(try server.acme("GET", "/kv/smuggled").status == 404)
    }

    @Test func anAnswerToOneWhoOnlySendsArrives() throws {
        let server = try TestServer()
        let connection = try server.connect()
        // The sender reads nothing until it has sent all it can.
        let head = Connection.head("PUT", "/kv/a", ["X-Client-ID: acme"], length: 1 << 30)
        try connection.send(head)
        let block = [UInt8](repeating: 0x78, count: 1 << 20)
        for _ in 0..<64 where try !connection.trySend(block) { break }
        #expect(try connection.readResponse().problem == "body-too-large")
    }
}
