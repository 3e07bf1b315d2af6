// SPDX-License-Identifier: Apache-2.0

/// Tokens that a call took.
public struct TokenUsage: Hashable, Sendable {
    /// Tokens sent, those that the provider had cached among them.
    public var prompt: Int
    /// Tokens received, those of reasoning among them.
    public var completion: Int
    /// Tokens sent that the provider had cached.
    public var cached: Int

    /// Tokens that a call took.
    public init(prompt: Int = 0, completion: Int = 0, cached: Int = 0) {
        self.prompt = prompt
        self.completion = completion
        self.cached = cached
    }

    /// All tokens.
    public var total: Int { prompt &+ completion }

    /// The most of one kind that is believed: a provider's mistake must not overflow a sum.
    private static let believed = 0...1_000_000_000

    /// What OpenAI's `usage` says; nil where it says nothing of the kind.
    public init?(openAI usage: JSONValue?) {
        guard let usage, let prompt = usage["prompt_tokens"]?.integer,
            let completion = usage["completion_tokens"]?.integer ?? (usage["total_tokens"] == nil ? nil : 0),
            Self.believed.contains(prompt), Self.believed.contains(completion)
        else { return nil }
        let cached = usage["prompt_tokens_details"]?["cached_tokens"]?.integer ?? 0
        self.init(prompt: prompt, completion: completion, cached: max(0, min(cached, prompt)))
    }

    /// OpenAI's `usage`.
    public var value: JSONValue {
        .members([
            "prompt_tokens": .int(prompt), "completion_tokens": .int(completion), "total_tokens": .int(total),
            "prompt_tokens_details": .members(["cached_tokens": .int(cached)]),
        ])
    }

    /// The sum.
    public static func + (left: TokenUsage, right: TokenUsage) -> TokenUsage {
        TokenUsage(
            prompt: left.prompt &+ right.prompt, completion: left.completion &+ right.completion,
            cached: left.cached &+ right.cached)
    }
}
