// SPDX-License-Identifier: Apache-2.0

import KVStore
import TestSupport
import Testing

@testable import EdgeRouter

@Suite struct StateTransactionTests {
    private func read(_ body: String) throws(Problem) -> StateTransaction {
        try StateTransaction(json: Array(body.utf8))
    }

    @Test func `all three parts are read`() throws {
        let transaction = try read(
            #"""
            {"if": [{"key": "a", "etag": "\"1f\""}, {"etag": null, "key": "b"}, {"key":"c","etag":"2"}],
             "put": {"t": "text \u00e9", "n": 1.50, "o": { "x" : [1, 2] }, "z": null, "e": ""}, "delete": ["d/1"]}
            """#)
        #expect(transaction.conditions.map(\.key.bytes.text) == ["a", "b", "c"])
        #expect(transaction.conditions.map { $0.etag?.text } == ["\"1f\"", nil, "\"2\""])
        #expect(transaction.puts.map(\.key.bytes.text) == ["t", "n", "o", "z", "e"])
        #expect(transaction.puts.map(\.value.text) == ["text é", "1.50", #"{ "x" : [1, 2] }"#, "null", ""])
        #expect(transaction.puts.map { $0.contentType == "application/json" } == [false, true, true, true, false])
        #expect(transaction.deletes.map(\.bytes.text) == ["d/1"])
        let changes = transaction.changes(in: KVNamespace(name: "n"))
        #expect(changes.conditions.count == 3 && changes.puts.count == 5 && changes.deletes.count == 1)
    }

    @Test(arguments: [
        ("", "not a JSON object"), ("[]", "not a JSON object"), ("{", "not a JSON object"), ("{}", "changes nothing"),
        (#"{"if":[]}"#, "changes nothing"), (#"{"puts":{}}"#, "`puts`"), (#"{"if":{},"delete":["a"]}"#, "no list"),
        (#"{"if":[1],"delete":["a"]}"#, "no object"), (#"{"if":[{"key":"a"}],"delete":["a"]}"#, "needs key and etag"),
        (#"{"if":[{"etag":null}],"delete":["a"]}"#, "needs key and etag"),
        (#"{"if":[{"key":1,"etag":null}],"delete":["a"]}"#, "no string"),
        (#"{"if":[{"key":"a","etag":1}],"delete":["a"]}"#, "etag is no string"),
        (#"{"if":[{"key":"a","etag":null,"x":1}],"delete":["a"]}"#, "`x`"), (#"{"put":[]}"#, "no object"),
        (#"{"put":{"":1}}"#, "key that is none"), (#"{"put":{"..":1}}"#, "key that is none"),
        (#"{"delete":{}}"#, "no list"), (#"{"delete":[1]}"#, "no string"),
        (#"{"put":{"a":1},"delete":["a"]}"#, "changed twice"), (#"{"put":{"a":1,"a":2}}"#, "changed twice"),
    ])
    func `what is none is refused, and says why`(body: String, named: String) {
        do throws(Problem) {
            _ = try read(body)
            Issue.record("\(body) was taken")
        } catch {
            #expect(error.status == 400 && error.detail.contains(named), "\(error.detail)")
        }
    }

    @Test func `one cut anywhere is refused`() throws {
        let body = #"{"if":[{"key":"a","etag":null}],"put":{"b":"c"},"delete":["d"]}"#
        _ = try read(body)
        for length in body.utf8.indices {
            #expect(throws: Problem.self) { try read(String(body[..<length])) }
        }
    }

    @Test func `it takes 128 keys and no more`() throws {
        let keys = (0..<129).map { "\"\($0)\"" }
        #expect(try read(#"{"delete":[\#(keys.prefix(128).joined(separator: ","))]}"#).deletes.count == 128)
        #expect(throws: Problem.self) { try read(#"{"delete":[\#(keys.joined(separator: ","))]}"#) }
    }

    @Test func `the conditions that do not hold are told, and the tags of what was put`() throws {
        let transaction = try read(
            #"{"if":[{"key":"a","etag":"1"},{"key":"b","etag":null},{"key":"c","etag":"3"}],"put":{"x":1,"y":2}}"#)
        let stored = ["a": "\"1\"", "b": "\"2\""]
        let failed = transaction.failedConditions { stored[$0.bytes.text].map { Array($0.utf8) } }
        #expect(failed.map(\.bytes.text) == ["b", "c"])
        let answer = transaction.answer([.created(etag: Array("\"7\"".utf8)), .replaced(etag: Array("\"8\"".utf8))])
        #expect(answer.text == #"{"etags":{"x":"\"7\"","y":"\"8\""}}"# + "\n")
    }
}
