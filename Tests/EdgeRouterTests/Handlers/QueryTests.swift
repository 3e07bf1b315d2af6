// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import EdgeRouter

@Suite struct QueryTests {
    private func query(_ text: String) -> Query { Query(Array("?\(text)#".utf8)[1..<1 + text.utf8.count]) }

    @Test func `parameters are found by name, the first of two counts`() {
        let query = query("a=1&b=2&a=3")
        #expect(query["a"] == "1" && query["b"] == "2" && query["c"] == nil)
    }

    @Test func `names and values are decoded, plus is a space`() {
        #expect(query("pre%66ix=a%2Fb+c%2B")["prefix"] == "a/b c+")
        #expect(query("%C3%A9=1")["é"] == "1")
        #expect(query("a=%00")["a"] == "\0")
    }

    @Test func `a parameter without a value is empty, and more equals signs belong to the value`() {
        #expect(query("a")["a"] == "")
        #expect(query("a=")["a"] == "")
        #expect(query("a=b=c")["a"] == "b=c")
        #expect(query("=x")[""] == "x")
        #expect(query("&&a=1&")["a"] == "1")
        #expect(query("")["a"] == nil)
    }

    @Test(arguments: ["%", "%1", "%zz", "a%", "%%41"]) func `a broken escape stands for itself`(text: String) {
        #expect(query("k=\(text)")["k"] == text)
    }

    @Test func `a value that is no UTF-8 can be had as bytes`() {
        #expect(query("a=%ff%41").bytes("a") == [0xff, 0x41])
    }
}
