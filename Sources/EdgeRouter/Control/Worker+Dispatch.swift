// SPDX-License-Identifier: Apache-2.0

internal import EventLoop
internal import HTTPCore
internal import KVStore

// Who asks, for what, and who answers. Runs on every request, synchronously.

extension Worker {
    /// Finds the client and the route of a request and has it answered.
    func dispatch(_ exchange: Exchange) {
        guard let connection = exchange.connection else { return }
        do throws(Problem) {
            switch connection.listener {
            case .data:
                guard exchange.head.method != .trace else { throw .methodNotAllowed(Problem.servedMethods) }
                try dispatchData(exchange)
            case .admin: try dispatchAdmin(exchange)
            case .bots: try dispatchBots(exchange)
            case .own: try dispatchOwn(exchange)
            }
        } catch {
            exchange.fail(error)
        }
    }

    private func dispatchData(_ exchange: Exchange) throws(Problem) {
        let start = Instant.now
        let bytes = exchange.buffer.bytes
        let target = exchange.semantics.target
        if target.isAsterisk { return exchange.respond(204) { $0.append(field: "Allow", "GET, HEAD, PUT, DELETE") } }
        let host = exchange.semantics.authority?.host
        var verdict = host.map { tables.hosts.verdict(bytes.span, $0) } ?? .own
        if verdict == .foreign, let host, let owner = try owner(ofHost: host, bytes.span) { verdict = .client(owner) }

        let hostClient: String? = if case .client(let id) = verdict { id } else { nil }
        let route = tables.routes.find(
            bytes.span, path: target.path, host: host, onClientHost: hostClient != nil)
        exchange.route = route
        if route.destination == .health { return HealthHandler.health(exchange) }
        if route.destination.isOpenAI { exchange.errorStyle = .openAI }
        if route.destination == .cloudflareAPI {
            exchange.errorStyle = .cloudflare
            // In open mode anyone is whoever they say, and the operator's listener has all of it.
            guard tables.demandsTokens else { throw .noRoute(exchange) }
        }
        guard verdict != .foreign || tables.acceptsForeignHosts else {
            throw .misdirected(exchange, host, tables.baseDomain)
        }
        if try !mayBeRead(exchange, bytes) { return CORSAnswer.answerPreflight(exchange) }
        if route.destination == .readiness { return HealthHandler.readiness(exchange) }
        try identify(exchange, hostClient: hostClient)
        exchange.lastMark = exchange.measured(.client, since: start)
        guard admit(exchange) else { return }
        try answer(exchange, route)
    }

    /// Looks at the origin of a request that a browser sends for a page. False for a preflight, which is to be answered
    /// as such, whatever it asks for.
    private func mayBeRead(_ exchange: Exchange, _ bytes: [UInt8]) throws(Problem) -> Bool {
        if !tables.corsOrigins.isEmpty { exchange.cors = .varies }
        guard let origin = exchange.head.first(.origin) else { return true }
        guard try checkOrigin(exchange, bytes) == .allowed else { return true }
        exchange.cors = .allowed(origin.value)
        return !CORSAnswer.isPreflight(exchange.head, bytes.span)
    }

    func answer(_ exchange: Exchange, _ route: Route) throws(Problem) {
        switch route.destination {
        case .health: HealthHandler.health(exchange)
        case .readiness: HealthHandler.readiness(exchange)
        case .key(let key):
            KVHandler.handle(exchange, try requireClient(exchange).namespace, key: key, isWritable: true)
        case .keyList:
            KVListHandler.handle(exchange, try requireClient(exchange).namespace)
        case .boundKey(let binding, let key):
            guard let namespace = tables.bindings[binding] else { throw .noRoute(exchange) }
            KVHandler.handle(exchange, resolve(namespace), key: key, isWritable: false)
        case .analyze:
            _ = try requireClient(exchange)
            AnalyzeHandler.handle(exchange)
        case .chatCompletions:
            _ = try requireClient(exchange)
            ChatCompletionsHandler.handle(exchange)
        case .models(let name):
            try ModelsHandler.handle(exchange, try requireClient(exchange), name: name)
        case .articles(let rest):
            try ArticlesHandler.handle(exchange, try requireClient(exchange), rest: rest)
        case .template(let name):
            try TemplateHandler.handle(exchange, try requireClient(exchange), name)
        case .chat(let session):
            try ChatHandler.handle(exchange, try requireClient(exchange), session: session)
        case .bot:
            guard let bot = try requireClient(exchange).bot else { throw .noBot(exchange.client?.id ?? "") }
            try forward(exchange, to: bot)
        case .namedBot(let binding):
            _ = try requireClient(exchange)
            guard let bot = tables.bots[binding] else { throw .noBot(binding) }
            try forward(exchange, to: bot)
        case .address(let binding):
            guard let bot = tables.bots[binding] else { throw .noBot(binding) }
            try forward(exchange, to: bot)
        case .notServed(let family):
            throw Problem(
                501, "not-served", "Not served", "This version of edge-router does not serve \(family) yet.",
                side: .router)
        case .cloudflareAPI: CloudflareAPI.handle(exchange)
        case .metrics, .botAPI, .unknown: throw .noRoute(exchange)
        }
    }

    /// Refuses pages of other sites in open mode, where whoever can send a request is let in.
    @discardableResult
    func checkOrigin(_ exchange: Exchange, _ bytes: [UInt8]) throws(Problem) -> BrowserGuard.Verdict {
        guard let origin = exchange.head.first(.origin) else { return .own }
        let host = exchange.semantics.target.authority ?? exchange.head.first(.host)?.value
        let verdict = browserGuard.verdict(bytes.span, origin: origin.value, host: host)
        let isAdmin = exchange.connection?.listener == .admin
        guard verdict == .foreign, isAdmin || !tables.demandsTokens else { return verdict }
        throw Problem(
            403, "foreign-origin", "Foreign origin",
            "A page of `\(exchange.text(origin.value))` may not use this router; name it in [edge.cors] origins to "
                + "allow it.")
    }

    private func requireClient(_ exchange: Exchange) throws(Problem) -> ClientRecord {
        if let client = exchange.client { return client }
        throw Problem(
            400, "no-client", "No client",
            "The request names no client: send X-Client-ID or a token, use /bots/{client}/… or "
                + "{client}.\(tables.baseDomain), or set [edge] default_client.")
    }
}

extension Problem {
    /// How the client listener begins to say that it has no such path, for the command line to know it by.
    static let nothingServed = "Nothing is served at `"

    static func noRoute(_ exchange: Exchange) -> Problem {
        Problem(
            404, "no-route", "No such path",
            "\(nothingServed)\(exchange.text(exchange.semantics.target.path))`. There are /kv/{key}, /kv, "
                + "/analyze, /articles, /chat, /v1/chat/completions, /v1/models, /bot/…, /bots/{client}/…, /healthz "
                + "and /readyz.")
    }

    static func noBot(_ name: String) -> Problem {
        Problem(
            404, "no-bot", "No bot",
            "There is no bot for `\(name)`: configure [edge.bots.NAME] with the client's name, or [edge] default_bot.")
    }

    static func misdirected(_ exchange: Exchange, _ host: ByteRange?, _ baseDomain: String) -> Problem {
        let given = host.map { exchange.text($0) } ?? ""
        let base = baseDomain == "localhost" ? "" : ", \(baseDomain)"
        return Problem(
            421, "foreign-host", "Not this host",
            "`\(given)` is not served here; use an IP address, localhost\(base) or a name below it, "
                + "or name it in [edge] hosts.")
    }
}
