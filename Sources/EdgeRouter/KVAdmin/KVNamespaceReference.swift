// SPDX-License-Identifier: Apache-2.0

internal import KVStore

/// How a line names its namespace.
struct KVNamespaceReference: Hashable, Sendable {
    let id: String?
    let title: String

    /// The namespace to be made for it. Those of clients and bindings are known by their names, which give their ids.
    var newNamespace: KVNamespace {
        let named = KVNamespace(name: title)
        let isKnown = id.map { $0 == named.identity.id } ?? (named.isClients || title.hasPrefix("binding:"))
        return isKnown ? named : .made(id ?? NamespaceID.random().text)
    }
}
