// SPDX-License-Identifier: Apache-2.0

/// Changes to several keys, in any namespaces, that are done all together or not at all: a record and the index that
/// leads to it, a batch that depends on what is stored.
///
/// Every condition is tested against the store as it was before the transaction, so that the order of the changes does
/// not matter; each key may be changed once.
public struct KVTransaction: Sendable {
    /// What must be true of a key that the transaction may or may not change.
    public struct Condition: Sendable {
        /// Where the key lives.
        public var namespace: KVNamespace
        /// The key.
        public var key: KVKey
        /// What must be true of it.
        public var precondition: KVPrecondition

        /// A condition on a key.
        public init(_ namespace: KVNamespace, _ key: KVKey, _ precondition: KVPrecondition) {
            self.namespace = namespace
            self.key = key
            self.precondition = precondition
        }
    }

    /// How many entries there may be whose keys begin alike, for one more to come.
    public struct Room: Sendable {
        /// Where the keys live.
        public var namespace: KVNamespace
        /// How they begin.
        public var prefix: [UInt8]
        /// With so many, those that have expired left out, the transaction is refused with `noRoom`.
        public var limit: Int

        /// Room for one more of these.
        public init(_ namespace: KVNamespace, prefix: [UInt8], limit: Int) {
            self.namespace = namespace
            self.prefix = prefix
            self.limit = limit
        }
    }

    /// What must hold beside what the changes themselves ask for.
    public var conditions: [Condition]
    /// The same; where one of these does not hold, the answer is `needMissing`, as of a put.
    public var needs: [Condition] = []
    /// What there must be room for, before anything is changed.
    public var rooms: [Room] = []
    /// Whether it goes on when the disk is full, though it stores something: for a removal that leaves a mark, which
    /// is few bytes.
    public var isRemoval = false
    /// Entries to be stored. Their values are inline, and they have neither a `limit` nor `needs` of their own: others
    /// are refused (`failed`).
    public var puts: [KVPut]
    /// Entries to be removed. A missing key is no error.
    public var deletes: [(namespace: KVNamespace, key: KVKey)]

    /// The most that the namespaces may hold in which it changes something; nil for no limit. What it removes counts
    /// against what it stores.
    public var limit: KVByteLimit?

    /// A transaction of these parts.
    public init(
        if conditions: [Condition] = [], puts: [KVPut] = [], deletes: [(namespace: KVNamespace, key: KVKey)] = [],
        limit: KVByteLimit? = nil
    ) {
        self.limit = limit
        self.conditions = conditions
        self.puts = puts
        self.deletes = deletes
    }
}

extension KVTransaction {
    /// The changes, each as a mutation of its own: the puts in order, then the deletes.
    public var mutations: [KVMutation] {
        puts.map { .put($0, if: .none) } + deletes.map { .delete($0.namespace, $0.key, if: .none) }
    }
}
