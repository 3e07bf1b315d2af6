// SPDX-License-Identifier: Apache-2.0

/// What one entry and one call may hold. The first five are the published limits of Cloudflare Workers KV, so that
/// data moves between the two without being refused; the others are ours.
public enum KVLimits {
    /// Longest key, bytes of UTF-8. Source: Workers KV limits.
    public static let keyBytes = 512
    /// Largest value, bytes (25 MiB). Source: Workers KV limits.
    public static let valueBytes = 25 * 1024 * 1024
    /// Largest value that `KVOptions.maximumValueBytes` may allow, bytes (4 GiB): a minute of an ordinary disk.
    public static let fileValueBytes = 4 * 1024 * 1024 * 1024
    /// Largest metadata, bytes of JSON. Source: Workers KV limits.
    public static let metadataBytes = 1024
    /// Most keys on one page of a listing. Source: Workers KV limits.
    public static let listLimit = 1000
    /// Soonest expiry that a client may ask for, seconds from now. Source: Workers KV limits. Callers enforce it: the
    /// store itself takes any time, because the router's own records may live for less.
    public static let expirySecondsAhead: Int64 = 60
    /// Longest content type, bytes: half a response head's worth, far above any registered type.
    public static let contentTypeBytes = 1024
    /// Longest namespace name, bytes of UTF-8: a prefix of ours and a title of at most 512 bytes.
    public static let namespaceBytes = 1024
    /// Longest title of a namespace, Unicode scalars. Source: the Workers KV REST API.
    public static let titleCharacters = 512
    /// Rows that one page of a listing looks at. Expired rows are skipped and may be many; a page that used up this
    /// count ends there and says that it is not the last.
    public static let listScanRows = 10_000
}
