// SPDX-License-Identifier: Apache-2.0

internal import FoundationEssentials
internal import HTTPCore
internal import KVStore

/// One entry as a line of an export: Workers KV's form of bulk writes, `{key, value, base64?, expiration?, metadata?}`,
/// and beside it the namespace and the content type, which that form does not have.
struct KVRecord: Equatable {
    /// The namespace's title; nil where the line names none.
    var namespace: String?
    /// The namespace's id; nil where the line names none.
    var namespaceID: String?
    var key: KVKey
    var value: [UInt8]
    /// Unix seconds.
    var expiration: Int64?
    /// JSON as it was written.
    var metadata: [UInt8]?
    var contentType: [UInt8]?
}

// MARK: - Writing

extension KVRecord {
    /// Appends the record as a JSON object. A value that is no UTF-8, or that escapes would make longer than base64
    /// does, is written as base64: then no record is much longer than 4/3 of the largest value.
    /// - Parameter namesNamespace: whether namespace and content type are written; else it is Workers KV's form.
    func append(to json: inout [UInt8], namesNamespace: Bool) {
        json.append(0x7b)
        if namesNamespace, let namespace {
            json.append(text: #""namespace":"#)
            json.append(json: namespace)
            if let namespaceID {
                json.append(text: #","namespace_id":"#)
                json.append(json: namespaceID)
            }
            json.append(0x2c)
        }
        json.append(text: #""key":"#)
        json.append(json: key.bytes)
        appendValue(to: &json)
        if let expiration {
            json.append(text: #","expiration":"#)
            json.append(decimal: expiration)
        }
        if let metadata {
            json.append(text: #","metadata":"#)
            // Line ends between its tokens would end the line.
            json.append(contentsOf: metadata.map { $0 == 0x0a || $0 == 0x0d ? 0x20 : $0 })
        }
        if namesNamespace, let contentType {
            json.append(text: #","content_type":"#)
            json.append(json: contentType)
        }
        json.append(0x7d)
    }

    private func appendValue(to json: inout [UInt8]) {
        if Self.isPlain(value) {
            json.append(text: #","value":"#)
            json.append(json: value)
        } else {
            json.append(text: #","value":""#)
            json.append(contentsOf: Data(value).base64EncodedData())
            json.append(text: #"","base64":true"#)
        }
    }

    /// Whether a value is text that stays shorter than its base64 once it is escaped.
    private static func isPlain(_ value: [UInt8]) -> Bool {
        guard (try? UTF8Span(validating: value.span)) != nil else { return false }
        let escapes = value.count { $0 < 0x20 || $0 == 0x22 || $0 == 0x5c }
        return escapes * 5 <= value.count / 3 + 16
    }
}

// MARK: - Reading

extension KVRecord {
    /// Why a record cannot be stored, for whoever wrote it.
    struct Refusal: Error, Equatable { let reason: String }

    /// Reads a record, or says what is wrong with it. Members that are not known are read over.
    init(json: [UInt8]) throws(Refusal) {
        guard JSONSyntax.isValid(json), let members = JSONParts.members(json, 0..<json.count) else {
            throw Refusal(reason: "not a JSON object")
        }
        var parts: [String: Range<Int>] = [:]
        for member in members where !JSONParts.isWord("null", json, member.value) { parts[member.name] = member.value }

        func text(_ name: String) throws(Refusal) -> [UInt8]? {
            guard let range = parts[name] else { return nil }
            guard let text = JSONParts.text(json, range) else { throw Refusal(reason: "`\(name)` is no string") }
            return text
        }
        guard let key = try text("key") else { throw Refusal(reason: "`key` is missing") }
        do {
            self.key = try KVKey(validating: key)
        } catch {
            throw Refusal(reason: Self.describe(error))
        }
        guard let value = try text("value") else { throw Refusal(reason: "`value` is missing") }
        self.value = try Self.value(
            value, isBase64: parts["base64"].map { JSONParts.isWord("true", json, $0) } ?? false)
        namespace = try text("namespace").map { String(decoding: $0, as: UTF8.self) }
        namespaceID = try text("namespace_id").map { String(decoding: $0, as: UTF8.self) }
        contentType = try text("content_type")
        expiration = try Self.expiration(json, parts)
        metadata = parts["metadata"].map { Array(json[$0]) }
        if let metadata, metadata.count > KVLimits.metadataBytes {
            throw Refusal(reason: "the metadata is longer than \(KVLimits.metadataBytes) bytes")
        }
        if let contentType, contentType.count > KVLimits.contentTypeBytes || contentType.contains(where: { $0 < 0x20 })
        {
            throw Refusal(reason: "`content_type` is no content type")
        }
    }

    private static func value(_ text: [UInt8], isBase64: Bool) throws(Refusal) -> [UInt8] {
        var value = text
        if isBase64 {
            guard let data = Data(base64Encoded: Data(text)) else {
                throw Refusal(reason: "`value` is not base64")
            }
            value = Array(data)
        }
        guard value.count <= KVLimits.valueBytes else {
            throw Refusal(reason: "the value is longer than \(KVLimits.valueBytes) bytes")
        }
        return value
    }

    private static func expiration(_ json: [UInt8], _ parts: [String: Range<Int>]) throws(Refusal) -> Int64? {
        guard let range = parts["expiration"] else { return nil }
        guard let seconds = JSONParts.integer(json, range), 1..<1 << 41 ~= seconds else {
            throw Refusal(reason: "`expiration` is not in unix seconds")
        }
        return seconds
    }

    private static func describe(_ problem: KVKeyProblem) -> String {
        switch problem {
        case .empty: "the key is empty"
        case .tooLong: "the key is longer than \(KVLimits.keyBytes) bytes"
        case .notUTF8: "the key is not UTF-8"
        case .dots: "`.` and `..` are no keys"
        }
    }
}
