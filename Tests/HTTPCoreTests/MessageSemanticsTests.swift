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
