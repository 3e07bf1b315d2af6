// SPDX-License-Identifier: Apache-2.0

internal import ContainerPool
internal import EventLoop
internal import FoundationEssentials
internal import HTTPCore
internal import KVStore

// The bot listener: what bots ask, each known by its token.

extension Worker {
    /// Answers a bot: its client's data, its own state, its way out.
    func dispatchBots(_ exchange: Exchange) throws(Problem) {
        exchange.route = Route(.botAPI)
        if exchange.asksToBeLed {
            return try lead(exchange, try bearer(of: exchange, "proxy-authorization"))
        }
        let bearer = try bearer(of: exchange, "authorization")
        guard exchange.botRoute != nil else { throw .noBotRoute(exchange) }
        guard let id = bearer.client else { throw .clientWanted }
        let client = try record(of: id)
        guard client.isKnown || !tables.refusesUnknown else { throw .unknownClient(id) }
        exchange.client = client
        exchange.askingBot = bearer.binding
        findBotLimit(of: client)
        guard admit(exchange) else { return }
        try answerBot(exchange, binding: bearer.binding)
    }

    /// Answers a request of the bot API that has been let in.
    func answerBot(_ exchange: Exchange, binding bot: String) throws(Problem) {
        guard let route = exchange.botRoute, let client = exchange.client else { throw .noBotRoute(exchange) }
        let space = BotSpace(binding: bot, client: client.id)
        switch route {
        case .keyList: KVListHandler.handle(exchange, client.namespace)
        case .key(let key): KVHandler.handle(exchange, client.namespace, key: key, isWritable: true)
        case .grantedList(let binding): KVListHandler.handle(exchange, try granted(exchange, binding, bot))
        case .grantedKey(let binding, let key):
            KVHandler.handle(exchange, try granted(exchange, binding, bot), key: key, isWritable: false)
        case .stateList, .stateKey, .stateTransaction: try StateHandler.handle(exchange, space, route)
        case .alarm: try AlarmHandler.handle(exchange, space)
        case .gateway:
            exchange.errorStyle = .openAI
            ChatCompletionsHandler.handle(exchange)
        }
    }

    private func granted(
        _ exchange: Exchange, _ range: ByteRange, _ bot: String
    ) throws(Problem) -> KVNamespace {
        let name = exchange.text(range)
        guard tables.botRights[bot]?.granted.contains(name) ?? false, let bound = tables.bindings[name]
        else { throw .notGranted(name, bot) }
        return resolve(bound)
    }

    /// Who shows a token in a field of that name, in lower case.
    private func bearer(of exchange: Exchange, _ field: String) throws(Problem) -> BotInstances.Bearer {
        let isProxy = field == "proxy-authorization"
        func refused(_ problem: Problem) -> Problem {
            metrics.refusedTokens &+= 1
            return isProxy ? problem.asProxy : problem
        }
        guard let peer = exchange.connection?.peer else { throw .noBotToken }
        let bytes = exchange.buffer.bytes
        let shown = exchange.head.fields.filter { bytes.span.matches($0.name, lowercase: field) }
        guard shown.count == 1, let token = Self.token(in: shown[0].value, bytes) else { throw refused(.noBotToken) }
        let bearer: BotInstances.Bearer
        do throws(BotInstances.Refusal) {
            bearer = try botInstances.bearer(token, from: peer, key: services.bots.tokenKey, now: dates.seconds)
        } catch {
            throw refused(.botToken(error))
        }
        // A removed client's instance may run a moment longer, and the one who has the id now is another.
        if let client = bearer.client, try !isAlive(bearer.life, of: client) { throw refused(.botToken(.ended)) }
        return bearer
    }

    /// The token in the value of a field: `Bearer TOKEN`, or `Basic` with it as the password, as the URL of a proxy
    /// (`http://edge:TOKEN@…`) has programs send it.
    private static func token(in value: ByteRange, _ bytes: [UInt8]) -> ArraySlice<UInt8>? {
        if let token = BearerToken.range(in: value, bytes.span) { return bytes[token.indices] }
        let scheme = "basic "
        guard value.count > scheme.utf8.count,
            bytes.span.matches(
                ByteRange(Int(value.start), Int(value.start) + scheme.utf8.count), lowercase: scheme),
            let pair = Data(base64Encoded: Data(bytes[value.indices].dropFirst(scheme.utf8.count)))
        else { return nil }
        let credentials = Array(pair)
        guard let colon = credentials.firstIndex(of: 0x3a) else { return nil }
        return credentials[(colon + 1)...]
    }

