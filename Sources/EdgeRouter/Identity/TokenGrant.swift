// SPDX-License-Identifier: Apache-2.0

internal import FoundationEssentials
internal import KVStore

/// What a token is good for: its record in the store, without the token.
struct TokenGrant: Sendable, Equatable {
    /// The client whose token it is.
    let client: String
    /// Of the clients of that id the one it was given to: with another it is good for nothing.
    var life = ClientLife.first
    /// What the operator calls it; may be empty.
    var name = ""
    let scopes: TokenScopes
    /// Unix seconds.
    let createdAt: Int64
    /// Unix seconds from which on it is good for nothing; nil for never.
    var expiresAt: Int64?

    /// Its record, as the store has it.
    var json: [UInt8] {
        let form = Form(
            client: client, name: name, scopes: scopes.names, createdAt: createdAt, expiresAt: expiresAt,
            life: life == .first ? nil : life.text)
        // Strings and numbers alone: nothing that JSON has no form for.
        return (try? JSONEncoder().encode(form)).map { Array($0) } ?? []
    }

    /// The grant that a record in the store tells of; nil if it is none. Scopes of a newer version are left out.
    ///
    /// Taken apart by hand: a loop reads one for each token that it meets, and Foundation's decoder took longer than
    /// all the rest of such a request.
    init?(json: [UInt8]) {
        guard JSONSyntax.isValid(json), let members = JSONParts.members(json, JSONParts.value(json)) else { return nil }
        var client: String?
        var name: String?
        var scopes: TokenScopes?
        var createdAt: Int64?
        for (member, range) in members {
            switch member {
            case "client": client = JSONParts.string(json, range)
            case "name": name = JSONParts.string(json, range)
            case "scopes":
                guard let names = JSONParts.elements(json, range) else { return nil }
                scopes = TokenScopes(
                    names.compactMap { JSONParts.string(json, $0) }.compactMap { TokenScopes(name: $0) })
            case "created_at": createdAt = JSONParts.integer(json, range)
            case "expires_at":
                if JSONParts.isWord("null", json, range) { continue }
                guard let seconds = JSONParts.integer(json, range) else { return nil }
                expiresAt = seconds
            case "life":
                guard let text = JSONParts.string(json, range) else { return nil }
                life = ClientLife(text: text)
            default: break
            }
        }
        guard let client, let name, let scopes, let createdAt else { return nil }
        self.client = client
        self.name = name
        self.scopes = scopes
        self.createdAt = createdAt
    }

    init(
        client: String, name: String = "", scopes: TokenScopes, createdAt: Int64, expiresAt: Int64? = nil,
        life: ClientLife = .first
    ) {
        self.life = life
        self.client = client
        self.name = name
        self.scopes = scopes
        self.createdAt = createdAt
        self.expiresAt = expiresAt
    }

    /// Whether it is good for anything now.
    func isAlive(now: Int64) -> Bool { expiresAt.map { now < $0 } ?? true }

    private struct Form: Encodable {
        let client: String
        let name: String
        let scopes: [String]
        let createdAt: Int64
        let expiresAt: Int64?
        let life: String?

        enum CodingKeys: String, CodingKey {
            case client, name, scopes, life
            case createdAt = "created_at"
            case expiresAt = "expires_at"
        }
    }
}
