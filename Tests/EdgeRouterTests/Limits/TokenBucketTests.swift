// SPDX-License-Identifier: Apache-2.0

import EventLoop
import Testing

@testable import EdgeRouter

@Suite struct TokenBucketTests {
    private func at(_ seconds: Double) -> Instant { Instant(nanoseconds: 1_000_000_000_000 + UInt64(seconds * 1e9)) }

    @Test func `a burst is there at once, then one request each interval`() {
        var bucket = TokenBucket(RequestRate(perSecond: 2, burst: 3))
        #expect(bucket.level(at(0)) == 3)
        bucket.take(3, toHold: 0, at(0))
        #expect(bucket.level(at(0)) == 0)
        #expect(bucket.time(of: 1, at(0)) == at(0.5))
        #expect(bucket.level(at(0.4999)) == 0)
        #expect(bucket.level(at(0.5)) == 1)
        #expect(bucket.level(at(1.5)) == 3 && bucket.level(at(100)) == 3)
        #expect(!bucket.isFull(at(1.4)) && bucket.isFull(at(1.5)))
    }

    @Test func `what is held counts as still being here, so that it and what is earned never exceed the burst`() {
        var bucket = TokenBucket(RequestRate(perSecond: 10, burst: 10))
        bucket.take(1, toHold: 4, at(0))
        #expect(bucket.level(at(0)) == 5 && bucket.held == 4)
        #expect(bucket.level(at(60)) == 6)
        #expect(!bucket.isFull(at(60)))
        bucket.used(3, at(60))
        #expect(bucket.level(at(60)) == 6 && bucket.level(at(60.2)) == 8)
        bucket.returned(1, at(61))
        #expect(bucket.held == 0 && bucket.level(at(61)) == 10)
    }

    @Test func `what comes back unused can be taken again`() {
        var bucket = TokenBucket(RequestRate(perSecond: 1, burst: 8))
        bucket.take(2, toHold: 2, at(0))
        bucket.returned(2, at(0))
        #expect(bucket.level(at(0)) == 6)
        bucket.returned(5, at(0))
        #expect(bucket.level(at(0)) == 6, "more than was held cannot come back")
    }

    @Test func `another rate goes on with what was used`() {
        var bucket = TokenBucket(RequestRate(perSecond: 1, burst: 10))
        bucket.take(4, toHold: 0, at(0))
        bucket.change(to: RequestRate(perSecond: 100, burst: 6), at(0))
        #expect(bucket.level(at(0)) == 2)
        #expect(bucket.level(at(0.01)) == 3)
        bucket.change(to: RequestRate(perSecond: 1, burst: 1), at(0))
        #expect(bucket.level(at(0)) == 0 && bucket.time(of: 1, at(0)) == at(1))
    }

    @Test(arguments: [
        RequestRate(perSecond: 0.001, burst: 1_000_000_000), RequestRate(perSecond: 1e9, burst: 1_000_000_000),
        RequestRate(perSecond: 1e9, burst: 1), RequestRate(perSecond: 0.001, burst: nil),
    ])
    func `the ends of what can be configured stay in range`(rate: RequestRate) {
        var bucket = TokenBucket(rate)
        let level = bucket.level(at(0))
        #expect(level == rate.burst)
        bucket.take(level, toHold: 0, at(0))
        #expect(bucket.level(at(0)) == 0 && bucket.time(of: rate.lease, at(0)) > at(0))
        for other in [RequestRate(perSecond: 0.001, burst: nil), RequestRate(perSecond: 1e9, burst: 1_000_000_000)] {
            bucket.change(to: other, at(0))
            bucket.take(0, toHold: 1, at(0))
            bucket.returned(1, at(0))
            #expect(bucket.held == 0 && (0...other.burst).contains(bucket.level(at(0))))
        }
    }
}