    /// The token that a request to a shared instance carries, for that instance to act for the client; nil where it
    /// needs none. Good for ``BotToken/requestSeconds``.
    func requestToken(for exchange: Exchange) -> String? {
        guard botInstances.hasShared, let client = exchange.client,
            let generation = exchange.forwarding?.borrowed?.endpoint.generation,
            let instance = botInstances.shared(generation: generation)
        else { return nil }
        let token = BotToken(
            binding: instance.key.binding, client: client.id, life: client.life, instance: instance.id,
            expiresAt: dates.seconds + BotToken.requestSeconds)
        return token.text(signedWith: services.bots.tokenKey)
    }
}

// MARK: - The router's own calls

extension Worker {
    /// Calls a bot; how it went is told to the control thread.
    func begin(_ call: BotCall) {
        guard !isDraining, let peer = SocketAddress(literal: "127.0.0.1", port: 0) else {
            return services.control.send(.called(call.id, status: nil))
        }
        do throws(SystemError) {
            let (near, far) = try Descriptor.pair()
            let caller = BotCaller(far.take(), call, on: self)
            let connection = ClientConnection(near.take(), peer: peer, .own, on: self)
            connection.caller = caller
            do {
                try loop.register(caller)
                try loop.register(connection)
            } catch {
                loop.close(caller)
                loop.close(connection)
                throw error
            }
            metrics.connectionsOpen += 1
            connection.accepted()
            caller.start()
        } catch {
            services.control.send(.called(call.id, status: nil))
        }
    }

    /// Forwards a call of the router's own.
    func dispatchOwn(_ exchange: Exchange) throws(Problem) {
        guard let call = exchange.connection?.caller?.call, let bot = tables.bots[call.binding] else {
            throw .noBot(exchange.connection?.caller?.call.binding ?? "")
        }
        exchange.route = Route(.namedBot(call.binding))
        if let client = call.client { exchange.client = try record(of: client) }
        try forward(exchange, to: bot, isOwn: true)
    }
}

extension Exchange {
    /// What the path names in the bot API.
    fileprivate var botRoute: BotAPIRoute? {
        let bytes = buffer.bytes
        return BotAPIRoute(semantics.target.path, bytes.span, head.method)
    }

    /// Whether the router is to lead the request on to another host.
    fileprivate var asksToBeLed: Bool { semantics.target.authority != nil }
}

extension Problem {
    static let noBotToken = Problem(
        401, "no-token", "Token wanted",
        "This listener serves bots by their tokens: send Authorization: Bearer with EDGE_TOKEN, or in an instance that "
            + "clients share with what came in X-Edge-Token.")

    static func botToken(_ refusal: BotInstances.Refusal) -> Problem {
        let detail =
            switch refusal {
            case .unknown: "The token was not made by this router, or not whole; send EDGE_TOKEN as it is."
            case .expired:
                "The token's \(BotToken.requestSeconds / 60) minutes are over; each request brings a new one in "
                    + "X-Edge-Token."
            case .ended: "The token's instance runs no longer; one that was started anew has a token of its own."
            case .elsewhere: "The token is good only from the address of the instance it was given to."
            }
        var problem = Problem(401, "invalid-token", "Not a valid token", detail)
        problem.challenge = #"Bearer error="invalid_token""#
        return problem
    }

    /// The same from a proxy (RFC 9110 section 15.5.8).
    fileprivate var asProxy: Problem {
        var problem = Problem(
            407, code, title, "\(detail) To a proxy it is shown in Proxy-Authorization, Bearer or as a Basic password.")
        problem.challenge = #"Basic realm="edge-router""#
        return problem
    }

    static let clientWanted = Problem(
        403, "no-client", "No client",
        "This instance serves several clients, and EDGE_TOKEN names none: show the token that came in X-Edge-Token.")

    fileprivate static func notGranted(_ name: String, _ binding: String) -> Problem {
        Problem(
            403, "not-granted", "Not granted",
            "`\(printable(name))` is not granted to this bot: add it to [edge.bots.\(binding)] kv. A key that begins "
                + "with @ is written %40.")
    }

    fileprivate static func noBotRoute(_ exchange: Exchange) -> Problem {
        Problem(
            404, "no-route", "No such path",
            "Bots are served /kv, /kv/{key}, /kv/@{BINDING}/{key}, /state, /state/{key}, POST /state/transaction, "
                + "/alarm, and CONNECT.")
    }
}
