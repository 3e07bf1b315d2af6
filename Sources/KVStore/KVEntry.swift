// SPDX-License-Identifier: Apache-2.0

/// One stored value with what belongs to it, as one reader read it. It never changes.
///
/// Not `Sendable` on purpose: it lives in one reader's cache, and a reference counted by two loops costs each of them
/// twice what one alone pays.
public final class KVEntry {
    /// The value, at most `KVLimits.valueBytes`; empty is a value, and so it is when the value is a `file`.
    public let value: [UInt8]
    /// The value if it is kept in a file, open to be read; nil if it is in `value`.
    public let file: KVValueReader?
    /// Length of the value, wherever it is, bytes.
    public let valueLength: Int
    /// The content type exactly as it was put, or nil.
    public let contentType: [UInt8]?
    /// The metadata as JSON bytes, or nil.
    public let metadata: [UInt8]?
    /// When it stops existing, unix seconds, or nil for never.
    public let expiresAt: Int64?
    /// The store-wide number of the write that made it. Later writes have greater numbers; none is used twice.
    public let version: UInt64
    /// The strong entity tag with its quotes (RFC 9110 section 8.8.3), made from `version`.
    public let etag: [UInt8]

    init(value: [UInt8], contentType: [UInt8]?, metadata: [UInt8]?, expiresAt: Int64?, version: UInt64) {
        self.value = value
        self.contentType = contentType
        self.metadata = metadata
        self.expiresAt = expiresAt
        self.version = version
        etag = EntityTag.bytes(version: version)
        file = nil
        valueLength = value.count
        isOutOfLine = false
    }

    /// An entry whose value is a file. Without one if it has expired: nobody will see it.
    init(
        file: KVValueReader?, contentType: [UInt8]?, metadata: [UInt8]?, expiresAt: Int64?, version: UInt64
    ) {
        value = []
        self.contentType = contentType
        self.metadata = metadata
        self.expiresAt = expiresAt
        self.version = version
        etag = EntityTag.bytes(version: version)
        self.file = file
        valueLength = file?.length ?? 0
        isOutOfLine = true
    }

    /// Whether the value is kept in a file. Such an entry is not cached: it holds a descriptor.
    let isOutOfLine: Bool

    /// Memory that it holds beyond its own few words, bytes.
    var heapBytes: Int {
        value.count + (contentType?.count ?? 0) + (metadata?.count ?? 0) + etag.count
    }
}

@available(*, unavailable, message: "an entry belongs to the reader that read it")
extension KVEntry: Sendable {}

/// What a read found.
public enum KVRead {
    /// The key has a value that has not expired.
    case found(KVEntry)
    /// The key has no value, or one that has expired.
    case absent
    /// The answer will come by message. SQLite never says so; a store behind a network does.
    case later
}
