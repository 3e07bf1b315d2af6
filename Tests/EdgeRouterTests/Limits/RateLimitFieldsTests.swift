// SPDX-License-Identifier: Apache-2.0

import EventLoop
import Testing

@testable import EdgeRouter

@Suite struct RateLimitFieldsTests {
    private let both = RateLimitFields(RequestLimits(rate: RequestRate(perSecond: 2, burst: 6), concurrent: 4))
    private let policy =
        "RateLimit-Policy: \"default\";q=6;w=3, \"concurrent\";q=4;qu=\"concurrent-requests\"\r\n"

    private func text(_ append: (inout [UInt8]) -> Void) -> String {
        var out: [UInt8] = []
        append(&out)
        return String(decoding: out, as: UTF8.self)
    }

    @Test(arguments: [(6, "6;t=0"), (5, "5;t=1"), (3, "3;t=2"), (0, "0;t=3"), (-1, "0;t=3"), (9, "6;t=0")])
    func `an answer says what is left and when all will be there again`(remaining: Int, expected: String) {
        #expect(
            text { both.append(remaining: remaining, to: &$0) } == policy + "RateLimit: \"default\";r=\(expected)\r\n")
    }

    @Test func `a refusal says which limit was reached, and when to come again`() {
        let rate = ClientLimit.Refusal.rate(until: Instant(nanoseconds: 0))
        #expect(
            text { both.append(rate, remaining: 2, retryAfter: 7, to: &$0) }
                == policy + "RateLimit: \"default\";r=0;t=7\r\n")
        #expect(
            text { both.append(.concurrent, remaining: 6, retryAfter: 1, to: &$0) }
                == policy + "RateLimit: \"default\";r=6;t=0\r\nRateLimit: \"concurrent\";r=0\r\n")
    }

    @Test func `only what is limited is told`() {
        let concurrent = RateLimitFields(RequestLimits(rate: nil, concurrent: 4))
        let expected = "RateLimit-Policy: \"concurrent\";q=4;qu=\"concurrent-requests\"\r\n"
        #expect(text { concurrent.append(remaining: 0, to: &$0) } == expected)
        #expect(text { RateLimitFields(.none).append(remaining: 0, to: &$0) } == "")
    }
}
