// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import KVStore
import Testing

@testable import EdgeRouter

@Suite struct BulkPutTests {
    private let directory: URL
    private let store: KVStore
    private let now: Int64 = 1_800_000_000

    init() throws {
        directory = FileManager.default.temporaryDirectory.appending(path: "edge-router-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        store = try KVStore.open(directory: directory.path)
    }

    /// The writes of a body.
    private func puts(_ json: String, into namespace: KVNamespace = .made("x")) throws(Problem) -> [KVPut] {
        defer { try? FileManager.default.removeItem(at: directory) }
        return try BulkPut(Array(json.utf8)).mutations(into: namespace, of: store, now: now).compactMap { mutation in
            if case .put(let put, if: _) = mutation { put } else { nil }
        }
    }

    private func refusal(_ json: String, into namespace: KVNamespace = .made("x")) -> String? {
        do throws(Problem) {
            _ = try puts(json, into: namespace)
            return nil
        } catch {
            return "\(error.status) \(error.cloudflareCode ?? 0)"
        }
    }

    private func inline(_ value: KVValue) -> [UInt8]? { if case .inline(let bytes) = value { bytes } else { nil } }

    @Test func `pairs become puts, in order, with all that belongs to them`() throws {
        let puts = try puts(
            """
            [{"key":"a","value":"é"}, {"key":"b","value":"/wD+","base64":true,"expiration_ttl":60,"expiration":5},
             {"key":"a","value":"","expiration":1800000060.0,"metadata":{"n": [1]},"base64":false,"more":1},
             {"key":"c","value":"v","metadata":null,"expiration":null}]
            """)
        #expect(puts.map { String(decoding: $0.key.bytes, as: UTF8.self) } == ["a", "b", "a", "c"])
        #expect(puts.map { inline($0.value) } == [Array("é".utf8), [0xff, 0x00, 0xfe], [], [0x76]])
        #expect(puts.map(\.expiresAt) == [nil, now + 60, now + 60, nil])
        #expect(puts.map { $0.metadata?.text } == [nil, nil, #"{"n":[1]}"#, nil])
        #expect(puts.allSatisfy { $0.mustExist && $0.namespace == .made("x") })
    }

    @Test func `a large value goes to a file`() throws {
        let size = store.options.inlineValueBytes
        let values = [size, size + 1].map { String(repeating: "x", count: $0) }
        let puts = try puts(#"[{"key":"a","value":"\#(values[0])"},{"key":"b","value":"\#(values[1])"}]"#)
        #expect(puts.map { inline($0.value) != nil } == [true, false])
        #expect(puts.map(\.value.count) == [size, size + 1])
    }

    @Test(arguments: [
        ("", "400 10012"), ("{}", "400 10012"), ("[1]", "400 10012"), (#"[{"key":"a"}]"#, "400 10012"),
        (#"[{"value":"a"}]"#, "400 10012"), (#"[{"key":1,"value":"a"}]"#, "400 10012"), ("[", "400 10012"),
        (#"[{"key":"a","value":1}]"#, "400 10012"), (#"[{"key":"a","value":"*","base64":true}]"#, "400 10012"),
        (#"[{"key":"","value":""}]"#, "400 10021"), (#"[{"key":"..","value":""}]"#, "400 10021"),
        (#"[{"key":"a","value":"","expiration_ttl":59}]"#, "400 10034"),
        (#"[{"key":"a","value":"","expiration":1e300}]"#, "400 10034"),
        (#"[{"key":"a","value":"","expiration":1800000059}]"#, "400 10034"),
        (#"[{"key":"\#(String(repeating: "k", count: 513))","value":""}]"#, "414 10021"),
        (#"[{"key":"a","value":"","metadata":"\#(String(repeating: "m", count: 1023))"}]"#, "413 10021"),
    ])
    func `one pair that is wrong refuses them all`(json: String, status: String) {
        #expect(refusal(json) == status)
        if json.hasSuffix("}]") { #expect(refusal(#"[{"key":"k","value":"v"},"# + json.dropFirst()) == status) }
    }

    @Test func `a value that is too long is refused, and one pair too many`() {
        let value = String(repeating: "x", count: KVLimits.valueBytes + 1)
        #expect(refusal(#"[{"key":"a","value":"\#(value)"}]"#) == "413 10021")
        let pairs = Array(repeating: #"{"key":"a","value":""}"#, count: BulkPut.count)
        #expect(refusal("[" + pairs.joined(separator: ",") + "]") == nil)
        #expect(refusal("[" + (pairs + [pairs[0]]).joined(separator: ",") + "]") == "400 10021")
    }

    @Test func `a client's articles are not written, other keys of that name are`() {
        let json = #"[{"key":"articles/a","value":""}]"#
        #expect(refusal(json, into: .client("acme")) == "403 10001")
        #expect(refusal(json, into: .binding("ACME")) == nil)
    }
}
