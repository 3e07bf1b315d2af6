// SPDX-License-Identifier: Apache-2.0

import EventLoop
import HTTPCore
import Testing

@testable import EdgeRouter

@Suite struct RequestRewriterTests {
    /// The lines that are sent for a request.
    private func rewrite(
        _ request: String, prefix: String = "", client: String? = nil, isTrusted: Bool = false
    ) throws -> [String] {
        let parsed = try ParsedHead(.request, request)
        let rewriter = RequestRewriter(
            bytes: parsed.bytes, head: parsed.head, semantics: try parsed.requestSemantics(),
            prefixLength: prefix.utf8.count,
            origin: .init(client: client, peer: "192.0.2.1", requestID: Array("id-1".utf8), isTrustedProxy: isTrusted),
            upstream: try #require(SocketAddress(literal: "127.0.0.1", port: 9000)))
        var out: [UInt8] = []
        rewriter.append(to: &out)
        #expect(out.text.hasSuffix("\r\n\r\n"))
        return out.text.split(separator: "\r\n").map(String.init)
    }

    /// The lines of a name.
    private func lines(_ name: String, _ all: [String]) -> [String] {
        all.filter { $0.lowercased().hasPrefix(name + ":") }
    }

    @Test func `a plain request gets our identity and nothing else`() throws {
        #expect(
            try rewrite("GET /a?b=c HTTP/1.1\nHost: bot.test:81\nAccept: */*", client: "c") == [
                "GET /a?b=c HTTP/1.1", "Host: bot.test:81", "Accept: */*", "X-Client-ID: c", "X-Request-ID: id-1",
                "X-Forwarded-For: 192.0.2.1", "X-Forwarded-Proto: http", "X-Forwarded-Host: bot.test:81",
                "Via: 1.1 edge-router",
            ])
    }

    @Test(arguments: [
        ("/bot/a/b?c", "/bot", "GET /a/b?c HTTP/1.1"), ("/bot/", "/bot", "GET / HTTP/1.1"),
        ("/bot", "/bot", "GET / HTTP/1.1"), ("/bot?x", "/bot", "GET /?x HTTP/1.1"),
        ("http://a/bot/x?y", "/bot", "GET /x?y HTTP/1.1"), ("http://a", "", "GET / HTTP/1.1"),
        ("/a?", "", "GET /a? HTTP/1.1"), ("/%2e%2E/a//b", "", "GET /%2e%2E/a//b HTTP/1.1"),
    ])
    func `the path goes on raw, without what was the router's`(target: String, prefix: String, line: String) throws {
        let lines = try rewrite("GET \(target) HTTP/1.1\nHost: a", prefix: prefix)
        #expect(lines.first == line)
        #expect(lines.contains("X-Forwarded-Prefix: \(prefix)") == !prefix.isEmpty)
    }

    @Test func `what a client says of itself is replaced, whatever its case`() throws {
        let all = try rewrite(
            """
            GET / HTTP/1.1
            Host: a
            x-client-id: evil
            X-REQUEST-ID: evil-evil
            X-Forwarded-For: 1.1.1.1
            x-forwarded-proto: https
            X-Forwarded-Host: evil
            X-Forwarded-Prefix: /evil
            X-Real-IP: 1.1.1.1
            Forwarded: for=1.1.1.1
            X-Edge-Token: t
            X-Edge-Auth: t
            X_Client_ID: evil
            X.Client.ID: evil
            X-Client!ID: evil
            X_Forwarded_For: 1.1.1.1
            """, client: "c")
        #expect(!all.contains { $0.contains("evil") || $0.contains("1.1.1.1") || $0.contains(": t") })
        #expect(lines("x-client-id", all) == ["X-Client-ID: c"])
        #expect(lines("x-forwarded-for", all) == ["X-Forwarded-For: 192.0.2.1"])
    }

