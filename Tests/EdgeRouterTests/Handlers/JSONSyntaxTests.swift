// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import TestSupport
import Testing

@testable import EdgeRouter

@Suite struct JSONSyntaxTests {
    private static let nested = String(repeating: "[", count: JSONSyntax.maximumDepth)
    private static let unnested = String(repeating: "]", count: JSONSyntax.maximumDepth)

    @Test(arguments: [
        "{}", "[]", "0", "-0", "-0.0e-0", "1E+9", "10.25", "1e999", "\"\"", "true", "false", "null", " \t\r\n1 \n",
        "[1,[2,[]],{}]", "{\"a\":{\"b\":[1,2]},\"a\":null}", #""\"\\\/\b\f\n\r\t\u00e9\uD83D""#, "\"é\u{7f}\"",
        "[[]]", "{\"\":[{}]}", "[ ]", "{ }", "[1 , 2]", nested + unnested,
    ])
    func `what RFC 8259 calls a JSON text is one`(text: String) {
        #expect(JSONSyntax.isValid(Array(text.utf8)))
    }

    @Test(arguments: [
        "", " ", "-", "01", "1.", ".5", "1.2.3", "+1", "1e", "1e+", "0x1", "tru", "truex", "True", "NaN", "'a'", "\"",
        #""\q""#, #""\u12g4""#, #""\u12""#, "\"\t\"", "\"a\nb\"", "[", "]", "[1,]", "[,1]", "[1 2]", "[1}", "{]",
        "{\"a\"}", "{\"a\":}", "{a:1}", "{\"a\":1,}", "{,}", "{1:2}", "1 2", "[]]", "{}{}", "/**/1", "\u{feff}1",
        "[" + nested + unnested + "]", nested,
    ])
    func `anything else is none`(text: String) {
        #expect(!JSONSyntax.isValid(Array(text.utf8)))
    }

    /// The library's parser is laxer about values it is not asked for, never stricter.
    @Test func `damaged texts never crash, and what is valid here is valid to the library`() {
        struct Anything: Decodable { init(from decoder: any Decoder) throws {} }
        let original = Array(#"{"a":[1,-2.5e3,"x\n\u00e9",{"b":null}],"c":true,"":[[],{}]}"#.utf8)
        var numbers = RepeatableNumbers(seed: 7)
        var valid = 0
        for _ in 0..<20_000 {
            var text = original
            for _ in 0..<Int.random(in: 1...3, using: &numbers) {
                let index = Int.random(in: 0..<text.count, using: &numbers)
                switch Int.random(in: 0..<3, using: &numbers) {
                case 0: text[index] = original.randomElement(using: &numbers) ?? 0
                case 1: text.remove(at: index)
                default: text.insert(UInt8.random(in: 0...127, using: &numbers), at: index)
                }
            }
            guard text.first == original.first, JSONSyntax.isValid(text) else { continue }
            valid += 1
            #expect((try? JSONDecoder().decode(Anything.self, from: Data(text))) != nil, "\(text.text)")
        }
        #expect(valid > 100)
    }
}
