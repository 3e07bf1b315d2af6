// SPDX-License-Identifier: Apache-2.0

/// An entry that a sweep freed because its time was over.
public struct KVExpired: Sendable, Equatable {
    /// Where it was.
    public var namespace: KVNamespace
    /// Its key.
    public var key: KVKey

    /// An entry of this namespace and key.
    public init(namespace: KVNamespace, key: KVKey) {
        self.namespace = namespace
        self.key = key
    }
}
