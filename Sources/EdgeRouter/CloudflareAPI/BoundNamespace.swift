// SPDX-License-Identifier: Apache-2.0

internal import KVStore

/// A namespace that the configuration gives a binding.
struct BoundNamespace: Sendable, Equatable {
    /// The binding's name.
    let binding: String
    /// The id as it stands in the configuration, if one does.
    let configuredID: String?
    /// The namespace, where the store has no other one with its id.
    let namespace: KVNamespace

    /// - Parameter id: as it stands in the configuration. What is no UUID, which wrangler takes for its local store, is
    ///   a name like any other: it gets an id of its own, and the API knows it by both.
    init(binding: String, id: String?) {
        self.binding = binding
        configuredID = id
        namespace = id.map { .made(NamespaceID($0.utf8)?.text ?? $0) } ?? .binding(binding)
    }

    /// The id that it has for the API.
    var id: String { namespace.identity.id }

    /// What makes the namespace, if it is not there. The second has a title that nobody else gives, for where the first
    /// is refused because its title is taken; otherwise it finds the namespace there and does nothing.
    var creations: [KVMutation] {
        let title = "binding:" + binding
        return [
            .createNamespace(namespace, id: id, title: title),
            .createNamespace(namespace, id: id, title: "\(title) (\(id))"),
        ]
    }
}

extension Configuration {
    /// `[[kv_namespaces]]`, as the store has them.
    var boundNamespaces: [BoundNamespace] { kvNamespaces.map { BoundNamespace(binding: $0.binding, id: $0.id) } }
}

extension KVNamespace {
    /// A client's own.
    static func client(_ id: String) -> KVNamespace { KVNamespace(name: clientPrefix + id) }

    /// A client's own by its title; nil for any other title.
    static func ofClient(title: String) -> KVNamespace? {
        guard title.hasPrefix(clientPrefix), let id = ClientID(String(title.dropFirst(clientPrefix.count))) else {
            return nil
        }
        return .client(id.text)
    }

    /// That of a binding without an id.
    static func binding(_ name: String) -> KVNamespace { KVNamespace(name: "binding:" + name) }

    /// One that was made by the API, or that a binding names by its id.
    static func made(_ id: String) -> KVNamespace { KVNamespace(name: madePrefix + id) }

    private static let clientPrefix = "client:"
    private static let madePrefix = "namespace:"

    /// Whose it is, if it is a client's own.
    var owner: String? { isClients ? String(name.dropFirst(Self.clientPrefix.count)) : nil }

    /// Whether it is a client's own.
    var isClients: Bool { name.hasPrefix(Self.clientPrefix) }

    /// The id and title that belong to the name: a client's namespace can be found before it has been written to.
    var identity: (id: String, title: String) {
        if name.hasPrefix(Self.madePrefix), let id = NamespaceID(name.utf8.dropFirst(Self.madePrefix.utf8.count)) {
            return (id.text, name)
        }
        return (NamespaceID(hashOf: name).text, name)
    }
}
