// SPDX-License-Identifier: Apache-2.0

/// What a namespace holds.
public struct KVUsage: Sendable, Equatable {
    /// Keys with an entry, expired ones included until a sweep frees them.
    public var keys: Int
    /// Bytes of keys, values and metadata together.
    public var bytes: Int

    /// A count of keys and of bytes.
    public init(keys: Int = 0, bytes: Int = 0) {
        self.keys = keys
        self.bytes = bytes
    }
}

/// A namespace as the Workers KV REST API shows it.
public struct KVNamespaceInfo: Sendable, Equatable {
    /// The namespace, for reads and mutations.
    public var namespace: KVNamespace
    /// 32 lowercase hexadecimal digits, unique in the store, never changed.
    public var id: String
    /// The title, unique in the store, at most `KVLimits.titleCharacters`.
    public var title: String
    /// What it holds.
    public var usage: KVUsage
}

/// One page of the namespaces.
public struct KVNamespacePage: Sendable, Equatable {
    /// The namespaces of the page.
    public var namespaces: [KVNamespaceInfo] = []
    /// How many there are on all pages together.
    public var total = 0

    /// A page without namespaces.
    public init() {}
}

/// What a listing of namespaces is sorted by, bytewise.
public enum KVNamespaceOrder: Sendable {
    /// By id.
    case id
    /// By title.
    case title
}

/// What a namespace is called outside.
struct NamespaceIdentity: Equatable {
    let id: String
    let title: String

    /// The rule that id or title breaks, for people; nil if they may be stored.
    var problem: String? { NamespaceIdentity.problem(id: id) ?? NamespaceIdentity.problem(title: title) }

    static func problem(id: String) -> String? {
        id.utf8.count == idDigits && Hexadecimal.decode(Array(id.utf8)) != nil
            ? nil : "a namespace's id is \(idDigits) lowercase hexadecimal digits"
    }

    static func problem(title: String) -> String? {
        // Bytes first: counting scalars walks the whole string.
        !title.isEmpty && title.utf8.count <= 4 * KVLimits.titleCharacters
            && title.unicodeScalars.count <= KVLimits.titleCharacters
            ? nil : "a namespace's title has 1 to \(KVLimits.titleCharacters) characters"
    }

    /// What to try in turn when a put makes a namespace whose title another one has already: the store must not
    /// refuse a client's write for that.
    var alternatives: [NamespaceIdentity] {
        [self, NamespaceIdentity(id: id, title: "\(title) (\(id))"), NamespaceIdentity(id: id, title: id)]
            .filter { $0.problem == nil }
    }

    private static let idDigits = 32
}
