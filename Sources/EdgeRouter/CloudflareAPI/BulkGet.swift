// SPDX-License-Identifier: Apache-2.0

internal import HTTPCore
internal import KVStore

/// The body of a bulk get, and the answer to it. Both are read and written by background threads; between them the
/// loop looks the keys up.
struct BulkGet: Sendable {
    /// Most keys in one call (Workers KV limits).
    static let count = 100
    /// Most bytes of values in one answer (the Workers runtime's limit for the same call).
    static let valueBytes = 25 * 1024 * 1024

    private static let operation = "bulk get keys"

    /// The keys, each once, in order.
    let keys: [KVKey]
    /// Whether values are parsed.
    let isJSON: Bool
    let withMetadata: Bool

    private struct Members: Decodable {
        var keys: [String]
        var type: String?
        var withMetadata: Bool?
    }

    init(_ body: [UInt8]) throws(Problem) {
        let members = try JSONBody.api(Members.self, body, .object)
        guard !members.keys.isEmpty else { throw .api(400, 10029, "\(Self.operation): 'at least one key is needed'") }
        guard members.keys.count <= Self.count else {
            throw .invalid("\(Self.operation): 'there are \(members.keys.count) keys; \(Self.count) are taken at once'")
        }
        switch members.type ?? "text" {
        case "text": isJSON = false
        case "json": isJSON = true
        default: throw .invalid("\(Self.operation): '`type` is neither `text` nor `json`'")
        }
        withMetadata = members.withMetadata ?? false
        var keys: [KVKey] = []
        var seen: Set<KVKey> = []
        for name in members.keys {
            let key = try KVKey(api: Array(name.utf8), Self.operation)
            if seen.insert(key).inserted { keys.append(key) }
        }
        self.keys = keys
    }

    /// What the loop has found of a key; what is in a file is read later.
    struct Found: Sendable {
        let value: [UInt8]
        let file: KVValueReader?
        let metadata: [UInt8]?
        let expiresAt: Int64?

        init(_ entry: KVEntry) {
            value = entry.value
            file = entry.file
            metadata = entry.metadata
            expiresAt = entry.expiresAt
        }
    }

    /// Refuses what is too much for one answer.
    static func check(_ found: [Found?]) throws(Problem) {
        let bytes = found.reduce(0) { $0 + ($1.map { $0.file?.length ?? $0.value.count } ?? 0) }
        guard bytes <= valueBytes else {
            throw .api(413, 10021, "\(operation): 'the values exceed the limit of \(valueBytes) bytes together'")
        }
    }

    /// `{values: {key: value or null}}`; with metadata `{value, metadata, expiration?}` in the place of values.
    func answer(_ found: [Found?]) throws(Problem) -> [UInt8] {
        var values = Array(#"{"values":{"#.utf8)
        for (index, (key, found)) in zip(keys, found).enumerated() {
            if index > 0 { values.append(text: ",") }
            values.append(json: key.bytes)
            values.append(text: ":")
            if let found { try append(found, key, to: &values) } else { values.append(text: "null") }
        }
        values.append(text: "}}")
        return Envelope.success { $0.append(contentsOf: values) }
    }

    private func append(_ found: Found, _ key: KVKey, to json: inout [UInt8]) throws(Problem) {
        let value = try bytes(found)
        if withMetadata { json.append(text: #"{"value":"#) }
        if isJSON {
            guard JSONSyntax.isValid(value), (try? UTF8Span(validating: value.span)) != nil else {
                throw .invalid("\(Self.operation): 'the value of a key is not JSON: get it with type `text`'")
            }
            json.append(contentsOf: value)
        } else {
            json.append(json: value)
        }
        guard withMetadata else { return }
        json.append(text: #","metadata":"#)
        json.append(contentsOf: found.metadata ?? Array("null".utf8))
        if let expiresAt = found.expiresAt {
            json.append(text: #","expiration":"#)
            json.append(decimal: expiresAt)
        }
        json.append(text: "}")
    }

    private func bytes(_ found: Found) throws(Problem) -> [UInt8] {
        guard let file = found.file else { return found.value }
        do throws(KVError) {
            return try file.bytes(at: 0, count: file.length)
        } catch {
            throw KVHandler.problem(error)
        }
    }
}
