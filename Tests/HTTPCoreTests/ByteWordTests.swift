// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import HTTPCore

@Suite struct ByteWordTests {
    /// A word of eight bytes, one of which is the given one.
    private func word(_ byte: UInt8, at place: Int, among other: UInt8) -> ByteWord {
        var bytes = [UInt8](repeating: other, count: 8)
        bytes[place] = byte
        return ByteWord(bytes.span, at: 0)
    }

    @Test func `a word holds eight bytes, the first lowest, with zeros beyond the end`() {
        let input = Array(UInt8(1)...12)
        for offset in 0...14 {
            var expected: UInt64 = 0
            for place in 0..<8 where offset + place < input.count {
                expected |= UInt64(input[offset + place]) << UInt64(place * 8)
            }
            #expect(ByteWord(input.span, at: offset).bits == expected)
        }
        #expect(ByteWord([UInt8]().span, at: 0).bits == 0)
    }

    @Test func `a word of characters is the word of their bytes`() {
        #expect(ByteWord("H", "T", "T", "P", "/", "1", ".", "1") == ByteWord(bytes("HTTP/1.1").span, at: 0))
        #expect(ByteWord("G", "E", "T") == ByteWord(bytes("GET").span, at: 0))
    }

    @Test func `the first control character is found in every place, whatever stands around it`() {
        for other in [0x20, 0x61, 0x7e, 0x80, 0xff] as [UInt8] {
            for byte in UInt8.min...UInt8.max {
                let isControl = byte < 0x20 || byte == 0x7f
                for place in 0..<8 {
                    let mask = word(byte, at: place, among: other).controls
                    #expect((mask != 0) == isControl)
                    #expect(ByteWord.countBefore(mask) == (isControl ? place : 8))
                }
            }
        }
    }

    @Test func `the first of several is found, though sums carry into those behind it`() {
        for first in [0x00, 0x09, 0x0d, 0x1f, 0x7f] as [UInt8] {
            for next in UInt8.min...UInt8.max {
                for place in 0..<7 {
                    var input = [UInt8](repeating: 0x20, count: 8)
                    (input[place], input[place + 1]) = (first, next)
                    #expect(ByteWord.countBefore(ByteWord(input.span, at: 0).controls) == place)
                }
            }
        }
    }

    @Test func `the first of a byte is found in every place`() {
        for byte in UInt8.min...UInt8.max {
            for place in 0..<8 {
                let mask = word(byte, at: place, among: byte == 0x61 ? 0x62 : 0x61).mask(of: byte)
                #expect(ByteWord.countBefore(mask) == place)
            }
            #expect(word(byte, at: 0, among: byte).mask(of: byte ^ 0x80) == 0)
        }
    }

    @Test func `the first bytes are kept and the others are zero`() {
        let word = ByteWord(bytes("abcdefgh").span, at: 0)
        for count in 0...8 {
            #expect(word.first(count) == ByteWord(Array(bytes("abcdefgh").prefix(count)).span, at: 0))
        }
        #expect(word.first(100) == word)
    }

    @Test func `plain names are letters, digits and hyphens, and come in lower case`() {
        let plain = Set(bytes("-0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"))
        for byte in UInt8(0x20)...UInt8.max where byte != 0x7f {
            for place in 0..<8 {
                let name = word(byte, at: place, among: UInt8(ascii: "X")).plainName(8)
                #expect((name != nil) == plain.contains(byte))
                if let name { #expect(name == word(byte.asciiLowercased, at: place, among: UInt8(ascii: "x"))) }
            }
        }
        #expect(word(0x3a, at: 3, among: UInt8(ascii: "A")).plainName(3) == ByteWord("a", "a", "a"))
        #expect(word(0x3a, at: 3, among: UInt8(ascii: "A")).plainName(4) == nil)
    }
}
