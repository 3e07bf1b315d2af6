// SPDX-License-Identifier: Apache-2.0

/// Namespaces whose contents are counted together: one, and all whose names begin in a certain way.
public struct KVNamespaceGroup: Sendable, Equatable {
    /// The one that is counted in any case.
    public var namespace: KVNamespace
    /// How the names of the others begin; nil where there are none. Never empty, which would be all of them.
    public let prefix: String?

    /// A namespace, and all whose names begin with a prefix.
    public init(_ namespace: KVNamespace, andAllBeginningWith prefix: String? = nil) {
        self.namespace = namespace
        self.prefix = prefix.flatMap { $0.isEmpty ? nil : $0 }
    }

    /// Between which names, bytewise, those of the others are: from the first up to the second. Nil without others.
    var range: (from: [UInt8], to: [UInt8])? {
        guard let prefix else { return nil }
        let from = Array(prefix.utf8)
        // UTF-8 has no byte 0xff: there always is a greater one.
        guard let last = from.last else { return nil }
        return (from, from.dropLast() + [last + 1])
    }
}
