// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import EdgeRouter

@Suite struct BearerTokenTests {
    private func token(_ value: String, own: Bool = false) -> String? {
        let received = Received(value)
        let range =
            own
            ? BearerToken.ownRange(in: received.range, received.bytes.span)
            : BearerToken.range(in: received.range, received.bytes.span)
        return range.map { received.bytes.text($0) }
    }

    @Test func `the scheme is spelt in any case, with blanks behind it`() {
        #expect(token("Bearer abc") == "abc")
        #expect(token("bEARER    abc") == "abc")
        #expect(token("Bearer abc def") == "abc def")
    }

    @Test(arguments: ["", "Bearer", "Bearer ", "Bearerabc", "Basic abc", "Bear abc", " Bearer abc"])
    func `anything else is no bearer token`(value: String) {
        #expect(token(value) == nil)
    }

    @Test func `ours is known by its prefix`() {
        #expect(token("Bearer edge_x", own: true) == "edge_x")
        #expect(token("Bearer edge_", own: true) == "edge_")
        #expect(token("Bearer Edge_x", own: true) == nil)
        #expect(token("Bearer edge", own: true) == nil)
        #expect(token("Bearer sk-edge_x", own: true) == nil)
    }
}
