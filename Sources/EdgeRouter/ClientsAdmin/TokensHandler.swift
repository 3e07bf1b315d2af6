// SPDX-License-Identifier: Apache-2.0

internal import EventLoop
internal import HTTPCore
internal import KVStore

/// `/admin/clients/{id}/tokens`: makes tokens, lists them without their secrets, revokes them.
enum TokensHandler {
    private static let bodyBytes = 4096
    private static let nameCharacters = 100
    /// Tokens that one client may have: more are a mistake, and the list is one page.
    static let maximumCount = 1000
    /// The longest life that a token may be given, in seconds: a hundred years, against slips of the pen.
    private static let longestLife: Int64 = 100 * 366 * 86_400

    // MARK: Making

    static func create(_ exchange: Exchange, _ client: String) throws(Problem) {
        exchange.gatherBody(limit: bodyBytes) { exchange, body in
            exchange.attempt { () throws(Problem) in
                let grant = try grant(of: body, client, now: exchange.worker.dates.seconds)
                try store(exchange, grant)
            }
        }
    }

    private static func grant(of body: [UInt8], _ client: String, now: Int64) throws(Problem) -> TokenGrant {
        let table = AdminBody.reader(try AdminBody.members(body))
        let name = table.text("name") ?? ""
        if name.count > nameCharacters { table.note("name", "is longer than \(nameCharacters) characters") }
        let scopes = table.list("scopes") { (text) throws(ConfigurationRejection) in
            if let scope = TokenScopes(name: text) { return scope }
            throw ConfigurationRejection(
                message: "there is no scope '\(printable(text))'",
                advice: "there are \(TokenScopes.names.joined(separator: ", "))")
        }
        if scopes?.isEmpty ?? false { table.note("scopes", "is empty", advice: "leave it out for all scopes") }
        let life = table.duration("expires_in")
        let moment = table.integer("expires_at", in: 0...Int(now + longestLife))
        if let moment, Int64(moment) <= now {
            table.note("expires_at", "\(moment) is past", advice: "unix seconds that lie ahead (now is \(now))")
        }
        if life != nil, moment != nil {
            table.note("expires_in", "stands beside expires_at", advice: "give one of them")
        }
        try AdminBody.check(table.finish())
        let expiry = life.map { now + max(1, $0.components.seconds) } ?? moment.map { Int64($0) }
        return TokenGrant(
            client: client, name: name, scopes: scopes.map { TokenScopes($0) } ?? .all, createdAt: now,
            expiresAt: expiry)
    }

    private static func store(_ exchange: Exchange, _ grant: TokenGrant) throws(Problem) {
        let worker = exchange.worker
        var grant = grant
        grant.life = try exchange.storedLife(of: grant.client)
        // A client that is being deleted gets no token any more, nor one the token of another.
        var transaction = KVTransaction(if: grant.life.condition(of: grant.client))
        if worker.tables.configuration(ofClient: grant.client) == nil {
            guard try exchange.storedEntry(.clientRecords, grant.client) != nil else {
                throw .noSuchClient(grant.client)
            }
            transaction.conditions.append(.init(.clientRecords, try KVKey(text: grant.client), .ifMatchAny))
        }
        transaction.rooms = [
            .init(.tokensOfClients, prefix: Array((grant.client + "/").utf8), limit: maximumCount)
        ]
        let token = ClientToken()
        let digest = TokenDigest(of: Array(token.text.utf8).span)
        let key = try KVKey(text: String(decoding: digest.hexadecimal, as: UTF8.self))
        transaction.puts = [
            KVPut(namespace: .tokens, key: key, value: grant.json, expiresAt: grant.expiresAt),
            KVPut(
                namespace: .tokensOfClients, key: try indexKey(grant.client, digest), value: [],
                expiresAt: grant.expiresAt),
        ]
        worker.submit([.transaction(transaction)], bytes: 1024, exchange) { [grant] exchange, results in
            switch results.first {
            case .transacted: answer(exchange, token, digest, grant)
            case .noRoom: exchange.fail(.tooManyTokens(grant.client))
            case .failed(let error): exchange.fail(KVHandler.problem(error))
            default:
                let isInFile = exchange.worker.tables.configuration(ofClient: grant.client) != nil
                exchange.fail(isInFile ? .removedMeanwhile(grant.client) : .noSuchClient(grant.client))
            }
        }
    }

    private static func answer(_ exchange: Exchange, _ token: ClientToken, _ digest: TokenDigest, _ grant: TokenGrant) {
        var json: [UInt8] = []
        append(grant, id: digest.tokenID, lastUsed: nil, token: token.text, to: &json)
        json.append(text: "\n")
        exchange.respond(201, contentType: "application/json", json) { out in
            out.append(field: "Location", "/admin/clients/\(grant.client)/tokens/\(digest.tokenID)")
            // It is shown this once, and shall lie in no cache.
            out.append(field: "Cache-Control", "no-store")
        }
    }

