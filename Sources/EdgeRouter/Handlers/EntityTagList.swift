// SPDX-License-Identifier: Apache-2.0

internal import HTTPCore
internal import KVStore

/// Reads If-Match and If-None-Match (RFC 9110 section 13.1): `*` or a list of entity tags.
enum EntityTagList {
    /// How tags are compared (RFC 9110 section 8.8.3.2).
    enum Comparison {
        /// A weak tag (`W/"…"`) equals nothing: for If-Match.
        case strong
        /// A weak tag equals the strong one it is made of: for If-None-Match.
        case weak
    }

    /// Whether the value is `*` or has the tag. What is no list of tags has none.
    static func matches(
        _ bytes: Span<UInt8>, _ value: ByteRange, _ etag: [UInt8], _ comparison: Comparison
    ) -> Bool {
        switch parse(bytes, value) {
        case .any: true
        case .list(let tags): tags.contains { $0 == etag || (comparison == .weak && $0 == weakMark + etag) }
        case nil: false
        }
    }

    /// The precondition of a write. Tags are handed on with the weakness they came with.
    static func precondition(_ bytes: Span<UInt8>, _ head: MessageHead) throws(Problem) -> KVPrecondition {
        var precondition = KVPrecondition.none
        if let field = head.first(.ifMatch) {
            precondition.match = try required(bytes, head, field, "If-Match")
        }
        if let field = head.first(.ifNoneMatch) {
            precondition.noneMatch = try required(bytes, head, field, "If-None-Match")
        }
        return precondition
    }

    private static func required(
        _ bytes: Span<UInt8>, _ head: MessageHead, _ field: Field, _ name: String
    ) throws(Problem) -> KVPrecondition.Tags {
        guard head.count(field.id) == 1, let tags = parse(bytes, field.value) else {
            throw Problem(
                400, "invalid-precondition", "Not a list of entity tags",
                "\(name) must be `*` or entity tags in quotes, as ETag gave them, in one field.")
        }
        return tags
    }

    private static let weakMark = Array("W/".utf8)

    private static func parse(_ bytes: Span<UInt8>, _ value: ByteRange) -> KVPrecondition.Tags? {
        if value.count == 1, bytes[Int(value.start)] == 0x2a { return .any }
        var tags: [[UInt8]] = []
        var list = FieldList(value)
        while let member = list.next(bytes) {
            let tag = member.indices.map { bytes[$0] }
            let opaque = tag.starts(with: weakMark) ? tag.dropFirst(weakMark.count) : tag[...]
            guard opaque.count >= 2, opaque.first == 0x22, opaque.last == 0x22 else { return nil }
            tags.append(tag)
        }
        return tags.isEmpty ? nil : .list(tags)
    }
}
