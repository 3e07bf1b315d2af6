// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import ContainerPool

@Suite struct LineSplitterTests {
    private func lines(_ parts: [String], limit: Int = 100) -> [String] {
        var splitter = LineSplitter(limit: limit)
        var lines: [String] = []
        for part in parts { splitter.take(part.utf8) { lines.append(String(decoding: $0, as: UTF8.self)) } }
        splitter.end { lines.append(String(decoding: $0, as: UTF8.self)) }
        return lines
    }

    @Test func `lines are the same wherever what is read ends`() {
        let text = "one\r\n\ntwo\nlast"
        for first in 0...text.utf8.count {
            let parts = [text.utf8.prefix(first), text.utf8.dropFirst(first)].map {
                String(decoding: $0, as: UTF8.self)
            }
            #expect(lines(parts) == ["one", "", "two", "last"])
        }
    }

    @Test func `what is beyond the limit is dropped, and the next line is whole`() {
        #expect(lines(["12345678\n12"], limit: 4) == ["1234", "12"])
        #expect(lines([]) == [] && lines(["a\n"]) == ["a"])
    }
}
