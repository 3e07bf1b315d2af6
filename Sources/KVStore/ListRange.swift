// SPDX-License-Identifier: Apache-2.0

/// The keys that a page of a listing may hold, as bounds for a range scan: a `LIKE` would fold case and read wildcards.
struct ListRange: Equatable {
    /// First key, included unless it came from a cursor.
    let lower: [UInt8]
    /// Whether `lower` itself has been listed already.
    let excludesLower: Bool
    /// First key that is behind the range.
    let upper: [UInt8]

    /// The range of a prefix, behind a cursor's key if there is one.
    init(prefix: [UInt8], cursor: [UInt8]?) throws(KVListError) {
        upper = ListRange.successor(of: prefix)
        if let cursor {
            lower = try ListRange.key(ofCursor: cursor, prefix: prefix)
            excludesLower = true
        } else {
            lower = prefix
            excludesLower = false
        }
    }

    /// The cursor that continues behind a key.
    static func cursor(after key: [UInt8]) -> [UInt8] {
        Hexadecimal.encode([format]) + Hexadecimal.encode(key)
    }

    private static func key(ofCursor cursor: [UInt8], prefix: [UInt8]) throws(KVListError) -> [UInt8] {
        // Length first: the work on what a client sends stays bounded by what we could have given out.
        guard cursor.count <= 2 * (1 + KVLimits.keyBytes), let bytes = Hexadecimal.decode(cursor),
            bytes.first == format
        else { throw .malformedCursor }
        let key = Array(bytes.dropFirst())
        guard KVKey.problem(in: key.span) == nil, key.starts(with: prefix) else { throw .malformedCursor }
        return key
    }

    /// The first byte string behind all those that begin with the prefix. Keys are UTF-8, in which the byte 0xFF does
    /// not occur, so 0xFF alone is behind every key.
    static func successor(of prefix: [UInt8]) -> [UInt8] {
        var bound = prefix
        while let last = bound.popLast() {
            if last < 0xff { return bound + [last + 1] }
        }
        return [0xff]
    }

    /// Names the encoding, so that another one can be told from this.
    private static let format: UInt8 = 1
}
