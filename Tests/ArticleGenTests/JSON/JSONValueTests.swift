// SPDX-License-Identifier: Apache-2.0

import ArticleGen
import Testing

@Suite struct JSONValueTests {
    @Test func `a value is written as it was read, but for blanks and escapes`() throws {
        let text = #"{"b":1.50,"a":[true,false,null,-1e-7],"t":"\u00e9\n\u0001\"\\","o":{}}"#
        let value = try #require(JSONValue(text))
        #expect(
            String(decoding: value.json, as: UTF8.self)
                == #"{"b":1.50,"a":[true,false,null,-1e-7],"t":"é\n\u0001\"\\","o":{}}"#)
        #expect(JSONValue(value.json) == value)
    }

    @Test func `members are looked up, and null is none`() throws {
        let value = try #require(JSONValue(#"{"a":{"b":[1,"x"]},"n":null}"#))
        #expect(value["a"]?["b"]?.elements == [.int(1), .string("x")])
        #expect(value["n"] == nil)
        #expect(value["a"]?["c"] == nil)
        #expect(JSONValue.null["a"] == nil)
    }

    @Test func `whole numbers are read however they are written`() {
        #expect(JSONValue("5")?.integer == 5)
        #expect(JSONValue("5.0")?.integer == 5)
        #expect(JSONValue("5e2")?.integer == 500)
        #expect(JSONValue("5.5")?.integer == nil)
        #expect(JSONValue("1e400")?.integer == nil)
        #expect(JSONValue("99999999999999999999")?.integer == nil)
        #expect(JSONValue("\"5\"")?.integer == nil)
        #expect(JSONValue("2.5")?.double == 2.5)
    }

    @Test func `members are set in place, added and removed`() throws {
        var value = try #require(JSONValue(#"{"a":1,"b":2}"#))
        value.set("a", .string("x"))
        value.set("c", .bool(true))
        value.set("b", nil)
        value.set("d", nil)
        #expect(value == .members(["a": .string("x"), "c": .bool(true)]))
        var array = JSONValue.array([])
        array.set("a", .null)
        #expect(array == .array([]))
    }

    @Test func `what is no JSON is no value`() {
        #expect(JSONValue("{") == nil)
        #expect(JSONValue("") == nil)
    }
}
