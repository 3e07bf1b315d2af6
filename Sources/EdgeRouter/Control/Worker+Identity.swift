// SPDX-License-Identifier: Apache-2.0

internal import EventLoop
internal import HTTPCore
internal import KVStore

// Who asks. Runs on every request of a client.

extension Worker {
    /// A token's last use is written down once in so many seconds at most, on each loop: 100,000 tokens are then some
    /// fifty writes a second.
    private static let useInterval: Int64 = 3600
    /// Uses that are written down together, at most: one transaction.
    private static let usesTogether = 512

    /// Finds the client of a request, and whether it may do what it asks for.
    func identify(_ exchange: Exchange, hostClient: String?) throws(Problem) {
        let route = exchange.route
        let bytes = exchange.buffer.bytes
        let grant = try presentedGrant(exchange, bytes)
        let isAnonymous = tables.demandsTokens && grant == nil
        if isAnonymous {
            let isNamed = route.pathClient != nil || hostClient != nil || route.routeClient != nil
            guard isNamed, route.destination.label == .bot else { throw .tokenWanted }
        }
        let client = try tables.clients.resolve(
            bytes.span, token: grant?.client, header: exchange.head.first(.xClientID)?.value, path: route.pathClient,
            host: hostClient, route: route.routeClient)
        let record = try client.map { (id) throws(Problem) in try self.record(of: id) }
        if isAnonymous {
            guard let record, record.isKnown || !tables.refusesUnknown, isPublic(exchange, record, bytes) else {
                throw .tokenWanted
            }
            exchange.isAnonymous = true
        } else {
            if let record, tables.refusesUnknown, !record.isKnown { throw .unknownClient(record.id) }
            if let grant { try check(grant, exchange, bytes) }
        }
        exchange.client = record
    }

    private func check(_ grant: TokenGrant, _ exchange: Exchange, _ bytes: [UInt8]) throws(Problem) {
        let method = exchange.head.method
        let needed =
            exchange.route.destination == .cloudflareAPI
            ? ClientAccess.scopes(CloudflareRoute(exchange.semantics.target.path, bytes.span), method)
            : TokenScopes.needed(for: exchange.route.destination, method)
        guard !grant.scopes.isSuperset(of: needed) else { return }
        throw .scopeWanted(needed)
    }

    /// Whether the bot lets everybody reach the path. A path that some programs would read as another one is never
    /// public.
    private func isPublic(_ exchange: Exchange, _ client: ClientRecord, _ bytes: [UInt8]) -> Bool {
        let bot: BotRoute? =
            switch exchange.route.destination {
            case .bot: client.bot
            case .namedBot(let binding): tables.bots[binding]
            default: nil
            }
        guard let bot, !bot.publicPaths.isEmpty else { return false }
        let target = exchange.semantics.target.path
        let path = ByteRange(Int(target.start) + exchange.route.prefixLength, Int(target.end))
        let text = path.isEmpty ? "/" : exchange.text(path)
        guard path.isEmpty || PercentCoding.normalisedPath(bytes.span, path).elementsEqual(bytes[path.indices]) else {
            return false
        }
        return bot.publicPaths.contains { $0.matches(text) }
    }

    // MARK: Tokens

    /// What the token that a request shows is good for; nil if it shows none of ours.
    private func presentedGrant(_ exchange: Exchange, _ bytes: [UInt8]) throws(Problem) -> TokenGrant? {
        var token: ByteRange?
        for field in exchange.head.fields where field.id == .authorization {
            guard let range = BearerToken.ownRange(in: field.value, bytes.span) else { continue }
            guard token == nil else { throw .severalTokens }
            token = range
        }
        guard let token else { return nil }
        let digest = TokenDigest(of: bytes.span.extracting(token.indices))
        exchange.token = digest
        if let known = identities.grant(digest), known.grant.isAlive(now: dates.seconds) {
            if known.notedAt + Self.useInterval <= dates.seconds { noteUse(digest, known.grant) }
            return known.grant
        }
        return try lookUp(digest, Array(bytes[token.indices]), exchange)
    }

    /// The first request with this token on this loop for a while, or one with a token that is none.
    ///
    /// Looked up even for a source that has failed too often: behind one address there may be others, and what has 256
    /// random bits is not found by trying.
    private func lookUp(
        _ digest: TokenDigest, _ token: [UInt8], _ exchange: Exchange
    ) throws(Problem) -> TokenGrant {
        if ClientToken.isWellFormed(token),
            let entry = try stored(.tokens, digest.hexadecimal), let grant = TokenGrant(json: entry.value),
            grant.isAlive(now: dates.seconds), try isAlive(grant.life, of: grant.client)
        {
            identities.keep(grant, digest)
            noteUse(digest, grant)
            return grant
        }
        try checkAttempts(exchange)
        throw failedAttempt(exchange, .invalidToken)
    }

    /// A source that has failed too often is not told of another failure.
    func checkAttempts(_ exchange: Exchange) throws(Problem) {
        guard let seconds = failedAttempts.secondsToWait(sourceAddress(of: exchange), now: loop.now) else { return }
        metrics.blockedAttempts &+= 1
        throw .tooManyAttempts(seconds)
    }

    /// Counts an attempt with a wrong token; returns the problem that it is answered with.
    func failedAttempt(_ exchange: Exchange, _ problem: Problem) -> Problem {
        metrics.refusedTokens &+= 1
        failedAttempts.note(sourceAddress(of: exchange), now: loop.now)
        return problem
    }

