// SPDX-License-Identifier: Apache-2.0

internal import HTTPCore
internal import KVStore

/// Reads If-Match and If-None-Match (RFC 9110 section 13.1): `*` or a list of entity tags.
enum EntityTagList {
    /// Whether the list has the tag, compared weakly as a cache does.
    static func matches(_ exchange: Exchange, _ value: ByteRange, _ etag: [UInt8]) -> Bool {
        switch parse(exchange, value) {
        case .any: true
        case .list(let tags): tags.contains(etag)
        case nil: false
        }
    }

    /// The precondition of a write.
    static func precondition(_ exchange: Exchange) throws(Problem) -> KVPrecondition {
        var precondition = KVPrecondition.none
        if let field = exchange.head.first(.ifMatch) {
            precondition.match = try required(exchange, field, "If-Match")
        }
        if let field = exchange.head.first(.ifNoneMatch) {
            precondition.noneMatch = try required(exchange, field, "If-None-Match")
        }
        return precondition
    }

    private static func required(
        _ exchange: Exchange, _ field: Field, _ name: String
    ) throws(Problem) -> KVPrecondition.Tags {
        guard exchange.head.count(field.id) == 1, let tags = parse(exchange, field.value) else {
            throw Problem(
                400, "invalid-precondition", "Not a list of entity tags",
                "\(name) must be `*` or entity tags in quotes, as ETag gave them, in one field.")
        }
        return tags
    }

    /// A weak tag (`W/"…"`) is read as the tag it weakens: ours are all strong.
    private static func parse(_ exchange: Exchange, _ value: ByteRange) -> KVPrecondition.Tags? {
        let bytes = exchange.buffer.bytes
        if value.count == 1, bytes[Int(value.start)] == 0x2a { return .any }
        var tags: [[UInt8]] = []
        var list = FieldList(value)
        while let member = list.next(bytes.span) {
            var tag = bytes[member.indices]
            if tag.starts(with: "W/".utf8) { tag = tag.dropFirst(2) }
            guard tag.count >= 2, tag.first == 0x22, tag.last == 0x22 else { return nil }
            tags.append(Array(tag))
        }
        return tags.isEmpty ? nil : .list(tags)
    }
}
