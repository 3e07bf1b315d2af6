// SPDX-License-Identifier: Apache-2.0

internal import ArticleGen
internal import EventLoop
internal import HTTPCore
internal import KVStore

/// `POST GET /articles`, `GET DELETE /articles/{id}`, `POST /articles/{id}/revise`.
enum ArticlesHandler {
    /// The longest request: a text of which JSON has escaped every second byte.
    private static let bodyBytes = 2 * ArticleRequest.textBytes + 64 * 1024
    private static let revise = "/revise"

    static func handle(_ exchange: Exchange, _ client: ClientRecord, rest: ByteRange?) throws(Problem) {
        let method = exchange.head.method
        let limit = min(client.bodyBytes ?? bodyBytes, bodyBytes)
        guard let rest, !rest.isEmpty else {
            if method == .post { return exchange.gatherBody(limit: limit) { write($0, $1) } }
            guard method.isRead else { throw .methodNotAllowed("GET, HEAD, POST") }
            return try DocumentList.handle(
                exchange, client.namespace, prefix: Article.prefix, named: "articles", item: "id",
                hiding: ["signature"])
        }
        let text = exchange.text(rest)
        let isRevision = text.hasSuffix(revise)
        let id = isRevision ? String(text.dropLast(revise.count)) : text
        guard SessionName.isValid(id) else { throw Problem(.noSuchArticle(printable(id))) }
        if isRevision {
            guard method == .post else { throw .methodNotAllowed("POST") }
            return exchange.gatherBody(limit: limit) { Self.revise($0, $1, id) }
        }
        if method.isRead { return show(exchange, client, id) }
        guard method == .delete else { throw .methodNotAllowed("GET, HEAD, DELETE") }
        remove(exchange, client, id)
    }

    // MARK: Writing

    /// What a task that writes needs of the exchange that began it.
    private struct Writing {
        let articles: Articles
        let caller: Articles.Caller
        let documents: ClientDocuments
        let requestID: [UInt8]
        let isStream: Bool
        let isAsync: Bool

        init?(_ exchange: Exchange) {
            guard let client = exchange.client, let llm = exchange.worker.services.llm else { return nil }
            articles = llm.articles
            requestID = exchange.requestID
            caller = Articles.Caller(
                client: client.id, limits: client.llm, callID: String(decoding: requestID, as: UTF8.self))
            documents = ClientDocuments(client, exchange.worker.services)
            isStream = exchange.value(.accept)?.contains("text/event-stream") == true
            let preferences = exchange.fieldValue("prefer")?.split(separator: ",") ?? []
            isAsync = preferences.contains { $0.drop { $0 == " " }.lowercased().hasPrefix("respond-async") }
        }
    }

    private static func write(_ exchange: Exchange, _ body: [UInt8]) {
        guard let writing = Writing(exchange) else { return exchange.fail(.notServedHere) }
        // In the order of creation, by the second.
        let id = String(WallClock.now.seconds, radix: 16) + "-" + RandomName.make().prefix(12)
        ModelTask.begin(exchange) { answer in
            do throws(GatewayError) {
                let request = try ArticleRequest(body)
                let article = try await writing.articles.begin(
                    request, writing.caller, id: id, in: writing.documents, isKept: writing.isAsync)
                guard writing.isAsync else {
                    let written = try await writing.articles.write(
                        article, request, writing.caller, in: writing.documents, isKept: false
                    ) { if writing.isStream { tell(answer, $0) } }
                    return finish(answer, written, writing, status: 201)
                }
                answer.answer(202, article.value, location: "/articles/\(id)")
                // It goes on when this one's client has gone.
                Task {
                    _ = try? await writing.articles.write(
                        article, request, writing.caller, in: writing.documents, isKept: true
                    ) { _ in }
                }
            } catch {
                answer.fail(error, requestID: writing.requestID)
            }
        }
    }

    private static func revise(_ exchange: Exchange, _ body: [UInt8], _ id: String) {
        guard let writing = Writing(exchange) else { return exchange.fail(.notServedHere) }
        ModelTask.begin(exchange) { answer in
            do throws(GatewayError) {
                let article = try await writing.articles.revise(id, body, writing.caller, in: writing.documents) {
                    if writing.isStream { tell(answer, $0) }
                }
                finish(answer, article, writing, status: 200)
            } catch {
                answer.fail(error, requestID: writing.requestID)
            }
        }
    }

    private static func tell(_ answer: ModelTask, _ event: ArticleEvent) {
        switch event {
        case .status(let phase, let detail):
            answer.tell("status", .members(["phase": .string(phase), "detail": .string(detail)]))
        case .text(let text): answer.tell("delta", .members(["text": .string(text)]))
        }
    }

    private static func finish(_ answer: ModelTask, _ article: Article, _ writing: Writing, status: Int) {
        guard !writing.isStream else { return answer.finish(telling: "article", article.value) }
        answer.answer(status, article.value, location: status == 201 ? "/articles/\(article.id)" : nil)
    }

    // MARK: Reading and removing

    private static func show(_ exchange: Exchange, _ client: ClientRecord, _ id: String) {
        let documents = ClientDocuments(client, exchange.worker.services)
        let form = Form(accept: exchange.value(.accept))
        exchange.countRead()
        exchange.worker.offload(exchange, to: .files, bytes: 0) { () -> Result<[UInt8], GatewayError> in
            Result { () throws(GatewayError) in
                guard let stored = try documents.read(Article.prefix + id) else { throw .noSuchArticle(id) }
                guard let article = Article(stored: stored) else { throw .articleUnreadable }
                return form.body(article)
            }
        } _: { exchange, result in
            switch result {
            case .success(let body):
                exchange.respond(200, contentType: form.contentType, body) { out in
                    out.append(field: "Vary", "Accept")
                    out.append(field: "X-Content-Type-Options", "nosniff")
                    if form == .html { out.append(field: "Content-Security-Policy", Form.policy) }
                }
            case .failure(let error): exchange.fail(Problem(error))
            }
        }
    }

    private static func remove(_ exchange: Exchange, _ client: ClientRecord, _ id: String) {
        guard let writing = Writing(exchange) else { return exchange.fail(.notServedHere) }
        ModelTask.begin(exchange) { answer in
            do throws(GatewayError) {
                try await writing.articles.remove(id, of: writing.caller.client, in: writing.documents)
                answer.answer(204, nil)
            } catch {
                answer.fail(error, requestID: writing.requestID)
            }
        }
    }

    /// In which form an article is told.
    enum Form: Equatable {
        case json, markdown, html

        /// What runs in a page that a model has written is nothing.
        static let policy = "sandbox; default-src 'none'; img-src https: data:; style-src 'unsafe-inline'"

        /// The first that a client names; weights (`q=`) are not looked at.
        init(accept: String?) {
            for part in (accept ?? "").lowercased().split(separator: ",") {
                switch part.split(separator: ";").first.map({ $0.filter { $0 != " " } }) {
                case "text/html", "application/xhtml+xml":
                    self = .html
                    return
                case "text/markdown", "text/plain":
                    self = .markdown
                    return
                case "application/json":
                    self = .json
                    return
                default: continue
                }
            }
            self = .json
        }

        var contentType: String {
            switch self {
            case .json: "application/json"
            case .markdown: "text/markdown; charset=utf-8"
            case .html: "text/html; charset=utf-8"
            }
        }

        func body(_ article: Article) -> [UInt8] {
            switch self {
            case .json: article.value.json
            case .markdown: Array(article.markdown.utf8)
            case .html: Array(article.page.utf8)
            }
        }
    }
}
