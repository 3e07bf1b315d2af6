// SPDX-License-Identifier: Apache-2.0

/// `[edge.llm]`: which language models there are, and what they may cost.
public struct LLMConfiguration: Sendable, Equatable {
    /// The model of requests that name none; nil for the first one of the first provider.
    public var model: String?

    /// Where models are asked, in the order they are tried.
    public var providers: [Provider] = []

    /// What each client may spend unless its own record says otherwise.
    public var budget = Budget()

    /// How much each client may ask unless its own record says otherwise.
    public var limits = CallLimits()

    /// How long answers are kept where a request does not say (`cache_ttl`); zero for not at all.
    public var cacheTime = Duration.zero

    /// The tokens that a model takes, sent and received together; conversations are cut to it.
    public var contextTokens = 8192

    /// One service that speaks OpenAI's or Anthropic's API.
    public struct Provider: Sendable, Equatable {
        /// Whose API it is.
        public enum Kind: String, Sendable, CaseIterable {
            /// `POST {base}/chat/completions`.
            case openai
            /// `POST {base}/v1/messages`.
            case anthropic

            var defaultBaseURL: String {
                switch self {
                case .openai: "https://api.openai.com/v1"
                case .anthropic: "https://api.anthropic.com"
                }
            }

            var defaultKeyVariable: String {
                switch self {
                case .openai: "OPENAI_API_KEY"
                case .anthropic: "ANTHROPIC_API_KEY"
                }
            }
        }

        /// How logs and answers name it; unique.
        public var name: String

        /// Whose API it speaks.
        public var kind = Kind.openai

        /// What paths are added to, without a slash at the end. Default: the kind's own service.
        public var baseURL: String

        /// The environment variable that holds the key; nil for none. Default: the kind's usual one, but none where
        /// `base_url` is given, so that a key never goes to another service than its own unasked.
        public var keyEnv: String?

        /// The models it has; empty for any.
        public var models: [String] = []

        /// What its models cost, by model.
        public var prices: [String: Price] = [:]

        /// Time for a whole answer. Default as in OpenAI's own client.
        public var timeout = Duration.seconds(600)

        /// Time to connect (`timeout_connect`). Default as in OpenAI's own client.
        public var connectTimeout = Duration.seconds(5)

        /// Time until a streamed answer begins (`timeout_first_token`). Ours.
        public var firstTokenTimeout = Duration.seconds(120)

        /// Time between two pieces of a streamed answer (`timeout_idle`). Ours.
        public var idleTimeout = Duration.seconds(60)
    }

    /// What a model costs, in US dollars for a million tokens.
    public struct Price: Sendable, Equatable {
        /// Tokens sent.
        public var input: Double

        /// Tokens received.
        public var output: Double

        /// Tokens sent that the provider had cached; nil for the price of `input`.
        public var cachedInput: Double?
    }

    /// The most that may be spent in a period. Nil is no limit, or in a client's record what `[edge.llm]` says.
    public struct Budget: Sendable, Equatable {
        /// The period that holds where none is given.
        public static let defaultPeriod = Duration.seconds(86_400)

        /// US dollars in a period (`budget_usd`).
        public var usd: Double?

        /// Tokens in a period, sent and received (`budget_tokens`).
        public var tokens: Int?

        /// The period (`budget_period`), one day if no one says otherwise.
        public var period: Duration?

        /// US dollars in a month of the calendar, in UTC (`budget_usd_month`).
        public var usdMonth: Double?

        /// Tokens in a month of the calendar (`budget_tokens_month`).
        public var tokensMonth: Int?

        /// This budget, and where it says nothing that of `general`.
        public func over(_ general: Budget) -> Budget {
            Budget(
                usd: usd ?? general.usd, tokens: tokens ?? general.tokens, period: period ?? general.period,
                usdMonth: usdMonth ?? general.usdMonth, tokensMonth: tokensMonth ?? general.tokensMonth)
        }
    }

    /// How much may be asked at a time. Nil is no limit, or in a client's record what `[edge.llm]` says.
    public struct CallLimits: Sendable, Equatable {
        /// Requests a minute (`requests_per_min`).
        public var requestsPerMinute: Int?

        /// Tokens a minute, sent and received (`tokens_per_min`).
        public var tokensPerMinute: Int?

        /// Calls at once (`parallel`).
        public var parallel: Int?

        /// These limits, and where they say nothing those of `general`.
        public func over(_ general: CallLimits) -> CallLimits {
            CallLimits(
                requestsPerMinute: requestsPerMinute ?? general.requestsPerMinute,
                tokensPerMinute: tokensPerMinute ?? general.tokensPerMinute, parallel: parallel ?? general.parallel)
        }
    }
}
