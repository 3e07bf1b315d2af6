// SPDX-License-Identifier: Apache-2.0

import HTTPCore
import Testing

@Suite struct ByteRangeTests {
    @Test func `a range knows its length and indices`() {
        let range = ByteRange(3, 7)
        #expect(range.count == 4)
        #expect(!range.isEmpty)
        #expect(Array(range.indices) == [3, 4, 5, 6])
        #expect(ByteRange(3, 3).isEmpty)
        #expect(ByteRange.empty.count == 0)
    }

    // #expect cannot take a Span apart: it does not outlive the call.
    private func matches(_ input: [UInt8], _ range: ByteRange, _ text: String) -> Bool {
        input.span.matches(range, lowercase: text)
    }

    private func isSame(_ input: [UInt8], _ left: ByteRange, _ right: ByteRange) -> Bool {
        input.span.isSameIgnoringCase(left, right)
    }

    private func spells(_ input: [UInt8], _ text: String, _ start: Int) -> Bool {
        input.span.spells(text, at: start)
    }

    @Test func `text is matched in either case and over the whole range`() {
        let input = bytes("xChunKEDx")
        #expect(matches(input, ByteRange(1, 8), "chunked"))
        #expect(!matches(input, ByteRange(1, 7), "chunked"))
        #expect(!matches(input, ByteRange(0, 8), "chunked"))
        #expect(!matches(input, ByteRange(1, 8), "chunkee"))
        // 0x40 and 0x60, 0x5b and 0x7b differ by the bit of the case and are no letters.
        #expect(!matches(bytes("@["), ByteRange(0, 2), "`{"))
    }

    @Test func `two ranges are the same but for the case of letters`() {
        let input = bytes("Abc-aBC-abd")
        #expect(isSame(input, ByteRange(0, 3), ByteRange(4, 7)))
        #expect(!isSame(input, ByteRange(0, 3), ByteRange(8, 11)))
        #expect(!isSame(input, ByteRange(0, 3), ByteRange(4, 6)))
        #expect(isSame(input, .empty, ByteRange(5, 5)))
    }

    @Test func `spelling is byte for byte and never beyond the end`() {
        let input = bytes("HTTP/1")
        #expect(spells(input, "HTTP/", 0))
        #expect(!spells(input, "http/", 0))
        #expect(!spells(input, "HTTP/", 1))
        #expect(spells(input, "/1", 4))
        #expect(!spells(input, "/1.", 4))
        #expect(spells(input, "", 6))
    }

    @Test func `every byte is classed as the standards say`() {
        let token = Set(bytes("!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"))
        for byte in UInt8.min...UInt8.max {
            #expect(byte.isTokenCharacter == token.contains(byte))
            #expect(byte.isASCIIDigit == bytes("0123456789").contains(byte))
            let digit = bytes("0123456789abcdef").firstIndex(of: byte.asciiLowercased)
            #expect(byte.hexDigitValue.map(Int.init) == digit)
            let isCapital = byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z")
            #expect(byte.asciiLowercased == (isCapital ? byte + 32 : byte))
        }
    }
}
