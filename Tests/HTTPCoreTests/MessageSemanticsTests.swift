// SPDX-License-Identifier: Apache-2.0

import HTTPCore
import Testing

@Suite struct MessageSemanticsTests {
    @Test("Content-Length in requests", arguments: RequestSemanticsCorpus.contentLength)
    func contentLength(row: HeadCase) { row.check(.request) }

    @Test("Transfer-Encoding in requests", arguments: RequestSemanticsCorpus.transferEncoding)
    func transferEncoding(row: HeadCase) { row.check(.request) }

    @Test("Host", arguments: RequestSemanticsCorpus.hosts)
    func hosts(row: HeadCase) { row.check(.request) }

    @Test("Request targets", arguments: RequestSemanticsCorpus.targets)
    func targets(row: HeadCase) { row.check(.request) }

    @Test("Expect", arguments: RequestSemanticsCorpus.expectations)
    func expectations(row: HeadCase) { row.check(.request) }

    @Test("Connection and X-Client-ID", arguments: RequestSemanticsCorpus.connections)
    func connections(row: HeadCase) { row.check(.request) }

    @Test("Upgrade", arguments: RequestSemanticsCorpus.upgrades)
    func upgrades(row: HeadCase) { row.check(.request) }

    @Test("Framing and persistence of responses", arguments: ResponseCorpus.framing)
    func responses(row: HeadCase) { row.check(.response) }

    /// What a request is where CONNECT is served; its fault where it is none.
    private func semantics(_ lines: String...) throws -> Result<RequestSemantics, MessageFault> {
        let input = Array((lines.joined(separator: "\r\n") + "\r\n\r\n").utf8)
        var parser = HeadParser(.request)
        parser.begin(at: 0)
        _ = try parser.parse(input.span)
        return Result { () throws(MessageFault) in
            try RequestSemantics(parser.head, input.span, servesConnect: true)
        }
    }

    @Test func `where CONNECT is served, its target is a host and a port`() throws {
        let line = "CONNECT Example.com:443 HTTP/1.1"
        for host in ["Example.com:443", "example.com"] {
            let found = try semantics(line, "Host: \(host)").get()
            #expect(found.authority?.port == 443 && found.target.authority == ByteRange(8, 23))
            #expect(found.target.path.isEmpty && found.path == ByteRange(8, 23) && found.framing == .none)
        }
        #expect(try semantics("CONNECT [::1]:80 HTTP/1.1", "Host: a").get().authority?.port == 80)
    }

    @Test func `a CONNECT for anything else, or with a body, is refused`() throws {
        for target in ["example.com", "/", "*", "http://example.com/", "example.com:", "example.com:x", "u@a.com:1"] {
            let found = try semantics("CONNECT \(target) HTTP/1.1", "Host: a")
            #expect(throws: MessageFault.target) { try found.get() }
        }
        let withBody = try semantics("CONNECT a.com:1 HTTP/1.1", "Host: a.com:1", "Content-Length: 1")
        #expect(throws: MessageFault.connectContent) { try withBody.get() }
        let withoutHost = try semantics("CONNECT a.com:1 HTTP/1.1")
        #expect(throws: MessageFault.hostMissing) { try withoutHost.get() }
    }

    @Test func `fields that Connection names are told apart from those it does not`() throws {
        let input = head(
            "GET / HTTP/1.1", "Host: a", "Connection: x-one", "X-One: 1", "Two: 2", "connection: ,TWO", "X: 3")
        var parser = HeadParser(.request)
        parser.begin(at: 0)
        _ = try parser.parse(input.span)
        let nominated = parser.head.fields.filter { parser.head.nominates($0, input.span) }
        #expect(nominated.map { input.text($0.name) } == ["X-One", "Two"])
    }
}
