// SPDX-License-Identifier: Apache-2.0

internal import Outbound

/// One request to one provider, as it goes out.
struct ProviderCall {
    /// The longest answer in bytes: many times what a model writes in one go.
    static let answerBytes = 16 * 1024 * 1024
    /// Bytes of an answer that may be on their way to a client who does not take them.
    static let window = 256 * 1024

    let request: OutboundRequest
    /// Whether an answer of Anthropic's comes as the input of a tool.
    let answersByTool: Bool

    /// - Parameters:
    ///   - maximumOutput: the tokens of an answer that are asked for, where the request sets no limit.
    ///   - timeout: the time until the answer begins, in milliseconds; nil for the provider's own.
    init(
        _ provider: Provider, _ target: CallTarget, _ chat: ChatRequest, maximumOutput: Int?, timeout: Int64?
    ) throws(GatewayError) {
        var fields = [
            OutboundField("Content-Type", "application/json"),
            OutboundField("Accept", chat.isStream ? "text/event-stream" : "application/json"),
            OutboundField("User-Agent", "edge-router"),
        ]
        let (path, body): (String, [UInt8])
        switch provider.kind {
        case .openAI:
            if let key = provider.key { fields.append(OutboundField("Authorization", "Bearer \(key)")) }
            // Azure's services take the key in a field of their own (and ignore the other).
            if let key = provider.key, provider.baseURL.contains(".azure.com") {
                fields.append(OutboundField("api-key", key))
            }
            path = "/chat/completions"
            body = Self.body(provider, target, chat, maximumOutput)
            answersByTool = false
        case .anthropic:
            if let key = provider.key { fields.append(OutboundField("x-api-key", key)) }
            fields.append(OutboundField("anthropic-version", AnthropicRequest.version))
            path = "/v1/messages"
            let translated = try AnthropicRequest(chat, model: target.model, maximumOutput: maximumOutput)
            body = translated.body.json
            answersByTool = translated.answersByTool
        }
        var request = OutboundRequest("POST", Self.url(provider.baseURL, path), fields: fields, body: .bytes(body))
        let begins = timeout.map { Duration.milliseconds($0) }
        let usual = chat.isStream ? provider.firstToken : provider.total
        request.deadlines = OutboundDeadlines(
            connect: min(provider.connect, begins ?? provider.connect), firstByte: min(usual, begins ?? usual),
            silence: provider.idle, total: provider.total)
        request.bodyBytes = Self.answerBytes
        if chat.isStream { request.receiveWindow = Self.window }
        self.request = request
    }

    /// A base URL may end in a query, as Azure's do (`?api-version=…`).
    static func url(_ base: String, _ path: String) -> String {
        guard let query = base.firstIndex(of: "?") else { return base + path }
        return base[..<query] + path + base[query...]
    }

    private static func body(
        _ provider: Provider, _ target: CallTarget, _ chat: ChatRequest, _ maximumOutput: Int?
    ) -> [UInt8] {
        var changes = [JSONValue.Member("model", .string(target.model))]
        if chat.isStream, !chat.includesUsage {
            var options = chat.value("stream_options") ?? .object([])
            options.set("include_usage", .bool(true))
            changes.append(JSONValue.Member("stream_options", options))
        }
        if let maximumOutput {
            // OpenAI's newer models refuse the old name, other servers do not know the new one.
            let isOpenAI = provider.baseURL.contains("openai.com") || provider.baseURL.contains(".azure.com")
            changes.append(JSONValue.Member(isOpenAI ? "max_completion_tokens" : "max_tokens", .int(maximumOutput)))
        }
        return chat.body(setting: changes)
    }
}
