// SPDX-License-Identifier: Apache-2.0

/// `[edge.clients.ID]`: what the file says of one client.
public struct ClientConfiguration: Sendable, Equatable {
    /// The client's id, a DNS label in lower case.
    public var id: String

    /// Its bot, one of `Configuration.bots`; nil for the one named after it, else the default.
    public var bot: String?

    /// Hosts that are this client's, in lower case. No other client has them.
    public var hosts: [String] = []

    /// Environment variables that its bot gets on top of the bot's own.
    public var env: [String: String] = [:]

    /// What differs for it from `Configuration.limits`.
    public var limits = Configuration.Limits()

    /// What differs for it from `Configuration.llm`.
    public var llm = LLM()

    /// What a client's record says of language models; nil is what `[edge.llm]` says.
    public struct LLM: Sendable, Equatable {
        /// The model it gets when a request names none.
        public var model: String?

        /// The most it may spend in a period.
        public var budget = LLMConfiguration.Budget()

        /// How much it may ask at a time.
        public var limits = LLMConfiguration.CallLimits()

        /// The models it may use; empty for all.
        public var models: [String] = []
    }
}
