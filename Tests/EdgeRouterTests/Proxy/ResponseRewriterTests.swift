// SPDX-License-Identifier: Apache-2.0

import HTTPCore
import Testing

@testable import EdgeRouter

@Suite struct ResponseRewriterTests {
    /// The lines that are passed on for these fields.
    private func rewrite(_ fields: String, prefix: String = "") throws -> [String] {
        let parsed = try ParsedHead(.response, "HTTP/1.1 200 OK\n" + fields)
        var out: [UInt8] = []
        ResponseRewriter(prefix: Array(prefix.utf8)[...])
            .append(parsed.head, try parsed.responseSemantics(), parsed.bytes, to: &out)
        #expect(out.text.hasSuffix("Via: 1.1 edge-router\r\n"))
        return out.text.split(separator: "\r\n").dropLast().map(String.init)
    }

    @Test func `fields pass as they are and in order`() throws {
        let fields = [
            "Content-Type: a/b", "set-cookie: a=b; Path=/x", "Location: /x", "X-Any: 1", "X-Any: 2", "Via: 1.0 x",
        ]
        #expect(try rewrite(fields.joined(separator: "\n")) == fields)
    }

    @Test func `framing, the connection's own fields and a foreign request id do not pass`() throws {
        #expect(
            try rewrite(
                """
                Content-Length: 3
                Connection: keep-alive, X-Mine
                Keep-Alive: timeout=5
                X-Mine: 1
                X-Request-ID: theirs
                Trailer: X-T
                ETag: "x"
                """) == ["ETag: \"x\""])
        #expect(try rewrite("Transfer-Encoding: chunked\nUpgrade: x") == [])
    }

    @Test(arguments: [
        ("/x", "/bot/x"), ("/", "/bot/"), ("//other.test/x", "//other.test/x"), ("x/y", "x/y"), ("", ""),
        ("https://a.test/x", "https://a.test/x"), ("?q", "?q"),
    ])
    func `an absolute path is put below what was removed`(location: String, expected: String) throws {
        for name in ["Location", "Content-Location"] {
            #expect(try rewrite("\(name): \(location)", prefix: "/bot") == ["\(name): \(expected)"])
            #expect(try rewrite("\(name): \(location)") == ["\(name): \(location)"])
        }
    }

    @Test(arguments: [
        ("a=b; Path=/", "a=b; Path=/bot/"), ("a=b;path=/x;Secure", "a=b;path=/bot/x;Secure"),
        ("a=b; \tPATH=/; Path=/y", "a=b; \tPATH=/bot/; Path=/bot/y"), ("a=b", "a=b"), ("a=b; Path=", "a=b; Path="),
        ("Path=/", "Path=/"), ("path=/; Path=/", "path=/; Path=/bot/"), ("a=b; XPath=/", "a=b; XPath=/"),
        ("a=b;", "a=b;"), (";;", ";;"), ("a=b; Path", "a=b; Path"), ("a=b; Path=\"/x\"", "a=b; Path=\"/x\""),
    ])
    func `a cookie's path is put below what was removed`(cookie: String, expected: String) throws {
        #expect(try rewrite("Set-Cookie: \(cookie)", prefix: "/bot") == ["Set-Cookie: \(expected)"])
    }

    @Test func `each cookie stays a line of its own`() throws {
        let lines = try rewrite("Set-Cookie: a=1; Path=/\nSet-Cookie: b=2; Path=/", prefix: "/p")
        #expect(lines == ["Set-Cookie: a=1; Path=/p/", "Set-Cookie: b=2; Path=/p/"])
    }
}
