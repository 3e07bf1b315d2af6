// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import TestSupport
import Testing

@testable import EdgeRouter

@Suite struct JSONPartsTests {
    private func members(_ text: String) -> [String: String]? {
        let json = Array(text.utf8)
        guard JSONSyntax.isValid(json), let members = JSONParts.members(json, 0..<json.count) else { return nil }
        return Dictionary(members.map { ($0.name, Array(json[$0.value]).text) }, uniquingKeysWith: { $1 })
    }

    @Test func `members are what stands between the commas of an object, as it was written`() {
        #expect(
            members(#" { "a" : 1 ,"b":{"x":[1,"}"],"y":{}} , "c\n":"\"}" ,"":[ ],"n":null,"f":-1.5e+3} "#) == [
                "a": "1", "b": #"{"x":[1,"}"],"y":{}}"#, "c\n": #""\"}""#, "": "[ ]", "n": "null", "f": "-1.5e+3",
            ])
        #expect(members("{}") == [:])
        #expect(members(" { } ") == [:])
        for text in ["[]", "1", "\"{}\"", "null"] { #expect(members(text) == nil) }
    }

    @Test func `elements are what stands between the commas of an array`() {
        for (text, elements) in [
            ("[]", []), (" [ ] ", []), ("[1]", ["1"]),
            (#"["a,b" , [1,2] ,{"c":[3]},true ]"#, ["\"a,b\"", "[1,2]", "{\"c\":[3]}", "true"]),
        ] {
            let json = Array(text.utf8)
            #expect(JSONParts.elements(json, 0..<json.count)?.map { Array(json[$0]).text } == elements)
        }
        #expect(JSONParts.elements(Array("{}".utf8), 0..<2) == nil)
    }

    @Test func `strings stand for what a decoder reads in them`() throws {
        for text in [
            #""""#, #""a""#, #""\"\\\/\b\f\n\r\t""#, #""ä😀""#, #""\u00e4\uD83D\uDE00""#, #""\u0000""#,
            #""\ud83d\u0041""#,
        ] {
            let json = Array(text.utf8)
            let expected = try? JSONDecoder().decode([String].self, from: Data(Array("[\(text)]".utf8))).first
            if let expected { #expect(JSONParts.string(json, 0..<json.count) == expected, "\(text)") }
        }
        #expect(JSONParts.string(Array(#""\ud83dx\udc00""#.utf8), 0..<15) == "\u{fffd}x\u{fffd}")
        #expect(JSONParts.string(Array("12".utf8), 0..<2) == nil)
    }

    @Test func `numbers that are not whole are none`() {
        for (text, number) in [("12", 12), ("-1", -1), ("1.5", nil), ("1e3", nil), ("\"1\"", nil)] as [(String, Int64?)]
        {
            #expect(JSONParts.integer(Array(text.utf8), 0..<text.utf8.count) == number)
        }
    }

    @Test func `any JSON that is passed by the check is taken apart without a trap`() {
        var numbers = RepeatableNumbers(seed: 7)
        let alphabet = Array(#"{}[]",:\ u0dD8é1-.entrufalsk"#.utf8)
        var valid = 0
        for _ in 0..<200_000 {
            let open = Bool.random(using: &numbers)
            let inner = (0..<Int.random(in: 0...10, using: &numbers)).map { _ in
                alphabet.randomElement(using: &numbers)!
            }
            let json = (open ? [0x7b] : [0x5b]) + inner + (open ? [0x7d] : [0x5d])
            guard JSONSyntax.isValid(json) else { continue }
            valid += 1
            for member in JSONParts.members(json, 0..<json.count) ?? [] { _ = JSONParts.text(json, member.value) }
            for element in JSONParts.elements(json, 0..<json.count) ?? [] { _ = JSONParts.text(json, element) }
        }
        #expect(valid > 100)
    }
}
