// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import EdgeRouter

@Suite struct ExpiryRuleTests {
    private let now: Int64 = 1_800_000_000

    /// When it expires; -1 if it is refused, 0 for never.
    private func expiry(_ query: String) -> Int64 {
        do throws(Problem) {
            return try ExpiryRule.expiry(Query(Array(query.utf8)[...]), now: now) ?? 0
        } catch {
            #expect(error.cloudflareCode == 10034 && error.status == 400)
            return -1
        }
    }

    @Test(
        arguments: [
            ("", 0), ("expiration=&expiration_ttl=", 0), ("expiration_ttl=60", 1_800_000_060),
            ("expiration_ttl=60.0", 1_800_000_060), ("expiration=1800000060", 1_800_000_060),
            ("expiration=1.80000006e9", 1_800_000_060), ("expiration=1900000000&expiration_ttl=61", 1_800_000_061),
            ("expiration=5&expiration_ttl=61", 1_800_000_061),
        ] as [(String, Int64)])
    func `the relative form wins, and neither is never`(query: String, expected: Int64) {
        #expect(expiry(query) == expected)
    }

    @Test(arguments: [
        "expiration_ttl=59", "expiration_ttl=0", "expiration_ttl=-60", "expiration_ttl=59.9", "expiration_ttl=x",
        "expiration=1800000059", "expiration=1700000000", "expiration=-1", "expiration=soon", "expiration=nan",
        "expiration=inf", "expiration=1e300", "expiration_ttl=9223372036854775807", "expiration_ttl=1e15",
        "expiration=9223372036854775807", "expiration=1900000000&expiration_ttl=1",
    ])
    func `less than a minute, the past and what no clock reaches are refused`(query: String) {
        #expect(expiry(query) == -1)
    }
}
