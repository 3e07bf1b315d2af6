// SPDX-License-Identifier: Apache-2.0

internal import Synchronization

/// What a client has stored, and the templates that it may use.
public protocol ArticleStore: ClientStore, TemplateStore {}

/// Writes articles, with a model or from templates, and keeps them.
public final class Articles: Sendable {
    /// Articles of one client that may be written at once.
    public static let clientCount = 8
    /// The longest wish for a revision, in bytes.
    static let instructionBytes = 4000

    /// Who asks.
    public struct Caller: Sendable {
        /// The client.
        public var client: String
        /// What it may do with models.
        public var limits: ClientLimits
        /// Names the calls.
        public var callID: String

        /// Who asks.
        public init(client: String, limits: ClientLimits, callID: String) {
            self.client = client
            self.limits = limits
            self.callID = callID
        }
    }

    private let gateway: Gateway
    private let checker: any ArticleChecker
    private let turns = SessionTurns()
    // How many each client has under way.
    private let running = Mutex<[String: Int]>([:])

    /// Articles through a gateway.
    public init(_ gateway: Gateway, _ checker: any ArticleChecker) {
        self.gateway = gateway
        self.checker = checker
    }

    /// Begins an article: it is stored as running if `isKept` says that somebody will look for it at once.
    public func begin(
        _ request: ArticleRequest, _ caller: Caller, id: String, in store: some ArticleStore, isKept: Bool
    ) async throws(GatewayError) -> Article {
        let usesModel: Bool
        switch request.engine {
        case .llm: usesModel = true
        case .template: usesModel = false
        case .auto: usesModel = request.template == nil && !gateway.configuration.providers.isEmpty
        }
        let article = Article(
            id: id, client: caller.client, request: request, engine: usesModel ? "llm" : "template",
            createdAt: gateway.ports.seconds())
        if isKept { try await store.put(article.document) }
        return article
    }

    /// Writes an article that was begun, and stores it. If that ends early, what there is of it is stored as
    /// interrupted, and the failure thrown says where.
    public func write(
        _ article: Article, _ request: ArticleRequest, _ caller: Caller, in store: some ArticleStore, isKept: Bool,
        onEvent: @escaping @Sendable (ArticleEvent) -> Void
    ) async throws(GatewayError) -> Article {
        var writer = ArticleWriter(
            article, request, caller.limits, gateway, checker, store, callID: caller.callID, onEvent: onEvent)
        do throws(GatewayError) {
            try enter(caller.client)
            defer { leave(caller.client) }
            if article.engine == "template" {
                try await render(&writer.article, request, store)
            } else {
                try await writer.write()
            }
            try await store.put(writer.article.document)
            return writer.article
        } catch {
            var failure = error
            guard isKept || !writer.article.markdown.isEmpty else { throw failure }
            writer.article.state = .interrupted
            writer.article.failure = error.message
            do throws(GatewayError) {
                try await store.put(writer.article.document)
                failure.message += " What there is of the article is kept as /articles/\(article.id)."
            } catch {
                failure.message += " The draft could not be kept: \(error.message)"
            }
            throw failure
        }
    }

    /// Has an article revised: its earlier text becomes a version. One that fails stays as it was.
    public func revise(
        _ id: String, _ body: [UInt8], _ caller: Caller, in store: some ArticleStore,
        onEvent: @escaping @Sendable (ArticleEvent) -> Void
    ) async throws(GatewayError) -> Article {
        let members = try RequestMembers(body, names: ["instructions", "model"])
        let instructions = try members.required("instructions", atMost: Self.instructionBytes)
        let model = try members.text("model", atMost: 256)
        let name = "\(caller.client)/\(id)"
        guard await turns.enter(name) else { throw .sessionBusy }
        defer { turns.leave(name) }
        let article = try await Self.article(id, in: store)
        guard article.state != .running else { throw .articleRunning }
        var request = try ArticleRequest(article.request.json)
        if let model { request.model = model }
        try enter(caller.client)
        defer { leave(caller.client) }
        var writer = ArticleWriter(
            article, request, caller.limits, gateway, checker, store, callID: caller.callID, onEvent: onEvent)
        try await writer.revise(instructions)
        writer.article.engine = "llm"
        try await store.put(writer.article.document)
        return writer.article
    }

