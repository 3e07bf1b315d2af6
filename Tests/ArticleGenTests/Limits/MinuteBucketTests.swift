// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import ArticleGen

@Suite struct MinuteBucketTests {
    @Test func `a minute's worth is there at once, and more as time goes`() {
        var bucket = MinuteBucket(60, now: 0)
        for _ in 0..<60 {
            #expect(bucket.wait(for: 1, now: 0) == 0)
            bucket.take(1, now: 0)
        }
        #expect(bucket.wait(for: 1, now: 0) == 1000)
        #expect(bucket.wait(for: 2, now: 500) == 1500)
        #expect(bucket.wait(for: 1, now: 1000) == 0)
        #expect(bucket.wait(for: 60, now: 60_000) == 0)
    }

    @Test func `what was not used comes back, but never more than a minute's worth`() {
        var bucket = MinuteBucket(100, now: 0)
        bucket.take(90, now: 0)
        bucket.take(-80, now: 0)
        #expect(bucket.wait(for: 90, now: 0) == 0)
        #expect(bucket.wait(for: 91, now: 0) > 0)
        bucket.take(-1_000_000, now: 0)
        bucket.take(100, now: 0)
        #expect(bucket.wait(for: 1, now: 0) > 0)
    }

    @Test func `more than a minute's worth is let in when it is full, and paid off after`() {
        var bucket = MinuteBucket(100, now: 0)
        #expect(bucket.wait(for: 300, now: 0) == 0)
        bucket.take(300, now: 0)
        #expect(bucket.wait(for: 1, now: 119_000) > 0)
        #expect(bucket.wait(for: 1, now: 121_000) == 0)
    }

    @Test func `a clock that goes back fills nothing, and nothing overflows`() {
        var bucket = MinuteBucket(1_000_000_000_000, now: 1_000_000)
        bucket.take(.max, now: 0)
        #expect(bucket.wait(for: .max, now: 0) > 0)
        #expect(bucket.wait(for: .max, now: Int64.max) >= 0)
        bucket.take(.min, now: .max)
    }

    @Test func `another limit keeps what was taken`() {
        var bucket = MinuteBucket(100, now: 0)
        bucket.take(40, now: 0)
        bucket.change(to: 50, now: 0)
        #expect(bucket.wait(for: 10, now: 0) == 0)
        #expect(bucket.wait(for: 11, now: 0) > 0)
    }
}
