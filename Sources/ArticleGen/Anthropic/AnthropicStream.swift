// SPDX-License-Identifier: Apache-2.0

/// A stream of Anthropic's Messages API as the chunks of a chat completion. Pure.
struct AnthropicStream {
    /// What comes out.
    enum Output: Equatable {
        case chunk(JSONValue)
        /// The provider says, in the middle of a stream, that it failed.
        case failure(JSONValue)
        /// The answer is complete.
        case end
    }

    private let answersByTool: Bool
    private let created: Int64
    private var id = ""
    private var model = ""
    private var prompt = TokenUsage()
    /// By the number of the block: the number of the call, where the block is one that is told as a call.
    private var calls: [Int: Int] = [:]

    init(answersByTool: Bool, created: Int64) {
        self.answersByTool = answersByTool
        self.created = created
    }

    /// Takes an event. Kinds that are not known are passed over, as the API asks.
    mutating func take(_ event: JSONValue) -> [Output] {
        switch event["type"]?.text {
        case "message_start":
            id = event["message"]?["id"]?.text ?? ""
            model = event["message"]?["model"]?.text ?? ""
            prompt = AnthropicAnswer.usage(event["message"]?["usage"]) ?? TokenUsage()
            return [chunk(.members(["role": .string("assistant"), "content": .string("")]))]
        case "content_block_start": return start(event["index"]?.integer ?? 0, event["content_block"])
        case "content_block_delta": return delta(event["index"]?.integer ?? 0, event["delta"])
        case "message_delta":
            var outputs: [Output] = []
            let reason = event["delta"]?["stop_reason"]?.text
            if let reason = AnthropicAnswer.finishReason(reason, answersByTool: answersByTool) {
                outputs.append(chunk(.object([]), finish: reason))
            }
            if let usage = usage(event["usage"]) { outputs.append(.chunk(body(choices: [], usage: usage.value))) }
            return outputs
        case "message_stop": return [.end]
        case "error": return [.failure(event["error"] ?? .object([]))]
        default: return []
        }
    }

    private mutating func start(_ index: Int, _ block: JSONValue?) -> [Output] {
        switch block?["type"]?.text {
        case "text": return text(block?["text"]?.text)
        case "tool_use" where !answersByTool:
            let number = calls.count
            calls[index] = number
            var call = AnthropicAnswer.call(
                block?["id"]?.text ?? "", block?["name"]?.text ?? "", arguments: "")
            call.set("index", .int(number))
            return [chunk(.members(["tool_calls": .array([call])]))]
        default: return []
        }
    }

    private func delta(_ index: Int, _ delta: JSONValue?) -> [Output] {
        switch delta?["type"]?.text {
        case "text_delta": return text(delta?["text"]?.text)
        case "thinking_delta":
            guard let text = delta?["thinking"]?.text, !text.isEmpty else { return [] }
            return [chunk(.members(["reasoning_content": .string(text)]))]
        case "input_json_delta":
            guard let json = delta?["partial_json"]?.text, !json.isEmpty else { return [] }
            guard !answersByTool else { return text(json) }
            guard let number = calls[index] else { return [] }
            let call: JSONValue = .members([
                "index": .int(number), "function": .members(["arguments": .string(json)]),
            ])
            return [chunk(.members(["tool_calls": .array([call])]))]
        default: return []
        }
    }

    private func text(_ text: String?) -> [Output] {
        guard let text, !text.isEmpty else { return [] }
        return [chunk(.members(["content": .string(text)]))]
    }

    /// The counts are sums so far; what was sent may be told only at the start.
    private func usage(_ usage: JSONValue?) -> TokenUsage? {
        guard var sum = AnthropicAnswer.usage(usage) else { return nil }
        if sum.prompt == 0 {
            sum.prompt = prompt.prompt
            sum.cached = prompt.cached
        }
        return sum
    }

    private func chunk(_ delta: JSONValue, finish: String? = nil) -> Output {
        .chunk(
            body(
                choices: [
                    .members([
                        "index": .int(0), "delta": delta, "finish_reason": finish.map { .string($0) } ?? .null,
                    ])
                ], usage: nil))
    }

    private func body(choices: [JSONValue], usage: JSONValue?) -> JSONValue {
        var body = JSONValue.members([
            "id": .string(id), "object": .string("chat.completion.chunk"), "created": .number(String(created)),
            "model": .string(model), "choices": .array(choices),
        ])
        if let usage { body.set("usage", usage) }
        return body
    }
}
