// SPDX-License-Identifier: Apache-2.0

internal import KVStore

/// What a bot keeps for one client: its state and its alarm, and where they lie in the store.
struct BotSpace: Hashable, Sendable {
    let binding: String
    let client: String

    init(binding: String, client: String) {
        self.binding = binding
        self.client = client
    }

    /// The space that a key of ``KVNamespace/botSpaces`` or ``KVNamespace/botAlarms`` stands for.
    init?(key: some Collection<UInt8>) {
        let parts = key.split(separator: 0x2f, maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty else { return nil }
        client = String(decoding: Array(parts[0]), as: UTF8.self)
        binding = String(decoding: Array(parts[1]), as: UTF8.self)
    }

    /// Its key in both: `{client}/{binding}`, so that all of one client stand together.
    var key: KVKey {
        get throws(Problem) { try KVKey(text: Self.prefix(client) + binding) }
    }

    /// How the keys of a client begin.
    static func prefix(_ client: String) -> String { client + "/" }

    /// Where its state is. No client's id has a colon.
    var state: KVNamespace { KVNamespace(name: Self.statePrefix(client) + binding) }

    /// How the names of the namespaces begin where a client's bots keep their state.
    static func statePrefix(_ client: String) -> String { "\(KVNamespace.systemPrefix)state:\(client):" }
}

extension KVNamespaceGroup {
    /// All that a client has stored: its own namespace, and what its bots keep for it.
    static func all(of id: String) -> KVNamespaceGroup {
        KVNamespaceGroup(.client(id), andAllBeginningWith: BotSpace.statePrefix(id))
    }
}

extension KVNamespace {
    /// Which bots keep state for which clients: ``BotSpace`` by its key, without a value. Written before the state is.
    static let botSpaces = KVNamespace(name: systemPrefix + "bot-spaces")
    /// Bots' alarms: ``BotAlarm`` by their space's key.
    static let botAlarms = KVNamespace(name: systemPrefix + "bot-alarms")
}
