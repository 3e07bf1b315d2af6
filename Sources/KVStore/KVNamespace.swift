// SPDX-License-Identifier: Apache-2.0

/// A space of keys of its own, known by a unique name such as `client:acme`. The store attaches no meaning to the
/// name, but for `system:`. A namespace comes into being with its first put or by `KVMutation.createNamespace`, and
/// stays until `KVMutation.removeNamespace`.
///
/// Make it once and keep it: the name's bytes and their hash are prepared here so that a read does not do it again.
public struct KVNamespace: Hashable, Sendable {
    /// The name as UTF-8: what the store compares and saves.
    let utf8: [UInt8]
    /// Hash of `utf8`, seeded per process, mixed into the hash of every key.
    let digest: Int

    /// A namespace by its name, compared byte by byte (no Unicode normalisation).
    public init(name: String) {
        self.init(utf8: Array(name.utf8))
    }

    /// A namespace by the bytes of its name.
    init(utf8: [UInt8]) {
        self.utf8 = utf8
        var hasher = Hasher()
        hasher.combine(utf8)
        digest = hasher.finalize()
    }

    /// The name it was made with.
    public var name: String { String(decoding: utf8, as: UTF8.self) }

    /// Whether it is the router's own: its name begins with `system:`. Such a namespace has no id and no title and is
    /// in no listing.
    public var isSystem: Bool { utf8.starts(with: KVNamespace.systemPrefix.utf8) }

    /// How the names of the router's own namespaces begin.
    public static let systemPrefix = "system:"

    /// Equal when the names have the same bytes.
    public static func == (left: KVNamespace, right: KVNamespace) -> Bool {
        left.digest == right.digest && left.utf8 == right.utf8
    }

    /// Feeds the prepared hash, not the bytes again.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(digest)
    }

    /// The one hash of a key in this namespace: it picks the cache's bucket and the invalidation counter. The standard
    /// library seeds it at random once per process, so that keys cannot be chosen to collide, and all threads agree.
    borrowing func hash(of key: UnsafeRawBufferPointer) -> UInt64 {
        var hasher = Hasher()
        hasher.combine(digest)
        // Sound: the caller lends the bytes for the length of this call, and they are only read.
        unsafe hasher.combine(bytes: key)
        return UInt64(truncatingIfNeeded: hasher.finalize())
    }
}
