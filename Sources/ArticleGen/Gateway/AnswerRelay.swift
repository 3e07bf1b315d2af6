// SPDX-License-Identifier: Apache-2.0

internal import Outbound

/// Turns what a provider sends into what a client gets, and counts. Pure.
///
/// Nothing of an answer is handed on before the model has written something: until then a failure can be made good by
/// another attempt.
struct AnswerRelay {
    /// What comes out, in order. After one of the last three there is nothing more.
    enum Output: Equatable {
        /// Bytes of the answer. With the first of them its head is due.
        case bytes([UInt8])
        /// There is no answer, and nothing of one was handed out.
        case failed(ProviderFailure)
        /// The answer broke off. What tells the client so was handed out.
        case broken(ProviderFailure)
        /// The answer is complete; as a whole, if it was wanted so and has come to its end.
        case complete(JSONValue?)
    }

    /// What a client wants, and what it is asked of.
    struct Terms {
        let provider: String
        let kind: Provider.Kind
        let isStream: Bool
        let includesUsage: Bool
        let answersByTool: Bool
        /// Whether the answer is wanted as a whole, too.
        let keepsWhole: Bool
        /// The time in unix seconds.
        let created: Int64
    }

    /// Failures are read so far, in bytes.
    private static let failureBytes = 64 * 1024
    /// What is held back while the model has written nothing, in bytes.
    private static let heldBytes = 64 * 1024

    private let terms: Terms
    private var head: OutboundHead?
    private var isEventStream = false
    private var gathered: [UInt8] = []
    private var parser = ServerSentEventParser()
    private var anthropic: AnthropicStream
    private var assembler = StreamAssembler()
    private var held: [UInt8] = []
    private var hasFinished = false
    private var isOver = false
    /// Whether anything was handed out.
    private(set) var hasBegun = false
    /// What the provider says that it took.
    private(set) var usage: TokenUsage?
    /// What was counted of what came.
    private(set) var pieces = 0
    private(set) var outputBytes = 0

    init(_ terms: Terms) {
        self.terms = terms
        anthropic = AnthropicStream(answersByTool: terms.answersByTool, created: terms.created)
    }

    /// Takes what becomes of the transfer.
    mutating func take(_ event: OutboundEvent) -> [Output] {
        guard !isOver else { return [] }
        switch event {
        case .head(let head):
            self.head = head
            let type = head.first("content-type")?.lowercased() ?? ""
            isEventStream = terms.isStream && type.hasPrefix("text/event-stream")
            return []
        case .body(let bytes): return body(bytes)
        case .canSend: return []
        case .ended: return ended()
        case .failed(let error): return fail(ProviderFailure(terms.provider, error))
        }
    }

    private mutating func body(_ bytes: [UInt8]) -> [Output] {
        guard head?.status == 200 else {
            gathered += bytes.prefix(max(0, Self.failureBytes - gathered.count))
            return []
        }
        guard isEventStream else {
            gathered += bytes
            return []
        }
        guard let events = parser.take(bytes) else {
            return fail(ProviderFailure(terms.provider, nonsense: "an event is longer than this router takes"))
        }
        return relay(events)
    }

    // MARK: Streams

    private mutating func relay(_ events: [ServerSentEvent]) -> [Output] {
        var bytes: [UInt8] = []
        var end: [Output] = []
        for event in events where !isOver {
            switch terms.kind {
            case .openAI: end = take(event, &bytes)
            case .anthropic: end = translate(event, &bytes)
            }
        }
        return (bytes.isEmpty ? [] : [.bytes(bytes)]) + end
    }

    private mutating func take(_ event: ServerSentEvent, _ bytes: inout [UInt8]) -> [Output] {
        if event.data == ChatChunk.done { return complete(&bytes) }
        guard let chunk = ChatChunk(event.data) else {
            return fail(ProviderFailure(terms.provider, nonsense: "an event that is no JSON object"), &bytes)
        }
        if let error = chunk.error { return fail(ProviderFailure(terms.provider, inStream: error), &bytes) }
        return relay(chunk, event.data, &bytes)
    }

    private mutating func translate(_ event: ServerSentEvent, _ bytes: inout [UInt8]) -> [Output] {
        guard let value = JSONValue(event.data) else {
            return fail(ProviderFailure(terms.provider, nonsense: "an event that is no JSON"), &bytes)
        }
        for output in anthropic.take(value) {
            switch output {
            case .chunk(let chunk):
                let end = relay(ChatChunk(chunk), chunk.json, &bytes)
                if isOver { return end }
            case .failure(let error): return fail(ProviderFailure(terms.provider, inStream: error), &bytes)
            case .end: return complete(&bytes)
            }
        }
        return []
    }