    /// Removes an article.
    public func remove(_ id: String, of client: String, in store: some ArticleStore) async throws(GatewayError) {
        let name = "\(client)/\(id)"
        guard await turns.enter(name) else { throw .sessionBusy }
        defer { turns.leave(name) }
        if let stored = try await store.value(Article.prefix + id), Article(stored: stored)?.state == .running {
            throw .articleRunning
        }
        try await store.remove(Article.prefix + id)
    }

    /// What a start finds running has nobody any more who writes it.
    public static func interrupt(_ id: String, in store: some ClientStore) async throws(GatewayError) {
        guard let stored = try await store.value(Article.prefix + id), var article = Article(stored: stored),
            article.state == .running
        else { return }
        article.state = .interrupted
        article.failure = "The router was restarted while the article was being written."
        try await store.put(article.document)
    }

    private static func article(_ id: String, in store: some ClientStore) async throws(GatewayError) -> Article {
        guard let stored = try await store.value(Article.prefix + id) else { throw .noSuchArticle(id) }
        guard let article = Article(stored: stored) else { throw .articleUnreadable }
        return article
    }

    private func enter(_ client: String) throws(GatewayError) {
        let isFull = running.withLock { running in
            guard running[client, default: 0] < Self.clientCount else { return true }
            running[client, default: 0] += 1
            return false
        }
        if isFull {
            throw GatewayError(
                429, "requests", code: "articles_running",
                "\(Self.clientCount) articles of this client are being written; wait for one of them.",
                retryAfter: 10)
        }
    }

    private func leave(_ client: String) {
        running.withLock { running in
            let left = (running[client] ?? 1) - 1
            running[client] = left > 0 ? left : nil
        }
    }

    // MARK: Templates

    private func render(
        _ article: inout Article, _ request: ArticleRequest, _ store: some ArticleStore
    ) async throws(GatewayError) {
        let terms = await checker.terms(request.text ?? request.topic)
        let topic = await checker.terms(request.topic)
        let names = try await store.templates()
        let name: String
        if let wanted = request.template {
            name = wanted
        } else {
            let fitting = TemplateSelector.select(names, terms: terms + topic + [request.topic])
            name = fitting.first ?? ArticleTemplate.usual
        }
        guard let stored = try await store.template(name) else { throw .noSuchTemplate(name) }
        var profile: JSONValue?
        if let text = try await store.value(ClientProfile.key) { profile = JSONValue(text) }
        let template = try ArticleTemplate(stored)
        let values = ArticleTemplate.values(request, client: article.client, terms: terms, profile: profile)
        let rendered = try template.render(values)
        article.template = name
        article.title = rendered.title.map(Article.plain) ?? request.topic
        article.description = Article.plain(rendered.description ?? "")
        article.keyphrase = request.keyphrase ?? terms.first ?? request.topic
        article.markdown = "# \(article.title)\n\n" + rendered.markdown
        article.html = MarkdownRenderer.html(article.markdown) ?? ""
        article.seo = await checker.check(article).report
        article.state = .complete
    }
}

extension GatewayError {
    /// There is no such article.
    public static func noSuchArticle(_ id: String) -> GatewayError {
        GatewayError(404, "invalid_request_error", code: "no_such_article", "There is no article `\(id)`.")
    }

    /// What is stored as an article is none.
    public static let articleUnreadable = GatewayError(
        503, "api_error", code: "article_unreadable", "What is stored of this article cannot be read.")

    static let articleRunning = GatewayError(
        409, "invalid_request_error", code: "article_running",
        "The article is being written; wait until it is complete.", retryAfter: 5)

    static func noSuchTemplate(_ name: String) -> GatewayError {
        GatewayError(
            404, "invalid_request_error", code: "no_such_template", param: "template",
            "There is no template `\(name)`: store one as `templates/\(name)` in your namespace.")
    }
}