    // MARK: Listing

    static func list(_ exchange: Exchange, _ client: String) throws(Problem) {
        let digests = try digests(exchange, client, tokenID: "")
        if digests.isEmpty, exchange.worker.tables.configuration(ofClient: client) == nil {
            guard try exchange.storedEntry(.clientRecords, client) != nil else { throw .noSuchClient(client) }
        }
        let life = try exchange.storedLife(of: client)
        var json = Array(#"{"tokens":["#.utf8)
        var isFirst = true
        for digest in digests {
            guard let entry = try exchange.storedEntry(.tokens, digest), let grant = TokenGrant(json: entry.value),
                grant.life == life
            else { continue }
            let use = try exchange.storedEntry(.tokenUses, digest).flatMap {
                Int64(String(decoding: $0.value, as: UTF8.self))
            }
            if !isFirst { json.append(text: ",") }
            isFirst = false
            append(grant, id: String(digest.prefix(16)), lastUsed: use, token: nil, to: &json)
        }
        json.append(text: "]}\n")
        exchange.respond(200, contentType: "application/json", json)
    }

    private static func append(
        _ grant: TokenGrant, id: String, lastUsed: Int64?, token: String?, to json: inout [UInt8]
    ) {
        var members: [String: ConfigurationValue] = [
            "id": .string(id), "client": .string(grant.client), "name": .string(grant.name),
            "scopes": .array(grant.scopes.names.map { .string($0) }), "created_at": .integer(grant.createdAt),
            "expires_at": grant.expiresAt.map { .integer($0) } ?? .null,
        ]
        if let token {
            members["token"] = .string(token)
        } else {
            members["last_used_at"] = lastUsed.map { .integer($0) } ?? .null
        }
        json.append(text: ConfigurationValue.table(members).jsonText)
    }

    // MARK: Revoking

    static func revoke(_ exchange: Exchange, _ client: String, _ tokenID: String) throws(Problem) {
        guard tokenID.utf8.count == 16, tokenID.utf8.allSatisfy({ $0.hexDigitValue != nil }),
            let digest = try digests(exchange, client, tokenID: tokenID).first
        else { throw .noSuchToken(client) }
        let deletes = try deletions(client, [digest])
        exchange.worker.submit([.transaction(KVTransaction(deletes: deletes))], bytes: 1024, exchange) {
            exchange, results in
            switch results.first {
            case .transacted: exchange.respond(204)
            case .failed(let error): exchange.fail(KVHandler.problem(error))
            default: exchange.fail(.noSuchToken(client))
            }
        }
    }

    /// What takes tokens away: their records, what leads to them, and when they were used.
    static func deletions(
        _ client: String, _ digests: [String]
    ) throws(Problem) -> [(namespace: KVNamespace, key: KVKey)] {
        var deletes: [(namespace: KVNamespace, key: KVKey)] = []
        for digest in digests {
            let key = try KVKey(text: digest)
            deletes += [(.tokens, key), (.tokenUses, key), (.tokensOfClients, try KVKey(text: "\(client)/\(digest)"))]
        }
        return deletes
    }

    /// The digests of a client's tokens whose id begins so.
    static func digests(_ exchange: Exchange, _ client: String, tokenID: String) throws(Problem) -> [String] {
        var digests: [String] = []
        var cursor: [UInt8]?
        repeat {
            let page = try exchange.listed(
                .tokensOfClients, prefix: "\(client)/\(tokenID)", limit: maximumCount, cursor: cursor)
            digests += page.names.map { String(decoding: $0.dropFirst(client.utf8.count + 1), as: UTF8.self) }
            cursor = page.isComplete ? nil : page.cursor
        } while cursor != nil
        return digests
    }

    private static func indexKey(_ client: String, _ digest: TokenDigest) throws(Problem) -> KVKey {
        try KVKey(text: "\(client)/\(String(decoding: digest.hexadecimal, as: UTF8.self))")
    }
}

extension Exchange {
    /// Which of the clients of an id there is now, as the store has it.
    func storedLife(of client: String) throws(Problem) -> ClientLife {
        ClientLife(removal: try storedEntry(.clientRemovals, client)?.etag)
    }
}

extension Problem {
    fileprivate static func tooManyTokens(_ client: String) -> Problem {
        Problem(
            409, "too-many-tokens", "Too many tokens",
            "`\(client)` has \(TokensHandler.maximumCount) tokens; revoke those that are not used.")
    }

    fileprivate static func removedMeanwhile(_ client: String) -> Problem {
        Problem(
            409, "changed-meanwhile", "Changed meanwhile",
            "`\(client)` has been purged by another request; no token was made.", retryAfter: 1)
    }

    static func noSuchToken(_ client: String) -> Problem {
        Problem(
            404, "no-such-token", "No such token",
            "`\(client)` has no such token; GET /admin/clients/\(client)/tokens lists them.")
    }
}
