// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import KVStore
import Testing

@testable import EdgeRouter

@Suite struct BulkGetTests {
    private func query(_ json: String) throws(Problem) -> BulkGet { try BulkGet(Array(json.utf8)) }

    /// What was found of values in a store.
    private func found(_ values: [(value: String, metadata: String?, expiresAt: Int64?)?]) throws -> [BulkGet.Found?] {
        let directory = FileManager.default.temporaryDirectory.appending(path: "edge-router-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        let store = try KVStore.open(directory: directory.path)
        let (writer, reader) = (try store.makeWriter(), try store.makeReader())
        let space = KVNamespace(name: "n")
        return try values.enumerated().map { index, value in
            guard let value else { return nil }
            let key = try KVKey(validating: Array("k\(index)".utf8))
            let put = KVPut(
                namespace: space, key: key, value: Array(value.value.utf8),
                metadata: value.metadata.map { Array($0.utf8) },
                expiresAt: value.expiresAt)
            _ = writer.apply([.put(put, if: .none)], now: 0)
            guard case .found(let entry) = try reader.get(space, key: key.bytes.span, now: 0) else { return nil }
            return BulkGet.Found(entry)
        }
    }

    @Test func `a query has its keys once each, and text without metadata by default`() throws {
        let plain = try query(#"{"keys":["b","a","b"]}"#)
        #expect(plain.keys.map(\.bytes.text) == ["b", "a"] && !plain.isJSON && !plain.withMetadata)
        let full = try query(#"{"keys":["a"],"type":"json","withMetadata":true,"more":1}"#)
        #expect(full.isJSON && full.withMetadata)
    }

    @Test(arguments: [
        ("", 400, 10012), ("[]", 400, 10012), ("{}", 400, 10012), (#"{"keys":[1]}"#, 400, 10012),
        (#"{"keys":[]}"#, 400, 10029), (#"{"keys":[""]}"#, 400, 10021), (#"{"keys":["a"],"type":"xml"}"#, 400, 10021),
        (#"{"keys":["\#(String(repeating: "k", count: 513))"]}"#, 414, 10021),
        (#"{"keys":[\#(Array(repeating: "\"a\"", count: 101).joined(separator: ","))]}"#, 400, 10021),
    ])
    func `what is no query is refused`(json: String, status: Int, code: Int) {
        do throws(Problem) {
            _ = try query(json)
            Issue.record("taken: \(json)")
        } catch {
            #expect(error.status == status && error.cloudflareCode == code)
        }
    }

    @Test func `values are text, absent keys are null`() throws {
        let found = try found([("é\n", nil, nil), nil, ("", #"{"a":1}"#, 99)])
        let answer = try query(#"{"keys":["a","b","c"]}"#).answer(found).text
        #expect(answer.contains(#""result":{"values":{"a":"é\n","b":null,"c":""}}"#))
        let full = try query(#"{"keys":["a","b","c"],"withMetadata":true}"#).answer(found).text
        #expect(full.contains(#""a":{"value":"é\n","metadata":null},"b":null,"#))
        #expect(full.contains(#""c":{"value":"","metadata":{"a":1},"expiration":99}"#))
    }

    @Test func `values are JSON where that is asked for, and refused where they are not`() throws {
        let json = try query(#"{"keys":["a"],"type":"json"}"#)
        #expect(try json.answer(try found([(#"{"x":[1]}"#, nil, nil)])).text.contains(#""a":{"x":[1]}"#))
        for value in ["", "{", "text", "1 2"] {
            #expect(throws: Problem.self) { try json.answer(try found([(value, nil, nil)])) }
        }
    }

    @Test func `together they are not more than one answer holds`() throws {
        let half = String(repeating: "x", count: BulkGet.valueBytes / 2)
        try BulkGet.check(try found([(half, nil, nil), (half, nil, nil), nil]))
        do throws(Problem) {
            try BulkGet.check((try? found([(half, nil, nil), (half, nil, nil), ("x", nil, nil)])) ?? [])
            Issue.record("taken")
        } catch {
            #expect(error.status == 413)
        }
    }
}
