// SPDX-License-Identifier: Apache-2.0

import HTTPCore
import Testing

@Suite struct PercentCodingTests {
    private func decode(_ text: String) -> String? {
        let input = bytes(text)
        return PercentCoding.decode(input.span, input.whole)?.text
    }

    private func normalised(_ text: String) -> String {
        let input = bytes(text)
        return PercentCoding.normalisedPath(input.span, input.whole).text
    }

    @Test func `each percent triplet is decoded once and nothing else is touched`() {
        #expect(decode("") == "")
        #expect(decode("a+b/c") == "a+b/c")
        #expect(decode("%41%2f%2F%00") == "A//\0")
        #expect(decode("%2541") == "%41")
        #expect(decode("x%C3%A9") == "x\u{e9}")
        #expect(decode("%61") == "a")
    }

    @Test(
        "Broken triplets are refused",
        arguments: ["%", "a%", "%4", "%4g", "%g4", "%%41", "% 41", "%+1", "a%2", "%\u{e9}1"])
    func broken(text: String) { #expect(decode(text) == nil) }

    @Test func `a range ends where it says, even in a triplet`() {
        let input = bytes("a%41b")
        #expect(PercentCoding.decode(input.span, ByteRange(0, 4)) == bytes("aA"))
        #expect(PercentCoding.decode(input.span, ByteRange(0, 3)) == nil)
        #expect(PercentCoding.decode(input.span, ByteRange(2, 5)) == bytes("41b"))
    }

    @Test func `a range without a percent sign is plain`() {
        let input = bytes("abc%20")
        // Outside the expectation: #expect cannot take a Span apart.
        let plain = [ByteRange(0, 3), .empty, input.whole].map { PercentCoding.isPlain(input.span, $0) }
        #expect(plain == [true, true, false])
    }

    @Test func `a path is normalised as the most lenient reader might`() {
        #expect(normalised("/a/b") == "/a/b")
        #expect(normalised("//a///b/") == "/a/b")
        #expect(normalised("/a/./b/../c") == "/a/c")
        #expect(normalised("/../../a") == "/a")
        #expect(normalised("/a/%2e%2E/_edge") == "/_edge")
        #expect(normalised("/a%2f..%2f_edge") == "/_edge")
        #expect(normalised("/%5fedge") == "/_edge")
        // What cannot be decoded is looked at as it is.
        #expect(normalised("/a/../%zz") == "/%zz")
    }
}
