// SPDX-License-Identifier: Apache-2.0

/// An answer of Anthropic's Messages API as a chat completion.
enum AnthropicAnswer {
    /// The completion; nil if this is no message.
    static func completion(_ message: JSONValue, answersByTool: Bool, created: Int64) -> JSONValue? {
        guard message["type"]?.text == "message", let blocks = message["content"]?.elements else { return nil }
        var text = ""
        var reasoning = ""
        var calls: [JSONValue] = []
        for block in blocks {
            switch block["type"]?.text {
            case "text": text += block["text"]?.text ?? ""
            case "thinking": reasoning += block["thinking"]?.text ?? ""
            case "tool_use":
                let input = String(decoding: (block["input"] ?? .object([])).json, as: UTF8.self)
                if answersByTool {
                    text = input
                } else {
                    calls.append(call(block["id"]?.text ?? "", block["name"]?.text ?? "", arguments: input))
                }
            default: break
            }
        }
        var answer = JSONValue.members([
            "role": .string("assistant"), "content": text.isEmpty ? .null : .string(text), "refusal": .null,
        ])
        if !reasoning.isEmpty { answer.set("reasoning_content", .string(reasoning)) }
        if !calls.isEmpty { answer.set("tool_calls", .array(calls)) }
        let reason = finishReason(message["stop_reason"]?.text, answersByTool: answersByTool)
        return .members([
            "id": message["id"] ?? .string(""), "object": .string("chat.completion"),
            "created": .number(String(created)), "model": message["model"] ?? .string(""),
            "choices": .array([
                .members([
                    "index": .int(0), "message": answer, "logprobs": .null,
                    "finish_reason": .string(reason ?? "stop"),
                ])
            ]),
            "usage": (usage(message["usage"]) ?? TokenUsage()).value,
        ])
    }

    /// A call of a tool, as OpenAI has it.
    static func call(_ id: String, _ name: String, arguments: String) -> JSONValue {
        .members([
            "id": .string(id), "type": .string("function"),
            "function": .members(["name": .string(name), "arguments": .string(arguments)]),
        ])
    }

    /// OpenAI's word for why an answer ended; nil while it has not.
    static func finishReason(_ reason: String?, answersByTool: Bool) -> String? {
        switch reason {
        case nil: nil
        case "max_tokens", "model_context_window_exceeded": "length"
        case "tool_use": answersByTool ? "stop" : "tool_calls"
        case "refusal": "content_filter"
        default: "stop"
        }
    }

    /// What Anthropic's `usage` says. Its `input_tokens` leaves out what went to a cache or came from one.
    static func usage(_ usage: JSONValue?) -> TokenUsage? {
        guard let usage, let output = usage["output_tokens"]?.integer else { return nil }
        let limit = 0...1_000_000_000
        let cached = usage["cache_read_input_tokens"]?.integer ?? 0
        let parts = [usage["input_tokens"]?.integer ?? 0, cached, usage["cache_creation_input_tokens"]?.integer ?? 0]
        guard limit.contains(output), parts.allSatisfy(limit.contains) else { return nil }
        return TokenUsage(prompt: parts.reduce(0, +), completion: output, cached: cached)
    }
}
