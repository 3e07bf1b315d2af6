// SPDX-License-Identifier: Apache-2.0

internal import ArticleGen

extension ClientLimits {
    /// What a client may do with language models, by its own record and what holds for all.
    init(_ own: ClientConfiguration.LLM, over general: LLMConfiguration) {
        self.init()
        let budget = own.budget.over(general.budget)
        let period = budget.period ?? LLMConfiguration.Budget.defaultPeriod
        if budget.tokens != nil || budget.usd != nil {
            budgets.append(
                BudgetLimit(
                    window: .seconds(max(1, period.wholeMilliseconds / 1000)), tokens: budget.tokens,
                    micros: budget.usd.map(Self.micros)))
        }
        if budget.tokensMonth != nil || budget.usdMonth != nil {
            budgets.append(
                BudgetLimit(window: .month, tokens: budget.tokensMonth, micros: budget.usdMonth.map(Self.micros)))
        }
        let limits = own.limits.over(general.limits)
        requestsPerMinute = limits.requestsPerMinute
        tokensPerMinute = limits.tokensPerMinute
        parallel = limits.parallel
        models = own.models
        model = own.model
    }

    /// Dollars in millionths, never more than were given.
    private static func micros(_ usd: Double) -> Int { Int((min(max(usd, 0), 1e12) * 1e6).rounded(.down)) }
}

extension ModelPrice {
    /// A price in dollars for a million tokens, never less than was given.
    init(_ price: LLMConfiguration.Price) {
        func micros(_ usd: Double) -> Int { Int((min(max(usd, 0), 1e6) * 1e6).rounded(.up)) }
        self.init(
            input: micros(price.input), output: micros(price.output), cachedInput: price.cachedInput.map(micros))
    }
}
