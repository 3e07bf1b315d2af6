// SPDX-License-Identifier: Apache-2.0

/// One page of a listing. The three arrays are parallel: index i of each belongs to the same key.
public struct KVPage: Sendable, Equatable {
    /// The keys in byte order.
    public var names: [[UInt8]] = []
    /// When each expires, unix seconds, or nil for never.
    public var expirations: [Int64?] = []
    /// The metadata of each as JSON bytes, or nil.
    public var metadata: [[UInt8]?] = []
    /// Whether the listing ends here. A page may be short, even empty, and not be the last.
    public var isComplete = true
    /// Where the next page begins, or nil after the last. Opaque; safe in a URL as it stands.
    public var cursor: [UInt8]?

    /// A last page without keys.
    public init() {}

    /// The cursor that continues a listing behind a key, whether or not the key is stored.
    public static func cursor(behind key: KVKey) -> [UInt8] { ListRange.cursor(after: key.bytes) }
}

/// Why a listing could not be made.
public enum KVListError: Error, Sendable, Equatable {
    /// The cursor is none of ours, or was given out for another prefix.
    case malformedCursor
    /// The limit is not within 1 and `KVLimits.listLimit`.
    case limitOutOfRange
    /// The database failed.
    case store(KVError)
}
