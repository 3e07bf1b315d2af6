// SPDX-License-Identifier: Apache-2.0

import ArticleGen
import Testing

@testable import EdgeRouter

@Suite struct ClientLimitsConfigurationTests {
    private func limits(_ toml: String, of client: String = "acme") throws -> ClientLimits {
        let configuration = try loadTOML(toml)
        let own = configuration.clients.first { $0.id == client }?.llm ?? ClientConfiguration.LLM()
        return ClientLimits(own, over: configuration.llm)
    }

    @Test func `without a word there is no limit`() throws {
        #expect(try limits("") == ClientLimits())
    }

    @Test func `what a client's record says comes before what holds for all`() throws {
        let toml = """
            [edge.llm]
            budget_usd = 1.5
            budget_tokens = 1000
            budget_tokens_month = 20000
            requests_per_min = 10
            parallel = 3

            [edge.clients.acme.llm]
            budget_tokens = 50
            budget_period = "1h"
            tokens_per_min = 100
            models = ["m"]
            model = "m"
            """
        var expected = ClientLimits()
        expected.budgets = [
            BudgetLimit(window: .seconds(3600), tokens: 50, micros: 1_500_000),
            BudgetLimit(window: .month, tokens: 20_000),
        ]
        expected.requestsPerMinute = 10
        expected.tokensPerMinute = 100
        expected.parallel = 3
        expected.models = ["m"]
        expected.model = "m"
        #expect(try limits(toml) == expected)
        #expect(try limits(toml, of: "other").budgets.first?.window == .seconds(86_400))
    }

    @Test func `a price is never less than was given`() {
        let price = ModelPrice(LLMConfiguration.Price(input: 0.15, output: 0.0000001, cachedInput: 0.075))
        #expect(price == ModelPrice(input: 150_000, output: 1, cachedInput: 75_000))
    }
}
