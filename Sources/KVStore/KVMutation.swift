// SPDX-License-Identifier: Apache-2.0

/// What a put stores. It replaces everything that the key had: value, content type, metadata and expiry.
public struct KVPut: Sendable {
    /// Where the key lives.
    public var namespace: KVNamespace
    /// The key.
    public var key: KVKey
    /// The value, at most `KVLimits.valueBytes`.
    public var value: [UInt8]
    /// Kept as it is and given back as it is, at most `KVLimits.contentTypeBytes`.
    public var contentType: [UInt8]?
    /// JSON bytes, at most `KVLimits.metadataBytes`; the caller has checked that they are JSON.
    public var metadata: [UInt8]?
    /// Unix seconds from which on the entry does not exist, or nil for never.
    public var expiresAt: Int64?

    /// A put of these parts.
    public init(
        namespace: KVNamespace, key: KVKey, value: [UInt8], contentType: [UInt8]? = nil, metadata: [UInt8]? = nil,
        expiresAt: Int64? = nil
    ) {
        self.namespace = namespace
        self.key = key
        self.value = value
        self.contentType = contentType
        self.metadata = metadata
        self.expiresAt = expiresAt
    }
}

/// One change to the store.
public enum KVMutation: Sendable {
    /// Stores an entry if the precondition holds.
    case put(KVPut, if: KVPrecondition)
    /// Removes an entry if the precondition holds. A missing key is no error.
    case delete(KVNamespace, KVKey, if: KVPrecondition)
    /// Removes up to `limit` entries of a namespace, and the namespace with the last of them. The caller repeats it
    /// until it answers that nothing is left, so that a large namespace does not hold up other writers.
    case clear(KVNamespace, limit: Int)
}

/// What became of a mutation. Everything but `failed` and `preconditionFailed` is on disk when it is given out.
public enum KVMutationResult: Sendable, Equatable {
    /// The key had no entry and has one now, with this entity tag.
    case created(etag: [UInt8])
    /// The key had an entry and has another now, with this entity tag.
    case replaced(etag: [UInt8])
    /// The entry is gone.
    case deleted
    /// A delete of a key that had no entry.
    case absent
    /// A clear removed this many entries; `isComplete` when the namespace is empty now.
    case cleared(count: Int, isComplete: Bool)
    /// The precondition did not hold; nothing was changed.
    case preconditionFailed
    /// It could not be done; nothing was changed.
    case failed(KVError)
}
