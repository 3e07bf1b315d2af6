// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import EdgeRouter

@Suite struct RequestLimitsTests {
    @Test(
        arguments: [
            (0.5, nil, 1, 1, 2), (2.5, nil, 3, 1, 2), (100, nil, 100, 1, 1), (1000, nil, 1000, 10, 1),
            (1000, 8, 8, 2, 1), (1000, 1, 1, 1, 1), (5, 50, 50, 1, 10), (0.001, 5, 5, 1, 5000),
        ] as [(Double, Int?, Int, Int, Int)])
    func `a burst is one second's, and a loop holds what 10 ms earn, but no large part of the burst`(
        perSecond: Double, burst: Int?, expected: Int, lease: Int, window: Int
    ) {
        let rate = RequestRate(perSecond: perSecond, burst: burst)
        #expect(rate.burst == expected)
        #expect(rate.lease == lease)
        #expect(rate.window == window)
    }

    @Test func `intervals are rounded up, so that nobody gets more than the rate`() {
        #expect(RequestRate(perSecond: 3, burst: nil).interval == 333_333_334)
        #expect(RequestRate.seconds(1) == 1 && RequestRate.seconds(0) == 1)
        #expect(RequestRate.seconds(2_000_000_000) == 2 && RequestRate.seconds(2_000_000_001) == 3)
        #expect(RequestRate(perSecond: 2.5, burst: 1).text == "2.5" && RequestRate(perSecond: 4, burst: 1).text == "4")
    }

    @Test func `a client's own limits stand over the general ones, one by one`() {
        let general = Configuration.Limits(requestsPerSecond: 10, concurrent: 4)
        let own = Configuration.Limits(burst: 30, concurrent: 2)
        #expect(
            RequestLimits(own.over(general))
                == RequestLimits(rate: RequestRate(perSecond: 10, burst: 30), concurrent: 2))
        #expect(RequestLimits(general) == RequestLimits(rate: RequestRate(perSecond: 10, burst: nil), concurrent: 4))
    }

    @Test func `a burst without a rate limits nothing`() {
        #expect(RequestLimits(Configuration.Limits(burst: 5)).isNone)
    }
}
