// SPDX-License-Identifier: Apache-2.0

internal import Synchronization

/// What a model wrote.
public struct ModelAnswer: Hashable, Sendable {
    /// Its text.
    public var text: String
    /// The model that wrote it, as its provider says.
    public var model: String
    /// The provider; nil for an answer that was kept.
    public var provider: String?
    /// What it cost in micro-dollars; nil where nobody knows.
    public var micros: Int?
    /// What it took, as the provider says; nil where it says nothing.
    public var usage: TokenUsage?
    /// Why it ended: `stop`, or `length` where the answer is cut.
    public var finishReason: String
}

extension Gateway {
    /// Makes a call whose answer is wanted here, and waits for it. It is streamed, so that a part of it can be told
    /// early, and what is left when its client goes is as little as can be. Cancelling the task ends the call.
    /// - Parameter onText: takes the text as it comes, on any thread, in order.
    func answer(
        _ request: GatewayRequest, onText: @escaping @Sendable (String) -> Void = { _ in }
    ) async throws(GatewayError) -> ModelAnswer {
        let gathering = AnswerGathering(onText)
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                gathering.begin(continuation)
                gathering.attach(call(request) { gathering.take($0) })
            }
        } onCancel: {
            gathering.cancel()
        }
        var answer = try result.get()
        if let name = answer.provider, let model = gathering.model, let usage = answer.usage {
            answer.micros = configuration.price(CallTarget(provider: name, model: model))?.cost(usage)
        }
        return answer
    }

    /// The body of a request for an answer.
    static func request(
        _ messages: [JSONValue], model: String?, maximumOutput: Int? = nil, members: [JSONValue.Member] = []
    ) throws(GatewayError) -> ChatRequest {
        var body: [JSONValue.Member] = []
        if let model { body.append(JSONValue.Member("model", .string(model))) }
        body.append(JSONValue.Member("messages", .array(messages)))
        if let maximumOutput { body.append(JSONValue.Member("max_tokens", .int(maximumOutput))) }
        body += members
        body.append(JSONValue.Member("stream", .bool(true)))
        body.append(JSONValue.Member("stream_options", .members(["include_usage": .bool(true)])))
        return try ChatRequest(JSONValue.object(body).json)
    }

    /// A message of a request.
    static func message(_ role: String, _ text: String) -> JSONValue {
        .members(["role": .string(role), "content": .string(text)])
    }
}

/// Puts the stream of one call together for whoever waits.
private final class AnswerGathering: Sendable {
    typealias Continuation = CheckedContinuation<Result<ModelAnswer, GatewayError>, Never>

    private struct State {
        var continuation: Continuation?
        var call: GatewayCall?
        var isCancelled = false
        var parser = ServerSentEventParser()
        var assembler = StreamAssembler()
        var failure: GatewayError?
        var head: GatewayHead?
    }

    // Written by the gateway's threads and by whoever cancels.
    private let state = Mutex(State())
    private let onText: @Sendable (String) -> Void

    init(_ onText: @escaping @Sendable (String) -> Void) { self.onText = onText }

    /// The model that the provider was asked for.
    var model: String? { state.withLock { $0.head?.model } }

    func begin(_ continuation: Continuation) { state.withLock { $0.continuation = continuation } }

    func attach(_ call: GatewayCall) {
        let isCancelled = state.withLock { state in
            state.call = call
            return state.isCancelled
        }
        guard isCancelled else { return }
        call.cancel()
        // Whoever was cancelled before this waited was told when nobody waited, and the call tells nobody any more.
        end { _ in .failure(.cancelled) }
    }

    func take(_ event: GatewayEvent) {
        switch event {
        case .head(let head): state.withLock { $0.head = head }
        case .body(let bytes):
            let (texts, call) = state.withLock { state in (Self.read(bytes, &state), state.call) }
            for text in texts { onText(text) }
            call?.consumed(bytes: bytes.count)
        case .refused(let error, _): end { _ in .failure(error) }
        case .end: end(Self.result)
        }
    }

    private static func read(_ bytes: [UInt8], _ state: inout State) -> [String] {
        var texts: [String] = []
        for event in state.parser.take(bytes) ?? [] where event.data != ChatChunk.done {
            guard let chunk = ChatChunk(event.data) else { continue }
            if let error = chunk.error {
                state.failure = GatewayError(
                    502, error["type"]?.text ?? "api_error", code: error["code"]?.text,
                    error["message"]?.text ?? "The provider failed.")
            } else {
                state.assembler.add(chunk)
                let delta = chunk.value["choices"]?.elements?.first?["delta"]
                if let text = delta?["content"]?.text, !text.isEmpty { texts.append(text) }
            }
        }
        return texts
    }

    private static func result(_ state: State) -> Result<ModelAnswer, GatewayError> {
        if let failure = state.failure { return .failure(failure) }
        guard let whole = state.assembler.completion, let choice = whole["choices"]?.elements?.first else {
            return .failure(GatewayError(502, "api_error", code: "no_answer", "The model's answer has no end."))
        }
        return .success(
            ModelAnswer(
                text: choice["message"]?["content"]?.text ?? "", model: whole["model"]?.text ?? "",
                provider: state.head?.provider,
                usage: TokenUsage(openAI: whole["usage"]), finishReason: choice["finish_reason"]?.text ?? "stop"))
    }

    func cancel() {
        let call = state.withLock { state in
            state.isCancelled = true
            return state.call
        }
        call?.cancel()
        end { _ in .failure(.cancelled) }
    }

    private func end(_ result: (State) -> Result<ModelAnswer, GatewayError>) {
        let (continuation, value) = state.withLock { state in
            defer { state.continuation = nil }
            return (state.continuation, result(state))
        }
        continuation?.resume(returning: value)
    }
}

extension GatewayError {
    static let cancelled = GatewayError(499, "api_error", code: "cancelled", "The call was given up.")
}
