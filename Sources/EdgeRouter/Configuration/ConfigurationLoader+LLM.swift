// SPDX-License-Identifier: Apache-2.0

/// `[edge.llm]`.
extension ConfigurationLoader {
    mutating func readLLM(_ table: TableReader) {
        configuration.llm.model = table.text("model")
        configuration.llm.budget = readBudget(table)
        configuration.llm.limits = readCallLimits(table)
        if let time = table.duration("cache_ttl") { configuration.llm.cacheTime = time }
        if let tokens = table.integer("context_tokens", in: 256...100_000_000) {
            configuration.llm.contextTokens = tokens
        }
        for provider in table.tables("providers") {
            guard let read = readProvider(provider) else { continue }
            if configuration.llm.providers.contains(where: { $0.name == read.name }) {
                provider.note("name", "'\(read.name)' is taken by another provider")
            } else {
                configuration.llm.providers.append(read)
            }
        }
        table.rejectUnknownKeys()
    }

    /// The budget's keys, which stand among the others of a table.
    func readBudget(_ table: TableReader) -> LLMConfiguration.Budget {
        LLMConfiguration.Budget(
            usd: table.number("budget_usd", in: 0...1_000_000_000),
            tokens: table.integer("budget_tokens", in: 0...1_000_000_000_000_000),
            period: table.duration("budget_period"),
            usdMonth: table.number("budget_usd_month", in: 0...1_000_000_000),
            tokensMonth: table.integer("budget_tokens_month", in: 0...1_000_000_000_000_000))
    }

    /// The limits' keys, which stand among the others of a table.
    func readCallLimits(_ table: TableReader) -> LLMConfiguration.CallLimits {
        LLMConfiguration.CallLimits(
            requestsPerMinute: table.integer("requests_per_min", in: 1...1_000_000_000),
            tokensPerMinute: table.integer("tokens_per_min", in: 1...1_000_000_000_000),
            parallel: table.integer("parallel", in: 1...1_000_000))
    }

    private func readProvider(_ table: TableReader) -> LLMConfiguration.Provider? {
        let name = table.text("name")
        if !table.contains("name") {
            table.note("name", "is missing", advice: "logs and answers name a provider by it")
        }
        let kind = table.choice("kind", of: LLMConfiguration.Provider.Kind.self) ?? .openai
        let baseURL = table.parsed("base_url", ConfigurationSyntax.baseURL)
        let keyEnv = table.parsed("key_env", ConfigurationSyntax.environmentName)
        var provider = LLMConfiguration.Provider(
            name: name ?? "", kind: kind, baseURL: baseURL ?? kind.defaultBaseURL,
            keyEnv: keyEnv ?? (table.contains("base_url") ? nil : kind.defaultKeyVariable))
        provider.models = table.list("models", TableReader.text) ?? []
        provider.prices = readPrices(table)
        if let time = table.duration("timeout") { provider.timeout = time }
        if let time = table.duration("timeout_connect") { provider.connectTimeout = time }
        if let time = table.duration("timeout_first_token") { provider.firstTokenTimeout = time }
        if let time = table.duration("timeout_idle") { provider.idleTimeout = time }
        table.rejectUnknownKeys()
        return name == nil ? nil : provider
    }

    private func readPrices(_ provider: TableReader) -> [String: LLMConfiguration.Price] {
        guard let table = provider.table("prices") else { return [:] }
        var prices: [String: LLMConfiguration.Price] = [:]
        let range = 0.0...1_000_000
        for model in table.names {
            guard let price = table.table(model) else { continue }
            let input = price.number("input", in: range)
            let output = price.number("output", in: range)
            let cachedInput = price.number("cached_input", in: range)
            for key in ["input", "output"] where !price.contains(key) {
                price.note(key, "is missing", advice: "in US dollars for a million tokens")
            }
            price.rejectUnknownKeys()
            guard let input, let output else { continue }
            prices[model] = LLMConfiguration.Price(input: input, output: output, cachedInput: cachedInput)
        }
        return prices
    }
}
