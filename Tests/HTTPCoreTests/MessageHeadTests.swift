// SPDX-License-Identifier: Apache-2.0

import HTTPCore
import Testing

@Suite struct MessageHeadTests {
    @Test func `fields are found and counted by name`() throws {
        let input = head("GET / HTTP/1.1", "Accept: a", "Cookie: 1", "accept: b", "X: c")
        var parser = HeadParser(.request)
        parser.begin(at: 0)
        _ = try parser.parse(input.span)
        #expect(parser.head.count(.accept) == 2)
        #expect(parser.head.count(.cookie) == 1)
        #expect(parser.head.count(.host) == 0)
        #expect(parser.head.first(.accept).map { input.text($0.value) } == "a")
        #expect(parser.head.first(.host) == nil)
    }
}
