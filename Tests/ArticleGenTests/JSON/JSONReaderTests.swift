// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import ArticleGen

@Suite struct JSONReaderTests {
    private func isWhole(_ text: String) -> Bool { JSONReader.whole(Array(text.utf8)) != nil }

    @Test(arguments: [
        "{}", "[]", "0", "-0.5e+10", "\"\"", "null", " [1 , {\"a\":[true,false]} ] \n", "\"\\u00e9\\n\\/\"",
    ])
    func `well-formed text passes`(text: String) { #expect(isWhole(text)) }

    @Test(arguments: [
        "", " ", "{", "[1,]", "{\"a\"}", "{\"a\":}", "{a:1}", "01", "1.", "1e", "-", "+1", "nul", "\"", "\"\\x\"",
        "\"\\u12g4\"", "\"\n\"", "[1] 2", "{\"a\":1,}", "'a'", "[1 2]", "\u{feff}[]", "}", "tru",
    ])
    func `anything else does not`(text: String) { #expect(!isWhole(text)) }

    @Test func `every beginning of a text is not a text`() {
        let text = Array(#"{"a":["x\u00e9",1.5,{"b":null}],"c":"d"}"#.utf8)
        #expect(JSONReader.whole(text) != nil)
        for count in 0..<text.count { #expect(JSONReader.whole(Array(text.prefix(count))) == nil) }
    }

    @Test func `what is no UTF-8 does not pass`() {
        #expect(JSONReader.whole([0x22, 0xff, 0x22]) == nil)
        #expect(JSONReader.whole([0x22, 0xc3, 0x22]) == nil)
    }

    @Test func `nesting has an end`() {
        let limit = JSONReader.maximumDepth
        func nested(_ depth: Int) -> String {
            String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        }
        #expect(isWhole(nested(limit)))
        #expect(!isWhole(nested(limit + 1)))
        #expect(!isWhole(String(repeating: "[", count: 1_000_000)))
    }

    @Test func `members are found with their names decoded and in their place`() throws {
        let bytes = Array(#" { "\u006dodel" : "x" , "b":[1, 2] } "#.utf8)
        let range = try #require(JSONReader.whole(bytes))
        let members = try #require(JSONReader.members(of: bytes, range))
        #expect(members.map(\.name) == ["model", "b"])
        #expect(members.map { String(decoding: bytes[$0.value], as: UTF8.self) } == ["\"x\"", "[1, 2]"])
        #expect(String(decoding: bytes[members[0].whole], as: UTF8.self) == #""\u006dodel" : "x""#)
    }

    @Test func `strings are decoded`() {
        func string(_ text: String) -> String? {
            JSONReader.string(of: Array(text.utf8), 0..<text.utf8.count)
        }
        #expect(string(#""\"\\\/\b\f\n\r\t""#) == "\"\\/\u{8}\u{c}\n\r\t")
        #expect(string(#""\u00e9\ud83d\ude00é""#) == "é😀é")
        #expect(string(#""\ud83d-\ude00""#) == "\u{fffd}-\u{fffd}")
        #expect(string(#""\ud83dA""#) == "\u{fffd}A")
        #expect(string("1") == nil)
    }
}