    /// The address a request comes from: behind a trusted proxy the last that it tells of and that is no proxy of ours.
    func sourceAddress(of exchange: Exchange) -> [UInt8] {
        guard let peer = exchange.connection?.peer else { return [] }
        guard tables.isTrusted(peer) else { return peer.bytes }
        let told = exchange.head.fields.filter { $0.id == .xForwardedFor }.map { exchange.text($0.value) }
        let hops = told.joined(separator: ",").split(separator: ",").reversed()
        for hop in hops {
            let literal = String(hop.drop { $0 == " " }.prefix { $0 != " " })
            guard let address = SocketAddress(literal: literal, port: 0) else { break }
            if !tables.isTrusted(address) { return address.bytes }
        }
        return peer.bytes
    }

    /// Writes down that a token has been used, for as long as there is the token: it may be revoked, or expire, while
    /// this is on its way.
    private func noteUse(_ digest: TokenDigest, _ grant: TokenGrant) {
        identities.noteUse(digest, at: dates.seconds)
        guard let key = try? KVKey(validating: digest.hexadecimal) else { return }
        let value = Array(String(dates.seconds).utf8)
        let use = KVPut(namespace: .tokenUses, key: key, value: value, expiresAt: grant.expiresAt)
        tokenUses.append(.transaction(KVTransaction(if: [.init(.tokens, key, .ifMatchAny)], puts: [use])))
        if tokenUses.count >= Self.usesTogether { flushTokenUses() }
    }

    /// Hands over what has been noted. Many together, because each handing over is a flush of the disk.
    func flushTokenUses() {
        guard !tokenUses.isEmpty else { return }
        services.writes.submit(tokenUses)
        tokenUses.removeAll(keepingCapacity: true)
    }

    // MARK: Records

    /// What is known of a client, by its id.
    func record(of id: String) throws(Problem) -> ClientRecord {
        if let record = identities.record(id) { return record }
        var configuration = tables.configuration(ofClient: id)
        if configuration == nil, let entry = try stored(.clientRecords, Array(id.utf8)) {
            configuration = ClientDocument(stored: entry.value)?.configuration(id: id)
        }
        let record = tables.record(of: id, configuration)
        record.life = ClientLife(removal: try stored(.clientRemovals, Array(id.utf8))?.etag)
        findLimit(of: record)
        identities.keep(record)
        return record
    }

    /// Whether it is the life of the client that has the id now.
    func isAlive(_ life: ClientLife, of id: String) throws(Problem) -> Bool {
        if try record(of: id).life == life { return true }
        // The loop may not have heard yet that a client was removed and made again.
        identities.forgetRecord(id)
        return try record(of: id).life == life
    }

    /// Whose a host is that neither is the router's own nor stands in the configuration.
    func owner(ofHost host: ByteRange, _ bytes: Span<UInt8>) throws(Problem) -> String? {
        let name = HostPolicy.lowercased(bytes, host)
        if let owner = identities.owner(ofHost: name) { return owner }
        let entry = try stored(.clientHosts, Array(name.utf8))
        // Of a client that the file defines, what the store has does not count.
        let owner = entry.map { String(decoding: $0.value, as: UTF8.self) }.flatMap {
            tables.configuration(ofClient: $0) == nil ? $0 : nil
        }
        identities.keep(host: name, owner: owner)
        return owner
    }

    private func stored(_ namespace: KVNamespace, _ key: [UInt8]) throws(Problem) -> KVEntry? {
        do throws(KVError) {
            guard case .found(let entry) = try reader.get(namespace, key: key.span, now: dates.seconds) else {
                return nil
            }
            return entry
        } catch {
            throw KVHandler.problem(error)
        }
    }
}

extension Exchange {
    /// What must hold when a write of the request is done: a value may be long in coming, and the token revoked
    /// meanwhile, or the client removed. Nothing for who shows no token: such a request can be sent anew.
    var needs: [KVTransaction.Condition] {
        let life = client.map { $0.life.condition(of: $0.id) } ?? []
        if connection?.listener == .bots { return life }
        guard let token, let key = try? KVKey(validating: token.hexadecimal) else { return [] }
        return [.init(.tokens, key, .ifMatchAny)] + life
    }
}

extension Problem {
    static let tokenWanted = Problem(
        401, "no-token", "Token wanted",
        "This router serves clients by their tokens: send Authorization: Bearer with a token that begins with edge_.")

    /// One answer for all of them: whoever tries tokens learns nothing from it.
    static let invalidToken: Problem = {
        var problem = Problem(
            401, "invalid-token", "Not a valid token",
            "The token is unknown, mistyped, revoked or expired; the operator can make a new one.")
        problem.challenge = #"Bearer error="invalid_token""#
        return problem
    }()

    static let severalTokens = Problem(
        400, "several-tokens", "Several tokens", "The request shows more than one token; send one.")

    static func tooManyAttempts(_ seconds: Int) -> Problem {
        Problem(
            429, "too-many-attempts", "Too many attempts",
            "Too many wrong tokens have come from this address; wait before the next one.", retryAfter: seconds)
    }

    static func scopeWanted(_ scopes: TokenScopes) -> Problem {
        Problem(
            403, "no-scope", "Token without the scope",
            "The token is not good for this: it needs the scope \(scopes.names.joined(separator: " ")).")
    }

    static func unknownClient(_ id: String) -> Problem {
        Problem(
            403, "unknown-client", "Unknown client",
            "The client `\(id)` has no record, neither in [edge.clients] nor by POST /admin/clients, and "
                + "unknown_clients is \"refuse\".")
    }
}
