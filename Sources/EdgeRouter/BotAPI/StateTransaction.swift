// SPDX-License-Identifier: Apache-2.0

internal import HTTPCore
internal import KVStore

/// What `POST /state/transaction` asks for: `{if: [{key, etag}], put: {key: value}, delete: [key]}`. An `etag` of null
/// wants the key to have no value. A value that is a string is stored as its text, any other as its JSON, just as it
/// was written. Pure.
struct StateTransaction: Sendable {
    /// The longest body, in bytes.
    static let maximumBytes = 8 * 1024 * 1024
    /// Keys in all three parts together. Source: what Durable Objects take in one call.
    static let maximumKeys = 128

    private(set) var conditions: [(key: KVKey, etag: [UInt8]?)] = []
    private(set) var puts: [(key: KVKey, value: [UInt8], contentType: String)] = []
    private(set) var deletes: [KVKey] = []

    /// Reads a body.
    init(json: [UInt8]) throws(Problem) {
        guard JSONSyntax.isValid(json), let members = JSONParts.members(json, 0..<json.count) else {
            throw Self.wrong("the body is not a JSON object")
        }
        for member in members {
            switch member.name {
            case "if": try readConditions(json, member.value)
            case "put": try readPuts(json, member.value)
            case "delete": try readDeletes(json, member.value)
            default: throw Self.wrong("`\(printable(member.name))` is no member; there are if, put and delete")
            }
        }
        guard conditions.count + puts.count + deletes.count <= Self.maximumKeys else {
            throw Self.wrong("it names more than \(Self.maximumKeys) keys")
        }
        guard !puts.isEmpty || !deletes.isEmpty else { throw Self.wrong("it changes nothing: give put or delete") }
        var changed: Set<KVKey> = []
        for key in puts.map(\.key) + deletes where !changed.insert(key).inserted {
            throw Self.wrong("`\(Self.text(key))` is to be changed twice")
        }
    }

    private mutating func readConditions(_ json: [UInt8], _ range: Range<Int>) throws(Problem) {
        guard let elements = JSONParts.elements(json, range) else { throw Self.wrong("`if` is no list") }
        for element in elements {
            guard let members = JSONParts.members(json, element) else { throw Self.wrong("`if` has what is no object") }
            var key: KVKey?
            var etag: [UInt8]??
            for member in members {
                switch member.name {
                case "key": key = try Self.key(JSONParts.text(json, member.value), "if")
                case "etag": etag = .some(try Self.etag(json, member.value))
                default: throw Self.wrong("`if` has `\(printable(member.name))`; there are key and etag")
                }
            }
            guard let key, let etag else { throw Self.wrong("each element of `if` needs key and etag (null for none)") }
            conditions.append((key, etag))
        }
    }

    private mutating func readPuts(_ json: [UInt8], _ range: Range<Int>) throws(Problem) {
        guard let members = JSONParts.members(json, range) else { throw Self.wrong("`put` is no object") }
        for member in members {
            let key = try Self.key(Array(member.name.utf8), "put")
            if let text = JSONParts.text(json, member.value) {
                puts.append((key, text, "text/plain; charset=utf-8"))
            } else {
                puts.append((key, Array(json[member.value]), "application/json"))
            }
        }
    }

    private mutating func readDeletes(_ json: [UInt8], _ range: Range<Int>) throws(Problem) {
        guard let elements = JSONParts.elements(json, range) else { throw Self.wrong("`delete` is no list") }
        for element in elements { deletes.append(try Self.key(JSONParts.text(json, element), "delete")) }
    }

    private static func key(_ bytes: [UInt8]?, _ part: String) throws(Problem) -> KVKey {
        guard let bytes else { throw wrong("`\(part)` has a key that is no string") }
        do throws(KVKeyProblem) {
            return try KVKey(validating: bytes)
        } catch {
            throw wrong(
                "`\(part)` has a key that is none: 1 to \(KVLimits.keyBytes) bytes of UTF-8, neither `.` nor `..`")
        }
    }

    /// A tag as ETag gives it, or without its quotes; nil for null.
    private static func etag(_ json: [UInt8], _ range: Range<Int>) throws(Problem) -> [UInt8]? {
        if JSONParts.isWord("null", json, range) { return nil }
        guard let text = JSONParts.text(json, range), !text.isEmpty else { throw wrong("an etag is no string") }
        return text.first == 0x22 || text.starts(with: "W/".utf8) ? text : [0x22] + text + [0x22]
    }

    private static func text(_ key: KVKey) -> String { printable(String(decoding: key.bytes, as: UTF8.self)) }

    private static func wrong(_ text: String) -> Problem {
        Problem(
            400, "invalid-transaction", "Not a transaction",
            "\(text); send {\"if\":[{\"key\",\"etag\"}],\"put\":{key: value},\"delete\":[key]}.")
    }

    /// The same for the store.
    func changes(in namespace: KVNamespace) -> KVTransaction {
        KVTransaction(
            if: conditions.map { condition in
                .init(namespace, condition.key, condition.etag.map { .ifMatch([$0]) } ?? .ifNoneMatchAny)
            },
            puts: puts.map { put in
                KVPut(namespace: namespace, key: put.key, value: put.value, contentType: Array(put.contentType.utf8))
            },
            deletes: deletes.map { (namespace, $0) })
    }

    /// The conditions that do not hold of what is stored now.
    func failedConditions(_ stored: (KVKey) -> [UInt8]?) -> [KVKey] {
        conditions.filter { stored($0.key) != $0.etag }.map(\.key)
    }

    /// `{etags: {key: etag}}` of what was put.
    func answer(_ results: [KVMutationResult]) -> [UInt8] {
        var json = Array(#"{"etags":{"#.utf8)
        for (index, (put, result)) in zip(puts, results).enumerated() {
            switch result {
            case .created(let etag), .replaced(let etag):
                if index > 0 { json.append(text: ",") }
                json.append(json: put.key.bytes)
                json.append(text: ":")
                json.append(json: etag)
            default: continue
            }
        }
        json.append(text: "}}\n")
        return json
    }
}
