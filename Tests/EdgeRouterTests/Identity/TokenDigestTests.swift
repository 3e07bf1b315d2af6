// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import EdgeRouter

@Suite struct TokenDigestTests {
    private func digest(_ text: String) -> TokenDigest { TokenDigest(of: Array(text.utf8).span) }

    @Test func `it is SHA-256`() {
        // FIPS 180-2, appendix B.1.
        #expect(
            String(decoding: digest("abc").hexadecimal, as: UTF8.self)
                == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
        #expect(digest("abc").tokenID == "ba7816bf8f01cfea")
    }

    @Test func `it is read again from its digits`() throws {
        let one = digest("one")
        #expect(TokenDigest(hexadecimal: one.hexadecimal) == one)
        #expect(TokenDigest(hexadecimal: digest("two").hexadecimal) != one)
    }

    @Test(arguments: [
        "", "ab", String(repeating: "0", count: 63), String(repeating: "0", count: 65),
        String(repeating: "g", count: 64),
    ])
    func `anything else is none`(text: String) {
        #expect(TokenDigest(hexadecimal: text.utf8) == nil)
    }

    @Test func `a difference anywhere tells two apart`() {
        let text = digest("one").hexadecimal
        for index in text.indices {
            var other = text
            other[index] = other[index] == 0x30 ? 0x31 : 0x30
            #expect(TokenDigest(hexadecimal: other) != TokenDigest(hexadecimal: text))
        }
    }
}
