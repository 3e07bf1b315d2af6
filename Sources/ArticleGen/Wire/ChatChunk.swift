// SPDX-License-Identifier: Apache-2.0

/// One chunk of a streamed completion, as far as the gateway looks at it.
struct ChatChunk {
    /// What ends a stream.
    static let done = Array("[DONE]".utf8)

    /// The whole of it.
    let value: JSONValue

    /// Reads the data of an event; nil if it is no JSON object.
    init?(_ data: [UInt8]) {
        guard let value = JSONValue(data), case .object = value else { return nil }
        self.init(value)
    }

    init(_ value: JSONValue) { self.value = value }

    /// The failure that a provider tells in the middle of an answer.
    var error: JSONValue? { value["error"] }

    /// The usage, which stands in the last chunk of some streams.
    var usage: TokenUsage? { TokenUsage(openAI: value["usage"]) }

    private var choices: [JSONValue] { value["choices"]?.elements ?? [] }

    /// Whether there is nothing in it but the usage. Azure sends such chunks for its filters, too, without usage.
    var isUsageAlone: Bool { choices.isEmpty && value["usage"] != nil }

    /// Whether an answer ends here: one of several, where several were asked for.
    var finishes: Int { choices.count { $0["finish_reason"] != nil } }

    /// Bytes of what the model wrote: text, reasoning, refusals, arguments of calls.
    var outputBytes: Int { choices.reduce(0) { $0 + Self.textBytes($1["delta"]) } }

    /// Whether there is something in it that a client may have made use of: from then on nothing can be tried again.
    var hasOutput: Bool { outputBytes > 0 || finishes > 0 }

    /// The text of the first answer's delta.
    var text: String? { choices.first { ($0["index"]?.integer ?? 0) == 0 }?["delta"]?["content"]?.text }

    private static func textBytes(_ value: JSONValue?) -> Int {
        switch value {
        case .string(let text): return text.utf8.count
        case .array(let elements): return elements.reduce(0) { $0 + textBytes($1) }
        case .object(let members):
            // A role is not written by the model, nor are a call's number and kind.
            return members.reduce(0) { sum, member in
                ["role", "type", "id"].contains(member.name) ? sum : sum + textBytes(member.value)
            }
        default: return 0
        }
    }
}
