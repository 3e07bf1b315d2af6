// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import ArticleGen

@Suite struct MoneyTests {
    @Test func `a call costs what its tokens cost, rounded up`() {
        let price = ModelPrice(input: 150_000, output: 600_000, cachedInput: 75_000)
        #expect(price.cost(TokenUsage(prompt: 1_000_000, completion: 1_000_000)) == 750_000)
        #expect(price.cost(TokenUsage(prompt: 1_000_000, completion: 0, cached: 1_000_000)) == 75_000)
        #expect(price.cost(TokenUsage(prompt: 1, completion: 0)) == 1)
        #expect(price.cost(TokenUsage()) == 0)
    }

    @Test func `the worst case is never below what a call costs`() {
        let price = ModelPrice(input: 100, output: 7, cachedInput: 300)
        for cached in [0, 3, 10] {
            let usage = TokenUsage(prompt: 10, completion: 9, cached: cached)
            #expect(price.worstCost(prompt: 10, completion: 9) >= price.cost(usage))
        }
    }

    @Test func `sums stop instead of overflowing`() {
        let price = ModelPrice(input: .max, output: .max)
        #expect(price.cost(TokenUsage(prompt: 1_000_000_000, completion: 1_000_000_000)) == Spend.most)
        let most = Spend(tokens: Spend.most, micros: Spend.most)
        #expect(most + most == most)
        #expect(Spend() - most == Spend())
    }
}
