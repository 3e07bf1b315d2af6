// SPDX-License-Identifier: Apache-2.0

import HTTPCore
import Testing

/// A head as the router sees it after parsing. Lines end in a bare LF here, which becomes CR LF.
struct ParsedHead {
    let bytes: [UInt8]
    let head: MessageHead

    init(_ kind: HeadParser.Kind, _ lines: String) throws {
        let bytes = Array((lines + "\n\n").replacing("\n", with: "\r\n").utf8)
        var parser = HeadParser(kind)
        parser.begin(at: 0)
        let end = try parser.parse(bytes.span)
        (self.bytes, head) = (bytes, parser.head)
        try #require(end == bytes.count)
    }

    func requestSemantics() throws -> RequestSemantics { try RequestSemantics(head, bytes.span) }

    func responseSemantics() throws -> ResponseSemantics { try ResponseSemantics(head, bytes.span, to: .get) }
}
