// SPDX-License-Identifier: Apache-2.0

/// Conversations with a model whose history is kept in their client's namespace: messages to one conversation are dealt
/// with in the order they come.
public final class Conversations: Sendable {
    /// Where conversations are kept.
    public static let prefix = "chat/"
    /// How long a conversation is kept after its last message, in seconds: 90 days. Ours.
    static let keptSeconds: Int64 = 90 * 86_400
    /// The longest summary, in tokens.
    private static let summaryTokens = 512

    private let gateway: Gateway
    private let turns = SessionTurns()

    /// Conversations through a gateway.
    public init(_ gateway: Gateway) { self.gateway = gateway }

    /// Has a message answered, and both kept. A conversation whose answer fails stays as it was.
    /// - Parameter onText: takes the answer as it comes, on any thread.
    public func reply(
        to message: ChatMessage, in store: some ClientStore, onText: @escaping @Sendable (String) -> Void = { _ in }
    ) async throws(GatewayError) -> ModelAnswer {
        let name = "\(message.client)/\(message.session)"
        guard await turns.enter(name) else { throw .sessionBusy }
        defer { turns.leave(name) }
        if Task.isCancelled { throw .cancelled }
        var history = try await Self.history(message.session, in: store) ?? ChatHistory()
        // Half of what the model takes is for the answer and for what estimates miss.
        let room = gateway.configuration.contextTokens / 2
        if let range = history.overflow(room: room, message: message.text) {
            let messages = history.summaryRequest(range, room: room)
            let request = try request(message, messages, maximumOutput: Self.summaryTokens)
            history.summarise(to: range.upperBound, try await gateway.answer(request).text)
        }
        let asked = gateway.ports.seconds()
        let messages = history.messages(system: message.system, message: message.text)
        let answer = try await gateway.answer(try request(message, messages, maximumOutput: nil), onText: onText)
        history.add([
            ChatHistory.Turn(role: "user", content: message.text, at: asked),
            ChatHistory.Turn(role: "assistant", content: answer.text, at: gateway.ports.seconds()),
        ])
        var document = StoredDocument(
            key: Self.prefix + message.session, value: history.stored,
            metadata: .members([
                "messages": .int(history.turns.count), "updated_at": .int(Int(gateway.ports.seconds())),
            ]))
        document.seconds = Self.keptSeconds
        try await store.put(document)
        return answer
    }

    /// Removes a conversation, behind what is under way in it.
    public func remove(_ session: String, of client: String, in store: some ClientStore) async throws(GatewayError) {
        let name = "\(client)/\(session)"
        guard await turns.enter(name) else { throw .sessionBusy }
        defer { turns.leave(name) }
        try await store.remove(Self.prefix + session)
    }

    /// What was said in a conversation; nil where there is none.
    static func history(_ session: String, in store: some ClientStore) async throws(GatewayError) -> ChatHistory? {
        guard let stored = try await store.value(prefix + session) else { return nil }
        guard let history = ChatHistory(stored: stored) else { throw .historyUnreadable }
        return history
    }

    private func request(
        _ message: ChatMessage, _ messages: [JSONValue], maximumOutput: Int?
    ) throws(GatewayError) -> GatewayRequest {
        GatewayRequest(
            client: message.client, limits: message.limits, options: GatewayOptions(),
            chat: try Gateway.request(messages, model: message.model, maximumOutput: maximumOutput), id: message.id)
    }
}

extension GatewayError {
    /// What is stored as a conversation is none.
    public static let historyUnreadable = GatewayError(
        503, "api_error", code: "history_unreadable",
        "What is stored of this conversation cannot be read; delete it, or go on in another session.")

    static let sessionBusy = GatewayError(
        429, "requests", code: "session_busy",
        "\(SessionTurns.waitingCount) messages wait for this conversation already; wait for their answers.",
        retryAfter: 1)
}
