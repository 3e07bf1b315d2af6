// SPDX-License-Identifier: Apache-2.0

internal import KVStore

/// The router's own namespaces, which no surface for clients shows.
extension KVNamespace {
    /// Clients' records: ``ClientDocument`` by id.
    static let clientRecords = KVNamespace(name: systemPrefix + "clients")
    /// Whose a host is: the client's id by the host's name, in lower case.
    static let clientHosts = KVNamespace(name: systemPrefix + "client-hosts")
    /// What tokens are good for: ``TokenGrant`` by the token's digest in hexadecimal digits.
    static let tokens = KVNamespace(name: systemPrefix + "tokens")
    /// Which tokens a client has: `{client}/{digest}`, without a value.
    static let tokensOfClients = KVNamespace(name: systemPrefix + "client-tokens")
    /// When tokens were last used: unix seconds as decimal digits, by digest.
    static let tokenUses = KVNamespace(name: systemPrefix + "token-uses")
    /// What clients have used: `{day}/{client}`, the numbers of ``UsageRow`` as metadata, so that a listing has them.
    static let usage = KVNamespace(name: systemPrefix + "usage")
    /// What clients may have spent on language models: a budget record by client's id.
    static let llmBudgets = KVNamespace(name: systemPrefix + "llm-budgets")
    /// Answers of language models that are kept: `{client}/{digest of the request}`.
    static let llmAnswers = KVNamespace(name: systemPrefix + "llm-answers")
    /// What calls of language models took: `{day}/{client}/{model}`, the numbers of ``LLMUsageRow`` as metadata.
    static let llmUsage = KVNamespace(name: systemPrefix + "llm-usage")

    /// Which clients have been removed: by id, without a value. What counts is the version (``ClientLife``).
    static let clientRemovals = KVNamespace(name: systemPrefix + "client-removals")
    /// Articles that are being written: `{client}/{article}`, without a value.
    static let runningArticles = KVNamespace(name: systemPrefix + "running-articles")
    /// What a new store was given, so that it is given once: by name, without a value.
    static let seeds = KVNamespace(name: systemPrefix + "seeds")

    /// Those of which every loop keeps what it has read, and hears when something changes.
    static let cachedByLoops = [clientRecords, clientHosts, clientRemovals, tokens]
}
