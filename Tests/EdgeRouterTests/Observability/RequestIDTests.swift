// SPDX-License-Identifier: Apache-2.0

import HTTPCore
import Testing

@testable import EdgeRouter

@Suite struct RequestIDTests {
    private func isAcceptable(_ text: String) -> Bool {
        let received = Received(text)
        return RequestIDGenerator.isAcceptable(received.bytes.span, received.range)
    }

    @Test func `no id comes twice, also not from another generator`() {
        var (one, other) = (RequestIDGenerator(), RequestIDGenerator())
        var ids: Set<UInt64> = []
        for _ in 0..<10_000 {
            ids.insert(one.next())
            ids.insert(other.next())
        }
        #expect(ids.count == 20_000)
    }

    @Test(arguments: [(0, "0000000000000000"), (0xab, "00000000000000ab"), (UInt64.max, "ffffffffffffffff")])
    func `an id is 16 hexadecimal digits`(id: UInt64, text: String) {
        var bytes = Array("x".utf8)
        RequestIDGenerator.append(id, to: &bytes)
        #expect(bytes.text == "x" + text)
        #expect(isAcceptable(text))
    }

    @Test func `an id from outside is 8 to 128 harmless characters`() {
        #expect(isAcceptable("aZ09-_.x"))
        #expect(isAcceptable(String(repeating: "a", count: 128)))
        #expect(!isAcceptable(String(repeating: "a", count: 129)))
        #expect(!isAcceptable("aaaaaaa"))
        #expect(!isAcceptable(""))
    }

    @Test(arguments: ["aaaaaaa\"", "aaaaaaa\\", "aaaaaaa ", "aaaaaaa\n", "aaaaaaa,", "aaaaaaaé", "<aaaaaaaa>"])
    func `what could mean something in a log or a header is not taken over`(text: String) {
        #expect(!isAcceptable(text))
    }
}
