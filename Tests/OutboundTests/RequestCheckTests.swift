// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Outbound

@Suite struct RequestCheckTests {
    private static let sound = OutboundRequest("GET", "http://host/")

    @Test(arguments: [
        OutboundField("X", "a\r\nInjected: 1"), OutboundField("X", "a\nInjected: 1"), OutboundField("X", "a\rb"),
        OutboundField("X", "a\r\n\r\nGET / HTTP/1.1"), OutboundField("X", "\u{0}"), OutboundField("X", "a\u{7f}"),
        OutboundField("X", " a"), OutboundField("X", "a "), OutboundField("X\r\nInjected", "1"),
        OutboundField("X:Y", "1"), OutboundField("X ", "1"), OutboundField("", "1"), OutboundField("é", "1"),
        OutboundField("X", String(repeating: "x", count: 40_000)),
    ])
    func `no field can carry another`(field: OutboundField) {
        #expect(OutboundClient().failure(of: Self.with(field))?.kind == .invalidRequest)
    }

    @Test(arguments: [
        "Content-Length", "transfer-encoding", "Connection", "EXPECT", "Upgrade", "TE", "Trailer", "Keep-Alive",
        "Proxy-Connection",
    ])
    func `fields that frame the body are not the caller's`(name: String) {
        #expect(RequestCheck.fault(Self.with(OutboundField(name, "x")))?.contains(name) == true)
    }

    @Test func `other fields are, with any text`() {
        for field in [OutboundField("Host", "other"), OutboundField("X", "a\tb é ;"), OutboundField("x_y", "")] {
            #expect(RequestCheck.fault(Self.with(field)) == nil)
        }
    }

    @Test func `there are no more fields than a head may have`() {
        var request = Self.sound
        request.fields = (0..<100).map { OutboundField("X-\($0)", "") }
        #expect(RequestCheck.fault(request) == nil)
        request.fields.append(OutboundField("X", ""))
        #expect(RequestCheck.fault(request) != nil)
    }

    @Test(arguments: ["", "G T", "GET\r\n", "GÉT", "CONNECT", "GET /x HTTP/1.1\r\nX:"])
    func `a method is a token, and CONNECT is none of ours`(method: String) {
        var request = Self.sound
        request.method = method
        #expect(OutboundClient().failure(of: request)?.kind == .invalidRequest)
    }

    @Test(arguments: [
        "", "host", "//host/", "ftp://host/", "file:///etc/passwd", "http:/host", "http://", "http:///x",
        "http://user@host/", "http://u:p@host/", "http://host/a b", "http://host/\r\nX: y", "http://host/\u{0}",
        "http://host\\@other/", "http://host/é", "http://host/?é", "http://müller.example/", "gopher://host/",
        "http://host:x/", "http://ho st/",
        "http://host/" + String(repeating: "a", count: 8192), "http://[::1", "http://host:99999/",
    ])
    func `a URL is absolute, of http or https, and plain`(url: String) {
        var request = Self.sound
        request.url = url
        #expect(OutboundClient().failure(of: request)?.kind == .invalidRequest)
    }

    @Test(arguments: ["http://host", "HTTPS://Host:8443/a/../b?x=%20#f", "http://[::1]:80/"])
    func `other URLs are sound`(url: String) {
        var request = Self.sound
        request.url = url
        #expect(RequestCheck.fault(request) == nil)
    }

    @Test func `what contradicts itself is refused`() {
        let changes: [(inout OutboundRequest) -> Void] = [
            {
                $0.method = "HEAD"
                $0.body = .bytes([1])
            },
            { $0.body = .streamed(length: -1) },
            {
                $0.unixSocket = "/run/x"
                $0.addressPolicy = { _ in true }
            },
            { $0.unixSocket = "" },
            { $0.unixSocket = "/" + String(repeating: "x", count: 107) },
            { $0.unixSocket = "/a\u{0}b" },
            { $0.headBytes = 0 },
            { $0.headBytes = OutboundLimits.headBytes + 1 },
            { $0.bodyBytes = -1 },
            { $0.receiveWindow = 0 },
            { $0.sendWindow = 0 },
        ]
        for change in changes {
            var request = Self.sound
            change(&request)
            #expect(RequestCheck.fault(request) != nil)
        }
        #expect(RequestCheck.fault(Self.sound) == nil)
    }

    @Test func `only methods that may be done twice are idempotent`() {
        for method in ["GET", "HEAD", "PUT", "DELETE", "OPTIONS"] { #expect(RequestCheck.isIdempotent(method)) }
        for method in ["POST", "PATCH", "get", "QUERY", ""] { #expect(!RequestCheck.isIdempotent(method)) }
    }

    private static func with(_ field: OutboundField) -> OutboundRequest {
        var request = sound
        request.fields = [field]
        return request
    }
}
