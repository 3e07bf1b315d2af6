// SPDX-License-Identifier: Apache-2.0

/// One command of `edge-router kv`, as it was asked for. The verbs are those of `wrangler kv`, and a few that only a
/// store of one's own has.
public enum KVCommand: Sendable {
    /// Makes a namespace.
    case createNamespace(title: String)
    /// Lists all namespaces.
    case listNamespaces
    /// Gives a namespace another title.
    case renameNamespace(KVNamespaceChoice, title: String)
    /// Removes a namespace with all that is in it.
    case deleteNamespace(KVNamespaceChoice)
    /// Stores a value.
    case put(KVPutRequest, KVNamespaceChoice)
    /// Writes a value to standard output or a file; as text with a line end, if asked for.
    case get(key: String, KVNamespaceChoice, path: String?, isText: Bool)
    /// Lists keys.
    case list(KVNamespaceChoice, prefix: String)
    /// Removes a key.
    case delete(key: String, KVNamespaceChoice)
    /// Stores all entries of a JSON file.
    case bulkPut(file: String, KVNamespaceChoice)
    /// Prints the values of all keys of a JSON file.
    case bulkGet(file: String, KVNamespaceChoice)
    /// Removes all keys of a JSON file.
    case bulkDelete(file: String, KVNamespaceChoice)
    /// Copies the store, while it is in use or not, into one file.
    case backup(file: String)
    /// Makes the store of a data directory from a backup.
    case restore(file: String, replacing: Bool)
    /// Looks at everything in the store.
    case verify
    /// Writes entries as JSON, one a line or as one list.
    case export(file: String?, KVNamespaceChoice?, isList: Bool)
    /// Stores the lines of an export; into one namespace, if one is named.
    case `import`(file: String, KVNamespaceChoice?)
}

extension KVCommand {
    /// Whether a store is made for it in a named data directory that has none.
    var makesStore: Bool {
        switch self {
        case .createNamespace, .put, .bulkPut, .import, .restore: true
        default: false
        }
    }

    /// The namespace it is about, if it is about one.
    var choice: KVNamespaceChoice? {
        switch self {
        case .renameNamespace(let choice, _), .deleteNamespace(let choice), .put(_, let choice),
            .get(_, let choice, _, _), .list(let choice, _), .delete(_, let choice), .bulkPut(_, let choice),
            .bulkGet(_, let choice), .bulkDelete(_, let choice):
            choice
        case .export(_, let choice, _), .import(_, let choice): choice
        case .createNamespace, .listNamespaces, .backup, .restore, .verify: nil
        }
    }
}

/// Which namespace.
public enum KVNamespaceChoice: Sendable, Equatable {
    /// By its id.
    case id(String)
    /// That of a binding of the configuration file.
    case binding(String)
    /// A client's own.
    case client(String)
    /// By its title.
    case title(String)
}

/// What to store.
public struct KVPutRequest: Sendable {
    /// Where the value is.
    public enum Value: Sendable {
        /// Here, as text.
        case text(String)
        /// In a file; `-` is standard input.
        case file(String)
    }

    /// The key.
    public var key: String
    /// The value.
    public var value: Value
    /// Unix seconds.
    public var expiration: Int64?
    /// Seconds from now; wins over ``expiration``.
    public var timeToLive: Int64?
    /// JSON.
    public var metadata: String?

    /// A value for a key, that never expires and has no metadata.
    public init(key: String, value: Value) {
        self.key = key
        self.value = value
    }
}

/// Where the store is, as far as was said.
public struct KVAccessOptions: Sendable {
    /// The admin listener of a running server, `address:port`.
    public var admin: String?
    /// The URL of a running server, up to the path.
    public var url: String?
    /// The data directory.
    public var dataDirectory: String?
    /// The configuration file that names bindings.
    public var configurationPath: String?
    /// Whether what cannot be taken back is done without asking on a terminal.
    public var isForced = false

    /// Nothing was said.
    public init() {}
}

/// Runs the commands of `edge-router kv`.
public enum KVCommandLine {
    /// Does what was asked for, and says on standard error why if it could not be done.
    /// - Returns: the exit status: 0, 1 if it failed, 2 for wrong usage.
    public static func run(_ command: KVCommand, _ options: KVAccessOptions) -> Int32 {
        do {
            try KVCommandRun(options: options).run(command)
            return 0
        } catch {
            Console.say("edge-router: \(error.message)")
            return error.exitStatus
        }
    }
}
