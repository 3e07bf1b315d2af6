// SPDX-License-Identifier: Apache-2.0

import KVStore
import Testing

@testable import EdgeRouter

@Suite struct WorkerTests {
    /// The status lines of the answers to requests on one connection.
    private func statuses(_ answer: String) -> [Int] {
        answer.matches(of: #/HTTP/1\.1 (\d{3}) /#).compactMap { Int($0.1) }
    }

    @Test func `requests in one piece are answered in order on one connection`() throws {
        let test = try TestWorker()
        let answer = try test.answer(
            to: """
                GET /healthz HTTP/1.1
                Host: localhost

                GET /nowhere HTTP/1.1
                Host: localhost
                X-Request-ID: my-request-1

                HEAD /healthz HTTP/1.1
                Host: localhost
                Connection: close


                """)
        #expect(statuses(answer) == [200, 404, 200])
        #expect(answer.contains("X-Request-ID: my-request-1\r\n"))
        #expect(answer.contains("\"request_id\":\"my-request-1\""))
        #expect(answer.matches(of: #/\{"status":"ok"\}/#).count == 1)
        #expect(test.worker.metrics.connectionsOpen == 0)
        #expect(test.worker.metrics.requests.reduce(0, +) == 3)
        try test.close()
    }

    @Test func `what is written is read, listed and deleted`() throws {
        let test = try TestWorker()
        func request(_ line: String, _ fields: String = "", body: String = "") -> String {
            "\(line) HTTP/1.1\nHost: localhost\nX-Client-ID: c\n\(fields)Content-Length: \(body.utf8.count)\n\n\(body)"
        }
        let close = "Connection: close\n"
        let written = try test.answer(
            to: request("PUT /kv/a%20b", "Content-Type: text/x\nX-KV-Metadata: {\"n\":1}\n" + close, body: "value"))
        #expect(statuses(written) == [201])
        let read = try test.answer(to: request("GET /kv/a%20b", close))
        #expect(statuses(read) == [200])
        #expect(read.contains("Content-Type: text/x\r\n") && read.hasSuffix("\r\n\r\nvalue"))
        let list = try test.answer(to: request("GET /kv?prefix=a", close))
        #expect(list.contains(#"{"keys":[{"name":"a b","metadata":{"n":1}}],"list_complete":true}"#))
        let other = try test.answer(
            to: request("GET /kv/a%20b", close).replacing("X-Client-ID: c", with: "X-Client-ID: d"))
        #expect(statuses(other) == [404])
        #expect(statuses(try test.answer(to: request("DELETE /kv/a%20b", close))) == [204])
        #expect(statuses(try test.answer(to: request("GET /kv/a%20b", close))) == [404])
        try test.close()
    }

    @Test(arguments: [
        ("GET / HTTP/1.1\nHost: evil.test\n", 421),
        ("GET / HTTP/1.1\nHost: localhost\nOrigin: http://evil.test\n", 403),
        ("GET /kv/a HTTP/1.1\nHost: localhost\n", 400), ("TRACE / HTTP/1.1\nHost: localhost\n", 405),
        ("POST /healthz HTTP/1.1\nHost: localhost\n", 405), ("GET /bots/c/x HTTP/1.1\nHost: localhost\n", 404),
        ("GET /bots/C/x HTTP/1.1\nHost: localhost\n", 400), ("OPTIONS * HTTP/1.1\nHost: localhost\n", 204),
        ("GET /bots/c/x HTTP/1.1\nHost: localhost\nX-Client-ID: d\n", 403),
        ("GET /analyses HTTP/1.1\nHost: localhost\n", 501),
        ("GET /kv/%zz HTTP/1.1\nHost: localhost\nX-Client-ID: c\n", 400), ("GET\n", 400),
        ("PUT /kv/a HTTP/1.1\nHost: localhost\nX-Client-ID: c\nX-KV-Metadata: \"\\q\"\n", 400),
        ("GET /readyz HTTP/1.1\nHost: localhost\n", 200), ("GET /healthz HTTP/1.1\nHost: evil.test\n", 200),
        ("GET /kv?limit=0 HTTP/1.1\nHost: localhost\nX-Client-ID: c\n", 400),
        ("GET /kv?cursor=x HTTP/1.1\nHost: localhost\nX-Client-ID: c\n", 400),
    ])
    func `each request gets its status`(head: String, status: Int) throws {
        let test = try TestWorker()
        let answer = try test.answer(to: head + "Connection: close\n\n")
        #expect(statuses(answer) == [status], "\(answer)")
        try test.close()
    }

    @Test func `a page is analysed on another thread and the answer comes back`() throws {
        let test = try TestWorker()
        let body = "<title>Roof repair</title><h1>Roof repair</h1><p>We repair roofs.</p>"
        let answer = try test.answer(
            to: "POST /analyze HTTP/1.1\nHost: localhost\nX-Client-ID: c\nContent-Type: text/html\nConnection: close\n"
                + "Content-Length: \(body.utf8.count)\n\n\(body)")
        #expect(statuses(answer) == [200])
        #expect(answer.contains("\"client\":\"c\"") && answer.contains("\"title\":\"Roof repair\""))
        #expect(answer.contains("analyze;dur="))
        try test.close()
    }

    @Test func `the admin listener does not serve clients, nor the data listener the operator`() throws {
        let test = try TestWorker()
        let request = "GET /kv/a HTTP/1.1\nHost: localhost\nX-Client-ID: c\nConnection: close\n\n"
        #expect(statuses(try test.answer(to: request, on: .admin)) == [404])
        #expect(statuses(try test.answer(to: request.replacing("/kv/a", with: "/metrics"))) == [404])
        try test.close()
    }

    @Test func `when a token was last used is known as long as the token is`() throws {
        let test = try TestWorker("[edge.auth]\nmode = \"token\"\n[edge.clients.c]\n")
        func token(_ body: String) throws -> (text: String, key: [UInt8], expiresAt: Int64?) {
            let made = try test.answer(
                to: "POST /admin/clients/c/tokens HTTP/1.1\nHost: localhost\nConnection: close\n"
                    + "Content-Length: \(body.utf8.count)\n\n\(body)", on: .admin)
            let text = String(try #require(made.firstMatch(of: #/"token":"(edge_\w+)"/#)).1)
            let expiry = made.firstMatch(of: #/"expires_at":(\d+)/#).flatMap { Int64($0.1) }
            return (text, TokenDigest(of: Array(text.utf8).span).hexadecimal, expiry)
        }
        func use(_ key: [UInt8]) throws -> KVEntry? {
            guard case .found(let entry) = try test.worker.reader.get(.tokenUses, key: key.span, now: 0) else {
                return nil
            }
            return entry
        }
        func ask(_ token: String) throws -> [Int] {
            statuses(
                try test.answer(
                    to: "GET /kv/a HTTP/1.1\nHost: localhost\nAuthorization: Bearer \(token)\n"
                        + "Connection: close\n\n"))
        }
        let (mortal, lasting) = (try token(#"{"expires_in": 1000}"#), try token("{}"))
        #expect(try ask(mortal.text) == [404] && ask(lasting.text) == [404])
        // What is handed over before this is done before it.
        test.worker.flushTokenUses()
        let put = "PUT /kv/a HTTP/1.1\nHost: localhost\nAuthorization: Bearer \(lasting.text)\nConnection: close\n"
        #expect(statuses(try test.answer(to: put + "Content-Length: 1\n\nx")) == [201])
        #expect(mortal.expiresAt != nil)
        #expect(try use(mortal.key)?.expiresAt == mortal.expiresAt)
        #expect(try use(lasting.key) != nil && use(lasting.key)?.expiresAt == nil)
        // A use that is noted when the token is gone leaves nothing.
        let gone = TokenDigest(of: Array("edge_gone".utf8).span)
        test.worker.identities.keep(
            TokenGrant(client: "c", scopes: .all, createdAt: 0), TokenDigest(of: Array("edge_gone".utf8).span))
        #expect(try ask("edge_gone") == [200])
        test.worker.flushTokenUses()
        #expect(statuses(try test.answer(to: put + "Content-Length: 1\n\nx")) == [204])
        #expect(try use(gone.hexadecimal) == nil)
        try test.close()
    }
}
