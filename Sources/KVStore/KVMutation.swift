// SPDX-License-Identifier: Apache-2.0

/// What a put stores. It replaces everything that the key had: value, content type, metadata and expiry.
public struct KVPut: Sendable {
    /// Where the key lives.
    public var namespace: KVNamespace
    /// The key.
    public var key: KVKey
    /// The value, at most `KVOptions.maximumValueBytes`.
    public var value: KVValue
    /// Kept as it is and given back as it is, at most `KVLimits.contentTypeBytes`.
    public var contentType: [UInt8]?
    /// JSON bytes, at most `KVLimits.metadataBytes`; the caller has checked that they are JSON.
    public var metadata: [UInt8]?
    /// Unix seconds from which on the entry does not exist, or nil for never.
    public var expiresAt: Int64?
    /// Whether the put is refused with `noNamespace` where it would otherwise make its namespace. For callers who
    /// found the namespace by its id: it may have been removed since, and must not come back.
    public var mustExist: Bool
    /// The most that its namespace and those counted with it may hold; nil for no limit.
    public var limit: KVByteLimit?
    /// What must hold of other entries, anywhere in the store, when the put is done; else it is refused with
    /// `needMissing`. For callers whose right to write hangs on it: it may be gone by the time the value has come.
    public var needs: [KVTransaction.Condition] = []

    /// A put of these parts.
    public init(
        namespace: KVNamespace, key: KVKey, value: [UInt8], contentType: [UInt8]? = nil, metadata: [UInt8]? = nil,
        expiresAt: Int64? = nil, mustExist: Bool = false, limit: KVByteLimit? = nil
    ) {
        self.init(
            namespace: namespace, key: key, value: .inline(value), contentType: contentType, metadata: metadata,
            expiresAt: expiresAt, mustExist: mustExist, limit: limit)
    }

    /// A put of these parts, with the value as bytes or as a file.
    public init(
        namespace: KVNamespace, key: KVKey, value: KVValue, contentType: [UInt8]? = nil, metadata: [UInt8]? = nil,
        expiresAt: Int64? = nil, mustExist: Bool = false, limit: KVByteLimit? = nil
    ) {
        self.namespace = namespace
        self.key = key
        self.value = value
        self.contentType = contentType
        self.metadata = metadata
        self.expiresAt = expiresAt
        self.mustExist = mustExist
        self.limit = limit
    }
}

extension KVPut {
    /// What the entry adds to the count of its namespace.
    var bytes: Int { key.bytes.count + value.count + (metadata?.count ?? 0) }
}

/// One change to the store.
public enum KVMutation: Sendable {
    /// Stores an entry if the precondition holds.
    case put(KVPut, if: KVPrecondition)
    /// Removes an entry if the precondition holds. A missing key is no error.
    case delete(KVNamespace, KVKey, if: KVPrecondition)
    /// Removes up to `limit` entries of a namespace, which itself stays. The caller repeats it until it answers that
    /// nothing is left, so that a large namespace does not hold up other writers.
    case clear(KVNamespace, limit: Int)
    /// Makes an empty namespace: 32 lowercase hexadecimal digits for an id, 1 to `KVLimits.titleCharacters` for a
    /// title. Answers `namespaceCreated`, `titleTaken` or, if its name or its id is in use, `namespaceExists`.
    case createNamespace(KVNamespace, id: String, title: String)
    /// Gives a namespace another title. Answers `namespaceRenamed`, `titleTaken` or `noNamespace`.
    case renameNamespace(KVNamespace, title: String)
    /// Removes a namespace: it is gone for everyone at once, whatever it holds, its id and title are free again, and a
    /// later put makes a new and empty one. Up to `limit` of its entries are freed with it. The rest is freed by
    /// `reclaim` and by `KVWriter.sweep(limit:now:)`, after a crash too. Answers `namespaceRemoved` or `noNamespace`.
    /// Not to be repeated: it would remove what was made meanwhile.
    case removeNamespace(KVNamespace, limit: Int)
    /// Frees up to `limit` entries of removed namespaces. Answers `cleared`; the caller repeats it until that says
    /// that nothing is left.
    case reclaim(limit: Int)
    /// Does several changes all together, or none of them. Answers `transacted`, `preconditionFailed` or
    /// `limitReached`.
    case transaction(KVTransaction)
}

extension KVMutation {
    /// Whether it makes what is stored smaller, and so may go on when the disk is full.
    var freesRoom: Bool {
        switch self {
        case .delete, .clear, .removeNamespace, .reclaim: true
        case .put, .createNamespace, .renameNamespace: false
        case .transaction(let transaction): transaction.puts.isEmpty || transaction.isRemoval
        }
    }
}

/// What became of a mutation. Every change that it tells of is on disk when it is given out.
public indirect enum KVMutationResult: Sendable, Equatable {
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
    /// The namespace is there, with this id and title.
    case namespaceCreated
    /// The namespace has the new title.
    case namespaceRenamed
    /// The namespace is gone; `isComplete` when no entry of a removed namespace is left to be freed.
    case namespaceRemoved(count: Int, isComplete: Bool)
    /// A namespace with this name or this id exists; nothing was changed.
    case namespaceExists
    /// Another namespace has this title; nothing was changed.
    case titleTaken
    /// There is no such namespace; nothing was changed.
    case noNamespace
    /// All changes of a transaction were done, with this result each: its puts in order, then its deletes.
    case transacted([KVMutationResult])
    /// The precondition did not hold; nothing was changed.
    case preconditionFailed
    /// What the put needs is not there; nothing was changed.
    case needMissing
    /// A change would have brought namespaces over its ``KVByteLimit``; nothing was changed. What they hold, what the
    /// change would have added, and what they may hold, in bytes.
    case limitReached(held: Int, added: Int, limit: Int)
    /// There are as many entries as a ``KVTransaction/Room`` of the transaction lets there be; nothing was changed.
    case noRoom(limit: Int)
    /// It could not be done; nothing was changed.
    case failed(KVError)

    /// Whether a put was done.
    var isStored: Bool {
        switch self {
        case .created, .replaced: true
        default: false
        }
    }
}
