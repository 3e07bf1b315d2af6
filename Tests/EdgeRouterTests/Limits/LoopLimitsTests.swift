// SPDX-License-Identifier: Apache-2.0

import EventLoop
import Testing

@testable import EdgeRouter

@Suite struct LoopLimitsTests {
    private let limits = RequestLimits(rate: RequestRate(perSecond: 1000, burst: nil), concurrent: 5)

    private func at(_ milliseconds: Int) -> Instant {
        Instant(nanoseconds: 1_000_000_000).advanced(milliseconds: milliseconds)
    }

    @Test func `a client without limits has none, one with limits always the same`() throws {
        var loop = LoopLimits()
        #expect(loop.limit(of: "a", .none)?.limit == nil)
        let made = loop.limit(of: "a", limits)
        let limit = try #require(made?.limit)
        #expect(loop.limit(of: "a", limits)?.limit === limit && loop["a"] === limit && loop["b"] == nil)
    }

    @Test func `what is held idle goes back after a while, what is used stays`() throws {
        var loop = LoopLimits()
        #expect(loop.holdsNothing && loop.sweep(at(10_000)).isEmpty)
        let made = loop.limit(of: "a", limits)
        let limit = try #require(made?.limit)
        _ = limit.request(1, at(0))
        _ = limit.lent(LimitLoan(tokens: 1, permits: 1, spareTokens: 3, sparePermits: 1), at(0))
        loop.holds(limit, at(0))
        loop.holds(limit, at(0))
        #expect(!loop.holdsNothing && loop.sweep(at(249)).isEmpty)
        let first = loop.sweep(at(250))
        #expect(first.map(\.given) == [LimitReturn(tokens: 3, permits: 1)])
        // The request still runs.
        #expect(!loop.holdsNothing && loop.sweep(at(500)).isEmpty)
        limit.release(at(600))
        #expect(loop.sweep(at(750)).isEmpty)
        #expect(loop.sweep(at(1000)).map(\.given) == [LimitReturn(permits: 1)])
        #expect(loop.holdsNothing)
    }

    @Test func `a loop that ends gives all back at once`() throws {
        var loop = LoopLimits()
        let made = loop.limit(of: "a", limits)
        let limit = try #require(made?.limit)
        _ = limit.request(1, at(0))
        _ = limit.lent(LimitLoan(tokens: 1, permits: 1, spareTokens: 3), at(0))
        loop.holds(limit, at(0))
        limit.release(at(0))
        #expect(loop.giveBackAll(at(0)).map(\.given) == [LimitReturn(tokens: 3, permits: 1)])
        #expect(loop.giveBackAll(at(0)).isEmpty)
    }

    @Test func `those who hold nothing can be forgotten`() throws {
        var loop = LoopLimits()
        for number in 0..<100 { _ = loop.limit(of: "c\(number)", limits) }
        let busy = try #require(loop["c7"])
        _ = busy.request(1, at(0))
        #expect(!loop.isFull)
        for number in 100..<16_384 { _ = loop.limit(of: "c\(number)", limits) }
        #expect(loop.isFull)
        loop.forgetIdle()
        #expect(loop.count == 1 && loop["c7"] === busy && !loop.isFull)
    }

    @Test func `new limits give back what was held under the old ones`() throws {
        var loop = LoopLimits()
        let made = loop.limit(of: "a", limits)
        let limit = try #require(made?.limit)
        _ = limit.request(1, at(0))
        _ = limit.lent(LimitLoan(tokens: 1, permits: 1, spareTokens: 3), at(0))
        #expect(loop.limit(of: "a", limits)?.given == LimitReturn())
        let other = RequestLimits(rate: nil, concurrent: 1)
        let changed = loop.limit(of: "a", other)
        #expect(changed?.limit === limit && changed?.given == LimitReturn(tokens: 3) && limit.limits == other)
    }
}
