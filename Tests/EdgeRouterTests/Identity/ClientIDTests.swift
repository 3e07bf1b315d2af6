// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import EdgeRouter

@Suite struct ClientIDTests {
    @Test(arguments: ["a", "7", "client-a", "a--b", "0a", String(repeating: "x", count: 63)])
    func `a DNS label in lower case is an id`(text: String) {
        #expect(ClientID(text)?.text == text)
    }

    @Test(arguments: [
        "", "-", "-a", "a-", "A", "a_b", "a.b", "a b", "é", "a\0", "a/b", String(repeating: "x", count: 64),
    ])
    func `anything else is none`(text: String) {
        #expect(ClientID(text) == nil)
    }

    @Test func `only the range is looked at`() {
        let bytes = Array("Xclient-Y".utf8)
        let results = [1..<7, 1..<8, 0..<7, 3..<3].map { ClientID.isValid(bytes.span, $0) }
        #expect(results == [true, false, false, false])
    }

    @Test func `the binding named after a client`() {
        #expect(ClientID("client-a")?.conventionalBinding == "CLIENT_A_BOT")
        #expect(ClientID("7z")?.conventionalBinding == "7Z_BOT")
    }
}
