// SPDX-License-Identifier: Apache-2.0

internal import HTTPCore

/// A client's record as the operator sees it: that of the configuration file, or else that of the store. Variables are
/// told by their names alone, whoever asks: their values may be secrets.
struct ClientView: Equatable {
    let id: String
    /// Whether the file defines the client.
    let isInFile: Bool
    /// Whether the store has a record besides, which does not count.
    let isShadowing: Bool
    /// Whether there is a record in the store that is none.
    let isUnreadable: Bool
    /// Of a record in the store.
    let etag: [UInt8]?
    private let members: [String: ConfigurationValue]

    /// What stands for the value of a variable.
    static let mask = "…"

    /// Nil where there is no record.
    init?(_ id: String, inFile: ClientConfiguration?, stored: (json: [UInt8], etag: [UInt8])?) {
        guard inFile != nil || stored != nil else { return nil }
        self.id = id
        isInFile = inFile != nil
        isShadowing = inFile != nil && stored != nil
        etag = inFile == nil ? stored?.etag : nil
        let document = stored.flatMap { ClientDocument(stored: $0.json) }
        isUnreadable = inFile == nil && document == nil
        members = Self.masked(inFile?.members ?? document?.members ?? [:])
    }

    private static func masked(_ members: [String: ConfigurationValue]) -> [String: ConfigurationValue] {
        var members = members
        guard let env = members["env"] else { return members }
        members["env"] =
            if case .table(let env) = env {
                .table(env.mapValues { _ in .string(mask) })
            } else {
                .string(mask)
            }
        return members
    }

    /// A change without what was only shown: variables whose value is the mask stay as they are.
    static func unmasked(_ patch: [String: ConfigurationValue]) -> [String: ConfigurationValue] {
        guard case .table(let env) = patch["env"] else { return patch }
        var patch = patch
        patch["env"] = .table(env.filter { $0.value != .string(mask) })
        return patch
    }

    /// Appends it as a JSON object.
    func append(to json: inout [UInt8]) {
        var shown = members
        shown["id"] = .string(id)
        shown["source"] = .string(isInFile ? "file" : "store")
        if isShadowing { shown["shadows"] = .string("store") }
        if isUnreadable { shown["unreadable"] = .boolean(true) }
        json.append(text: ConfigurationValue.table(shown).jsonText)
    }
}

extension ClientDocument {
    /// As it is shown.
    fileprivate var members: [String: ConfigurationValue] {
        var members = fields
        members["created_at"] = .integer(createdAt)
        members["updated_at"] = .integer(updatedAt)
        return members
    }
}

extension ClientConfiguration {
    /// As it is shown.
    fileprivate var members: [String: ConfigurationValue] {
        var members: [String: ConfigurationValue] = [:]
        members["bot"] = bot.map { .string($0) }
        if !hosts.isEmpty { members["hosts"] = .array(hosts.map { .string($0) }) }
        if !env.isEmpty { members["env"] = .table(env.mapValues { .string($0) }) }
        var limits: [String: ConfigurationValue] = [:]
        limits["requests_per_s"] = self.limits.requestsPerSecond.map { .double($0) }
        for (name, value) in [
            ("burst", self.limits.burst), ("concurrent", self.limits.concurrent),
            ("starts_per_min", self.limits.startsPerMinute), ("kv_bytes", self.limits.kvBytes),
            ("body_bytes", self.limits.bodyBytes),
        ] {
            limits[name] = value.map { .integer(Int64($0)) }
        }
        if !limits.isEmpty { members["limits"] = .table(limits) }
        if let model = llm.model { members["llm"] = .table(["model": .string(model)]) }
        return members
    }
}
