// SPDX-License-Identifier: Apache-2.0

/// What a model costs, in whole micro-dollars for a million tokens.
public struct ModelPrice: Hashable, Sendable {
    /// Tokens sent.
    public let input: Int
    /// Tokens received.
    public let output: Int
    /// Tokens sent that the provider had cached.
    public let cachedInput: Int

    /// A price, in micro-dollars for a million tokens. Each is from 0 to 10^12, a dollar for a token.
    public init(input: Int, output: Int, cachedInput: Int? = nil) {
        let range = 0...1_000_000_000_000
        self.input = min(max(input, range.lowerBound), range.upperBound)
        self.output = min(max(output, range.lowerBound), range.upperBound)
        let cached = cachedInput ?? input
        self.cachedInput = min(max(cached, range.lowerBound), range.upperBound)
    }

    /// What a call costs in micro-dollars, rounded up: what is paid is never more than what is booked.
    func cost(_ usage: TokenUsage) -> Int {
        let parts = [(usage.prompt - usage.cached, input), (usage.cached, cachedInput), (usage.completion, output)]
        var sum = 0
        for (tokens, price) in parts {
            let (product, overflows) = max(0, tokens).multipliedReportingOverflow(by: price)
            let (next, overflowsToo) = sum.addingReportingOverflow(product)
            guard !overflows, !overflowsToo else { return Spend.most }
            sum = next
        }
        return min(sum / 1_000_000 + (sum % 1_000_000 == 0 ? 0 : 1), Spend.most)
    }

    /// The most that so many tokens can cost: nothing of it cached, or at the price of the cache, if that is higher.
    func worstCost(prompt: Int, completion: Int) -> Int {
        let dearest = ModelPrice(input: max(input, cachedInput), output: output)
        return dearest.cost(TokenUsage(prompt: prompt, completion: completion))
    }
}

/// Tokens and money. Sums stop at ``most`` instead of overflowing.
struct Spend: Hashable, Sendable {
    /// More than anybody has, and far from where sums overflow.
    static let most = 1_000_000_000_000_000_000

    var tokens = 0
    var micros = 0

    static func + (left: Spend, right: Spend) -> Spend {
        Spend(tokens: min(left.tokens + right.tokens, most), micros: min(left.micros + right.micros, most))
    }

    static func - (left: Spend, right: Spend) -> Spend {
        Spend(tokens: max(0, left.tokens - right.tokens), micros: max(0, left.micros - right.micros))
    }
}
