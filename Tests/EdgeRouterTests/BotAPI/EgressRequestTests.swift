// SPDX-License-Identifier: Apache-2.0

import HTTPCore
import Testing

@testable import EdgeRouter

@Suite struct EgressRequestTests {
    private func rewritten(_ lines: String) throws -> String {
        let parsed = try ParsedHead(.request, lines)
        var out: [UInt8] = []
        EgressRequest(bytes: parsed.bytes, head: parsed.head, semantics: try parsed.requestSemantics()).append(to: &out)
        return out.text
    }

    @Test func `the host gets the path, its own name and the bot's fields`() throws {
        let text = try rewritten(
            "GET http://Example.com:8080/a?b=c HTTP/1.1\nHost: example.com:8080\nAccept: x\nAuthorization: Bearer abc")
        #expect(
            text == "GET /a?b=c HTTP/1.1\r\nHost: Example.com:8080\r\nAccept: x\r\nAuthorization: Bearer abc\r\n\r\n")
    }

    @Test func `a URL without a path asks for the root`() throws {
        #expect(try rewritten("GET http://example.com HTTP/1.1\nHost: example.com").hasPrefix("GET / HTTP/1.1\r\n"))
    }

    @Test func `nothing of the router's goes with it, nor what was for it`() throws {
        let text = try rewritten(
            """
            POST http://example.com/ HTTP/1.1
            Host: example.com
            Proxy-Authorization: Basic ZWRnZTp4
            Proxy-Connection: keep-alive
            Authorization: Bearer edgebot_1.i.A.b.0.1
            X-Edge-Token: x
            Connection: X-Mine
            X-Mine: 1
            Content-Length: 3
            """)
        #expect(text == "POST / HTTP/1.1\r\nHost: example.com\r\nContent-Length: 3\r\n\r\n")
    }
}
