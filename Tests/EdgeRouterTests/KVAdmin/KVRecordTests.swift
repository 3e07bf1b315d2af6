// SPDX-License-Identifier: Apache-2.0

import KVStore
import TestSupport
import Testing

@testable import EdgeRouter

@Suite struct KVRecordTests {
    private func record(_ value: [UInt8]) throws -> KVRecord {
        KVRecord(
            namespace: "client:a", namespaceID: nil, key: try KVKey(validating: Array("k\"1".utf8)), value: value)
    }

    private func json(_ record: KVRecord, names: Bool = true) -> String {
        var json: [UInt8] = []
        record.append(to: &json, namesNamespace: names)
        return json.text
    }

    @Test func `text stays text, and the rest is base64`() throws {
        #expect(json(try record(Array("ä \"x\"".utf8))) == #"{"namespace":"client:a","key":"k\"1","value":"ä \"x\""}"#)
        #expect(json(try record([0xff, 0])) == #"{"namespace":"client:a","key":"k\"1","value":"/wA=","base64":true}"#)
        // Text that escapes would make longer than base64 does.
        #expect(json(try record([UInt8](repeating: 1, count: 300))).utf8.count < 500)
    }

    @Test func `a record with everything reads back as it was`() throws {
        var whole = try record([0, 1, 0xfe])
        whole.namespaceID = String(repeating: "a", count: 32)
        whole.expiration = 4_000_000_000
        whole.metadata = Array("{\"n\": [1,\n2]}".utf8)
        whole.contentType = Array("text/x; a=\"b\"".utf8)
        let line = json(whole)
        #expect(!line.contains("\n"))
        var expected = whole
        expected.metadata = Array("{\"n\": [1, 2]}".utf8)
        #expect(try KVRecord(json: Array(line.utf8)) == expected)
        // Workers KV's own form has no namespace and no content type.
        #expect(
            json(whole, names: false)
                == #"{"key":"k\"1","value":"AAH+","base64":true,"expiration":4000000000,"metadata":{"n": [1, 2]}}"#)
    }

    @Test func `any bytes come back`() throws {
        var numbers = RepeatableNumbers(seed: 3)
        for length in 0..<300 {
            for value in [numbers.bytes(length), numbers.bytes(length).map { $0 & 0x7f }] {
                let line = json(try record(value))
                #expect(try KVRecord(json: Array(line.utf8)).value == value)
            }
        }
    }

    @Test(arguments: [
        ("", "not a JSON object"), ("[]", "not a JSON object"), ("{", "not a JSON object"), ("{}", "`key` is missing"),
        (#"{"key":1,"value":""}"#, "`key` is no string"), (#"{"key":"","value":""}"#, "the key is empty"),
        (#"{"key":"..","value":""}"#, "`.` and `..` are no keys"), (#"{"key":"a"}"#, "`value` is missing"),
        (#"{"key":"a","value":"%","base64":true}"#, "`value` is not base64"),
        (#"{"key":"a","value":"","expiration":0}"#, "`expiration` is not in unix seconds"),
        (#"{"key":"a","value":"","expiration":1.5}"#, "`expiration` is not in unix seconds"),
        (#"{"key":"a","value":"","content_type":"a\nb"}"#, "`content_type` is no content type"),
    ])
    func `what is wrong is said`(text: String, reason: String) {
        #expect(throws: KVRecord.Refusal(reason: reason)) { try KVRecord(json: Array(text.utf8)) }
    }

    @Test func `what is too long is refused, and null is as if it were not there`() throws {
        func line(key: Int = 1, metadata: Int = 1, value: Int = 1) -> [UInt8] {
            func text(_ count: Int) -> String { String(repeating: "x", count: count) }
            return Array(#"{"key":"\#(text(key))","value":"\#(text(value))","metadata":"\#(text(metadata))"}"#.utf8)
        }
        #expect(try KVRecord(json: line(key: 512, metadata: 1022)).metadata?.count == 1024)
        #expect(throws: KVRecord.Refusal.self) { try KVRecord(json: line(key: 513)) }
        #expect(throws: KVRecord.Refusal.self) { try KVRecord(json: line(metadata: 1023)) }
        #expect(throws: KVRecord.Refusal.self) { try KVRecord(json: line(value: KVLimits.valueBytes + 1)) }
        let null = try KVRecord(
            json: Array(#"{"key":"a","value":"b","metadata":null,"expiration":null,"base64":false}"#.utf8))
        #expect(null.metadata == nil && null.expiration == nil && null.value == Array("b".utf8))
    }
}
