// SPDX-License-Identifier: Apache-2.0

/// The most that some namespaces may hold together. A change that would bring them over it is refused with
/// `limitReached`, unless it makes them no larger than they are. The writer decides, when it makes the change, so that
/// writers at the same time cannot exceed it together. Entries that have expired count until a sweep has freed them.
public struct KVByteLimit: Sendable, Equatable {
    /// Bytes as ``KVUsage`` counts them.
    public var bytes: Int
    /// What is counted.
    public var group: KVNamespaceGroup

    /// So many bytes for those.
    public init(_ bytes: Int, of group: KVNamespaceGroup) {
        self.bytes = bytes
        self.group = group
    }

    /// So many bytes for one namespace.
    public init(_ bytes: Int, of namespace: KVNamespace) {
        self.init(bytes, of: KVNamespaceGroup(namespace))
    }
}
