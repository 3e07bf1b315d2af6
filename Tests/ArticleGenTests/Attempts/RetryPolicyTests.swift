// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import ArticleGen

@Suite struct RetryPolicyTests {
    @Test func `delays double from half a second to eight`() {
        let policy = RetryPolicy()
        #expect((1...7).map { policy.delay(after: $0, chance: 0) } == [500, 1000, 2000, 4000, 8000, 8000, 8000])
        #expect(policy.delay(after: 1_000_000, chance: 0) == 8000)
    }

    @Test func `chance takes off a quarter at most`() {
        let policy = RetryPolicy()
        #expect(policy.delay(after: 1, chance: 1) == 375)
        #expect(policy.delay(after: 1, chance: 0.5) == 437)
        #expect(policy.delay(after: 1, chance: 7) == 375)
    }

    @Test func `delays grow as was asked for`() {
        #expect(RetryPolicy(delay: 100, backoff: .constant).delay(after: 5, chance: 0) == 100)
        #expect(RetryPolicy(delay: 100, backoff: .linear).delay(after: 5, chance: 0) == 500)
    }
}
