// SPDX-License-Identifier: Apache-2.0

internal import ArticleGen
internal import EventLoop
internal import HTTPCore
internal import KVStore

/// `POST /chat`, `GET /chat`, `GET DELETE /chat/{session}`: conversations whose history is kept.
enum ChatHandler {
    /// The longest request: a message and a system text of which JSON has escaped every byte.
    private static let bodyBytes = 512 * 1024
    /// Messages on a page of a conversation where the request does not say.
    private static let pageCount = 100

    static func handle(_ exchange: Exchange, _ client: ClientRecord, session: ByteRange?) throws(Problem) {
        let method = exchange.head.method
        guard let session, !session.isEmpty else {
            if method == .post {
                return exchange.gatherBody(limit: min(client.bodyBytes ?? bodyBytes, bodyBytes)) { reply($0, $1) }
            }
            guard method.isRead else { throw .methodNotAllowed("GET, HEAD, POST") }
            return try DocumentList.handle(
                exchange, client.namespace, prefix: Conversations.prefix, named: "sessions", item: "session")
        }
        let name = exchange.text(session)
        guard SessionName.isValid(name) else { throw Problem(SessionName.refusal) }
        if method.isRead { return try show(exchange, client, name) }
        guard method == .delete else { throw .methodNotAllowed("GET, HEAD, DELETE") }
        remove(exchange, client, name)
    }

    // MARK: Messages

    private static func reply(_ exchange: Exchange, _ body: [UInt8]) {
        guard let client = exchange.client, let llm = exchange.worker.services.llm else {
            return exchange.fail(.notServedHere)
        }
        let accept = exchange.value(.accept) ?? ""
        let isStream = accept.contains("text/event-stream")
        let requestID = exchange.requestID
        let id = String(decoding: requestID, as: UTF8.self)
        let (name, limits) = (client.id, client.llm)
        let documents = ClientDocuments(client, exchange.worker.services)
        let made = RandomName.make()
        ModelTask.begin(exchange) { pipe in
            let message: ChatMessage
            let answer: ModelAnswer
            do throws(GatewayError) {
                message = try ChatMessage(body, client: name, limits: limits, session: made, id: id)
                answer = try await llm.conversations.reply(to: message, in: documents) { text in
                    if isStream { pipe.tell("delta", .members(["text": .string(text)])) }
                }
            } catch {
                return pipe.fail(error, requestID: requestID)
            }
            let value = JSONValue.members([
                "session": .string(message.session),
                "message": .members(["role": .string("assistant"), "content": .string(answer.text)]),
                "model": .string(answer.model), "usage": answer.usage?.value ?? .null,
            ])
            if isStream { pipe.finish(telling: "message", value) } else { pipe.answer(200, value) }
        }
    }

    // MARK: Conversations

    private static func show(_ exchange: Exchange, _ client: ClientRecord, _ session: String) throws(Problem) {
        let query = Query(exchange)
        let limit = query["limit"] == nil ? pageCount : try KVListHandler.limit(query)
        let text = query["cursor"] ?? "0"
        guard let first = Int(text), first >= 0 else {
            throw Problem(
                400, "invalid-cursor", "Not a cursor",
                "The cursor is none of ours; send the one from the page before, unchanged.")
        }
        let documents = ClientDocuments(client, exchange.worker.services)
        exchange.countRead()
        exchange.worker.offload(exchange, to: .files, bytes: 0) { () -> Result<[UInt8]?, GatewayError> in
            Result { () throws(GatewayError) in
                guard let stored = try documents.read(Conversations.prefix + session) else { return nil }
                guard let history = ChatHistory(stored: stored) else { throw .historyUnreadable }
                return page(history, session, first, limit).json
            }
        } _: { exchange, result in
            switch result {
            case .success(let json?): exchange.respond(200, contentType: "application/json", json)
            case .success(nil):
                exchange.fail(
                    Problem(404, "no-such-session", "No such session", "There is no conversation `\(session)`."))
            case .failure(let error): exchange.fail(Problem(error))
            }
        }
    }

    /// A page of what was said, from a place on.
    static func page(_ history: ChatHistory, _ session: String, _ first: Int, _ limit: Int) -> JSONValue {
        let range = min(first, history.turns.count)..<min(first + limit, history.turns.count)
        var value = JSONValue.members([
            "session": .string(session), "messages": .array(history.turns[range].map(\.value)),
        ])
        value.set("summary", history.summary.map { .string($0) })
        if range.upperBound < history.turns.count { value.set("cursor", .string("\(range.upperBound)")) }
        return value
    }

    private static func remove(_ exchange: Exchange, _ client: ClientRecord, _ session: String) {
        guard let llm = exchange.worker.services.llm else { return exchange.fail(.notServedHere) }
        let (name, documents) = (client.id, ClientDocuments(client, exchange.worker.services))
        let requestID = exchange.requestID
        ModelTask.begin(exchange) { pipe in
            do throws(GatewayError) {
                try await llm.conversations.remove(session, of: name, in: documents)
                pipe.answer(204, nil)
            } catch {
                pipe.fail(error, requestID: requestID)
            }
        }
    }
}
