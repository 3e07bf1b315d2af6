// SPDX-License-Identifier: Apache-2.0

/// A client's record in the store: what `[edge.clients.ID]` may say, as the operator wrote it, and when. It is read by
/// the same rules as the configuration file, which wins over it.
struct ClientDocument: Sendable, Equatable {
    /// What `[edge.clients.ID]` may say.
    var fields: [String: ConfigurationValue] = [:]
    /// Unix seconds.
    var createdAt: Int64
    /// Unix seconds.
    var updatedAt: Int64

    /// The longest record, in bytes of JSON.
    static let maximumBytes = 64 * 1024

    private static let created = "created_at"
    private static let updated = "updated_at"

    init(fields: [String: ConfigurationValue], createdAt: Int64, updatedAt: Int64) {
        self.fields = fields
        self.createdAt = createdAt
        self.updatedAt = updatedAt
    }

    /// The document that the store has; nil if it is none.
    init?(stored json: [UInt8]) {
        guard case .table(let root) = ConfigurationValue(json: json),
            case .integer(let created) = root[Self.created], case .integer(let updated) = root[Self.updated]
        else { return nil }
        fields = root
        fields[Self.created] = nil
        fields[Self.updated] = nil
        createdAt = created
        updatedAt = updated
    }

    /// The document as the store has it.
    var json: [UInt8] {
        var members = fields
        members[Self.created] = .integer(createdAt)
        members[Self.updated] = .integer(updatedAt)
        return Array(ConfigurationValue.table(members).jsonText.utf8)
    }

    /// What it says; what a newer version wrote into it is passed over.
    func configuration(id: String) -> ClientConfiguration {
        var loader = ConfigurationLoader(problems: ConfigurationProblems())
        var owners: [String: String] = [:]
        let table = TableReader(fields, at: ConfigurationKeyPath(), problems: loader.problems)
        return loader.readClient(id, table, owners: &owners)
    }

    /// The document with a change to it: members that are null are removed, tables merged, everything else replaced
    /// (RFC 7396).
    func merged(with patch: [String: ConfigurationValue], now: Int64) -> ClientDocument {
        var copy = self
        copy.fields = Self.merge(fields, patch)
        copy.updatedAt = now
        return copy
    }

    private static func merge(
        _ target: [String: ConfigurationValue], _ patch: [String: ConfigurationValue]
    ) -> [String: ConfigurationValue] {
        var result = target
        for (name, value) in patch {
            switch value {
            case .null: result[name] = nil
            case .table(let members):
                let inner: [String: ConfigurationValue] = if case .table(let old) = target[name] { old } else { [:] }
                result[name] = .table(merge(inner, members))
            default: result[name] = value
            }
        }
        return result
    }

    /// What is wrong with it as the record of a client, one line each; none if nothing is.
    func problems(id: String, baseDomain: String, hasBot: (String) -> Bool) -> [String] {
        let problems = ConfigurationProblems()
        var loader = ConfigurationLoader(problems: problems)
        loader.configuration.edge.baseDomain = baseDomain
        var owners: [String: String] = [:]
        let client = loader.readClient(
            id, TableReader(fields, at: ConfigurationKeyPath(), problems: problems), owners: &owners)
        if let bot = client.bot, !hasBot(bot) {
            problems.add(
                ConfigurationKeyPath().appending("bot"), "there is no bot '\(bot)'",
                advice: "define it under [edge.bots.\(bot)] first")
        }
        for host in client.hosts where HostPolicy.isOwnName(host) {
            problems.add(
                ConfigurationKeyPath().appending("hosts"), "'\(host)' is this machine's own, and no client's",
                advice: "name a host of the client's")
        }
        return problems.entries.map { entry in
            let advice = entry.rejection.advice.map { "; \($0)" } ?? ""
            return "\(entry.path): \(entry.rejection.message)\(advice)"
        }
    }
}
