// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import EdgeRouter

@Suite struct JSONTextTests {
    private struct Holder: Decodable { var json: JSONText }

    private func written(_ json: String) throws -> String {
        try JSONBody.decode(Holder.self, Array(#"{"json":\#(json)}"#.utf8)).json.bytes.text
    }

    @Test(arguments: [
        "{}", "[]", "null", "true", "false", "0", "-1", "1.5", "9223372036854775807", "18446744073709551615",
        #""""#, #""é😀\n\"\\""#, #"{"":{"a":[1,[],{}]}}"#, "[[[null]]]", #"[true,1,"1",null]"#,
    ])
    func `JSON is written as it was`(json: String) throws { #expect(try written(json) == json) }

    @Test(arguments: [
        (#" { "b" : 1 , "a" : [ 2 ] } "#, #"{"a":[2],"b":1}"#), (#""\u00e9\ud83d\ude00\/""#, #""é😀/""#), ("1.0", "1"),
        ("1e3", "1000"), ("-0.25e1", "-2.5"),
    ])
    func `blanks, escapes and order may change, the meaning does not`(json: String, expected: String) throws {
        #expect(try written(json) == expected)
    }

    @Test func `deep data are written to the bottom`() throws {
        let json = String(repeating: "[", count: 126) + String(repeating: "]", count: 126)
        #expect(try written(json) == json)
    }
}