    private mutating func relay(_ chunk: ChatChunk, _ data: [UInt8], _ bytes: inout [UInt8]) -> [Output] {
        if let usage = chunk.usage { self.usage = usage }
        if terms.keepsWhole { assembler.add(chunk) }
        let written = chunk.outputBytes
        outputBytes += written
        if written > 0 { pieces += 1 }
        if chunk.finishes > 0 { hasFinished = true }
        guard !chunk.isUsageAlone || terms.includesUsage else { return [] }
        guard hasBegun || chunk.hasOutput else {
            guard held.count + data.count <= Self.heldBytes else {
                return fail(ProviderFailure(terms.provider, nonsense: "many events without an answer in them"), &bytes)
            }
            ServerSentEvent.append(data, to: &held)
            return []
        }
        begin(&bytes)
        ServerSentEvent.append(data, to: &bytes)
        return []
    }

    private mutating func begin(_ bytes: inout [UInt8]) {
        hasBegun = true
        bytes += held
        held = []
    }

    private mutating func complete(_ bytes: inout [UInt8]) -> [Output] {
        isOver = true
        begin(&bytes)
        ServerSentEvent.append(ChatChunk.done, to: &bytes)
        return [.complete(terms.keepsWhole ? assembler.completion : nil)]
    }

    // MARK: Ends

    private mutating func ended() -> [Output] {
        guard let head, head.status == 200 else {
            let failure = ProviderFailure(
                terms.provider, status: head?.status ?? 0, fields: head?.fields ?? [], body: gathered)
            return fail(failure)
        }
        guard isEventStream else { return whole() }
        var outputs: [Output] = []
        if let event = parser.finish() { outputs = relay([event]) }
        guard !isOver else { return outputs }
        var bytes: [UInt8] = []
        // Some servers leave [DONE] out. An answer that has its end is whole without it.
        let end = hasFinished ? complete(&bytes) : fail(.cut(terms.provider), &bytes)
        return outputs + (bytes.isEmpty ? [] : [.bytes(bytes)]) + end
    }

    private mutating func whole() -> [Output] {
        guard let value = JSONValue(gathered), case .object = value else {
            return fail(ProviderFailure(terms.provider, nonsense: "no JSON object"))
        }
        if let error = value["error"] { return fail(ProviderFailure(terms.provider, inStream: error)) }
        let completion: JSONValue?
        switch terms.kind {
        case .openAI: completion = value["choices"]?.elements == nil ? nil : value
        case .anthropic:
            completion = AnthropicAnswer.completion(
                value, answersByTool: terms.answersByTool, created: terms.created)
        }
        guard let completion else {
            return fail(ProviderFailure(terms.provider, nonsense: "a JSON object without an answer"))
        }
        isOver = true
        hasBegun = true
        usage = TokenUsage(openAI: completion["usage"])
        outputBytes = (completion["choices"]?.elements ?? []).reduce(0) { sum, choice in
            var chunk = JSONValue.object([])
            chunk.set("choices", .array([.members(["delta": choice["message"] ?? .null])]))
            return sum + ChatChunk(chunk).outputBytes
        }
        let bytes: [UInt8]
        if terms.isStream {
            bytes = StreamReplay.bytes(completion, includesUsage: terms.includesUsage)
        } else {
            bytes = terms.kind == .openAI ? gathered : completion.json
        }
        return [.bytes(bytes), .complete(terms.keepsWhole ? completion : nil)]
    }

    private mutating func fail(_ failure: ProviderFailure) -> [Output] {
        var bytes: [UInt8] = []
        let end = fail(failure, &bytes)
        return (bytes.isEmpty ? [] : [.bytes(bytes)]) + end
    }

    /// Once something was handed out, the failure is told as OpenAI tells one in a stream: its clients raise it.
    private mutating func fail(_ failure: ProviderFailure, _ bytes: inout [UInt8]) -> [Output] {
        isOver = true
        guard hasBegun else { return [.failed(failure)] }
        ServerSentEvent.append(failure.error.value.json, to: &bytes)
        return [.broken(failure)]
    }
}

extension ProviderFailure {
    static func cut(_ provider: String) -> ProviderFailure {
        ProviderFailure(provider, nonsense: "a stream that was cut off")
    }
}