    @Test func `a trusted proxy is believed, every line of it`() throws {
        let all = try rewrite(
            """
            GET / HTTP/1.1
            Host: a
            X-Forwarded-For: 6.6.6.6, 7.7.7.7
            X-Forwarded-For:
            X-Forwarded-For: 8.8.8.8
            X-Forwarded-Proto: https
            X-Forwarded-Host: public.test
            X-Real-IP: 8.8.8.8
            Forwarded: for=8.8.8.8
            """, isTrusted: true)
        #expect(lines("x-forwarded-for", all) == ["X-Forwarded-For: 6.6.6.6, 7.7.7.7, 8.8.8.8, 192.0.2.1"])
        #expect(lines("x-forwarded-proto", all) == ["X-Forwarded-Proto: https"])
        #expect(lines("x-forwarded-host", all) == ["X-Forwarded-Host: public.test"])
        #expect(all.contains("X-Real-IP: 8.8.8.8") && all.contains("Forwarded: for=8.8.8.8"))
    }

    @Test func `fields of one connection stay on it, those it names included`() throws {
        let all = try rewrite(
            """
            GET / HTTP/1.1
            Host: a
            Connection: close, X-Mine
            Keep-Alive: timeout=5
            Proxy-Connection: keep-alive
            TE: trailers
            Trailer: X-T
            Upgrade: h2c
            x-mine: 1
            X-Mine-Too: 2
            """)
        #expect(all.contains("X-Mine-Too: 2"))
        for name in ["connection", "keep-alive", "proxy-connection", "te", "trailer", "upgrade", "x-mine"] {
            #expect(lines(name, all) == [], "\(name)")
        }
    }

    @Test func `a token of ours is not for the bot, another's is`() throws {
        for value in ["Bearer edge_abc", "bearer   edge_abc", "BEARER edge_"] {
            #expect(lines("authorization", try rewrite("GET / HTTP/1.1\nHost: a\nAuthorization: \(value)")) == [])
        }
        for value in ["Bearer abc", "Basic edge_abc", "Bearer", "Bearer edge", "edge_abc"] {
            let all = try rewrite("GET / HTTP/1.1\nHost: a\nAuthorization: \(value)")
            #expect(lines("authorization", all) == ["Authorization: \(value)"])
        }
    }

    @Test func `there is one framing field, of our choosing`() throws {
        let length = try rewrite("POST / HTTP/1.1\nHost: a\nContent-Length: 0017")
        #expect(lines("content-length", length) == ["Content-Length: 17"])
        let chunked = try rewrite("POST / HTTP/1.1\nHost: a\nTransfer-Encoding: Chunked")
        #expect(lines("transfer-encoding", chunked) == ["Transfer-Encoding: chunked"])
        #expect(lines("content-length", chunked) == [])
        #expect(lines("content-length", try rewrite("POST / HTTP/1.1\nHost: a")) == ["Content-Length: 0"])
        #expect(lines("content-length", try rewrite("GET / HTTP/1.1\nHost: a\nContent-Length: 0")) == [])
        #expect(lines("content-length", try rewrite("DELETE / HTTP/1.1\nHost: a")) == [])
    }

    @Test func `an expectation goes with its body only`() throws {
        let with = try rewrite("PUT / HTTP/1.1\nHost: a\nExpect: 100-continue\nContent-Length: 1")
        #expect(lines("expect", with) == ["Expect: 100-continue"])
        #expect(lines("expect", try rewrite("PUT / HTTP/1.1\nHost: a\nExpect: 100-continue")) == [])
    }

    @Test func `a WebSocket asks for its upgrade in our words`() throws {
        let all = try rewrite(
            """
            GET /ws HTTP/1.1
            Host: a
            Connection: keep-alive, Upgrade
            Upgrade: WebSocket
            Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==
            Sec-WebSocket-Version: 13
            """)
        #expect(lines("connection", all) == ["Connection: Upgrade"])
        #expect(lines("upgrade", all) == ["Upgrade: websocket"])
        #expect(lines("sec-websocket-key", all).count == 1)
    }

    @Test func `a request of HTTP 1.0 is sent as 1.1, with a host`() throws {
        let all = try rewrite("GET / HTTP/1.0")
        #expect(all.first == "GET / HTTP/1.1")
        #expect(lines("host", all) == ["Host: 127.0.0.1:9000"])
        #expect(lines("via", all) == ["Via: 1.0 edge-router"])
    }

    @Test func `a target's authority takes the place of the Host field`() throws {
        let all = try rewrite("GET http://Target.test:8/x HTTP/1.1\nHost: target.test:8")
        #expect(lines("host", all) == ["Host: Target.test:8"])
        #expect(lines("x-forwarded-host", all) == ["X-Forwarded-Host: Target.test:8"])
    }
}
