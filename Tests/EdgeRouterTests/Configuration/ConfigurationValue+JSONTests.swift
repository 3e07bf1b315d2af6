// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import EdgeRouter

@Suite struct ConfigurationValueJSONTests {
    @Test func `a value is read as it was written`() {
        let value = ConfigurationValue.table([
            "text": .string("a \"b\" \\ \n \u{1} é 😀"), "whole": .integer(-7), "most": .integer(.max),
            "part": .double(0.25),
            "yes": .boolean(true), "no": .boolean(false), "nothing": .null,
            "list": .array([.integer(1), .array([]), .table([:])]),
        ])
        #expect(ConfigurationValue(json: Array(value.jsonText.utf8)) == value)
    }

    @Test(arguments: [
        (" {\n} ", ConfigurationValue.table([:])), (#"{"a":1,"a":2}"#, .table(["a": .integer(2)])),
        ("1e3", .double(1000)),
        ("9223372036854775808", .double(9_223_372_036_854_775_808)), (#""\ud83d\ude00""#, .string("😀")),
    ])
    func `JSON of others is read`(text: String, value: ConfigurationValue) {
        #expect(ConfigurationValue(json: Array(text.utf8)) == value)
    }

    @Test(arguments: ["", "{", "{'a': 1}", "// no\n{}", "[1,]", "{} {}", "nul"])
    func `what is no JSON is none`(text: String) {
        #expect(ConfigurationValue(json: Array(text.utf8)) == nil)
    }
}
