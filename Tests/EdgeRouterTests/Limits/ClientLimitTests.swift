// SPDX-License-Identifier: Apache-2.0

import EventLoop
import Testing

@testable import EdgeRouter

@Suite struct ClientLimitTests {
    private func at(_ milliseconds: Int) -> Instant {
        Instant(nanoseconds: 1_000_000_000).advanced(milliseconds: milliseconds)
    }

    private func limit(_ perSecond: Double?, burst: Int? = nil, concurrent: Int? = nil) -> ClientLimit {
        ClientLimit("c", limits(perSecond, burst: burst, concurrent: concurrent))
    }

    private func limits(_ perSecond: Double?, burst: Int? = nil, concurrent: Int? = nil) -> RequestLimits {
        RequestLimits(
            rate: perSecond.map { RequestRate(perSecond: $0, burst: burst) }, concurrent: concurrent)
    }

    @Test func `the first who waits asks, those behind it wait for the answer and are asked for together`() {
        let limit = limit(1000)
        #expect(limit.request(1, at(0)) == .waits(LimitDemand(tokens: 1)))
        #expect(limit.request(2, at(0)) == .waits(nil))
        #expect(limit.request(3, at(0)) == .waits(nil))
        let first = limit.lent(LimitLoan(tokens: 1, spareTokens: 1), at(0))
        #expect(
            first
                == .init(
                    answers: [.init(ticket: 1, refusal: nil), .init(ticket: 2, refusal: nil)],
                    demand: LimitDemand(tokens: 1, used: 1)))
        #expect(
            limit.lent(LimitLoan(tokens: 1, spareTokens: 2), at(0)) == .init(answers: [.init(ticket: 3, refusal: nil)]))
        #expect(limit.request(4, at(0)) == .admitted)
        #expect(limit.request(5, at(0)) == .admitted)
        #expect(limit.request(6, at(0)) == .waits(LimitDemand(tokens: 1, used: 2)))
    }

    @Test func `after a refusal nobody asks until the time has come`() {
        let limit = limit(1)
        _ = limit.request(1, at(0))
        _ = limit.request(2, at(0))
        let refusal = ClientLimit.Refusal.rate(until: at(700))
        #expect(
            limit.lent(LimitLoan(blockedUntil: at(700)), at(0))
                == .init(answers: [.init(ticket: 1, refusal: refusal), .init(ticket: 2, refusal: refusal)]))
        #expect(limit.request(3, at(699)) == .refused(refusal))
        #expect(refusal.retryAfter(at(0)) == 1 && ClientLimit.Refusal.rate(until: at(7001)).retryAfter(at(0)) == 8)
        #expect(limit.request(4, at(700)) == .waits(LimitDemand(tokens: 1)))
    }

    @Test func `a permit is used until its request has ended, and idle after it`() {
        let limit = limit(nil, concurrent: 2)
        #expect(limit.request(1, at(0)) == .waits(LimitDemand(permits: 1)))
        #expect(limit.lent(LimitLoan(permits: 1), at(0)) == .init(answers: [.init(ticket: 1, refusal: nil)]))
        #expect(limit.request(2, at(0)) == .waits(LimitDemand(permits: 1)))
        // What ends meanwhile serves as well.
        limit.release(at(1))
        #expect(limit.lent(LimitLoan(), at(1)) == .init(answers: [.init(ticket: 2, refusal: nil)]))
        #expect(limit.recalled() == LimitReturn())
        limit.release(at(2))
        #expect(limit.request(3, at(2)) == .admitted)
        limit.release(at(3))
        #expect(limit.recalled() == LimitReturn(permits: 1))
        #expect(limit.isIdle)
    }

    @Test func `only those are refused that the ledger was asked for`() {
        let limit = limit(nil, concurrent: 1)
        _ = limit.request(1, at(0))
        _ = limit.request(2, at(0))
        #expect(
            limit.lent(LimitLoan(), at(0))
                == .init(answers: [.init(ticket: 1, refusal: .concurrent)], demand: LimitDemand(permits: 1)))
    }

    @Test func `who is refused again and again is asked for but once a millisecond`() {
        let limit = limit(nil, concurrent: 1)
        for ticket in 1...16 as ClosedRange<UInt64> {
            #expect(limit.request(ticket, at(0)) == .waits(LimitDemand(permits: 1)))
            #expect(limit.lent(LimitLoan(), at(0)).answers.map(\.refusal) == [.concurrent])
        }
        #expect(limit.request(20, at(0)) == .waits(LimitDemand(permits: 1)))
        _ = limit.lent(LimitLoan(), at(0))
        #expect(limit.request(21, at(0)) == .refused(.concurrent))
        #expect(limit.request(22, at(1)) == .waits(LimitDemand(permits: 1)))
        #expect(limit.lent(LimitLoan(permits: 1), at(1)).answers.map(\.refusal) == [nil])
        #expect(limit.request(23, at(1)) == .waits(LimitDemand(permits: 1)))
    }

    @Test func `a recall does not take what a request that waits will use`() {
        let limit = limit(1, burst: 5, concurrent: 3)
        _ = limit.request(1, at(0))
        _ = limit.lent(LimitLoan(tokens: 1, permits: 1, sparePermits: 2), at(0))
        #expect(limit.request(2, at(0)) == .waits(LimitDemand(tokens: 1)))
        #expect(limit.recalled() == LimitReturn(permits: 1))
        #expect(limit.lent(LimitLoan(tokens: 1), at(0)) == .init(answers: [.init(ticket: 2, refusal: nil)]))
    }

    @Test func `what is not used for a while goes back, with word of what was`() {
        let limit = limit(1000)
        _ = limit.request(1, at(0))
        _ = limit.lent(LimitLoan(tokens: 1, spareTokens: 9), at(0))
        #expect(limit.request(2, at(10)) == .admitted)
        #expect(limit.idle(since: at(9)) == nil)
        #expect(limit.idle(since: at(10)) == LimitReturn(tokens: 8, used: 1))
        #expect(limit.isIdle)
        #expect(limit.request(3, at(11)) == .waits(LimitDemand(tokens: 1)))
        #expect(limit.idle(since: at(20)) == nil)
    }

    @Test func `no more wait than are bounded`() {
        let limit = limit(1)
        for ticket in 0..<UInt64(ClientLimit.waitingCount) { _ = limit.request(ticket, at(0)) }
        #expect(limit.request(9999, at(0)) == .refused(.crowded))
    }

    @Test func `new limits refuse nobody by an answer that was given under the old ones`() {
        let limit = limit(nil, concurrent: 1)
        _ = limit.request(1, at(0))
        #expect(limit.change(to: limits(5)) == LimitReturn())
        #expect(limit.lent(LimitLoan(permits: 1), at(0)) == .init(answers: [], demand: LimitDemand(tokens: 1)))
        #expect(limit.lent(LimitLoan(tokens: 1), at(0)) == .init(answers: [.init(ticket: 1, refusal: nil)]))
        #expect(limit.idle(since: at(0)) == LimitReturn(permits: 1))
        let blocked = self.limit(1)
        _ = blocked.request(1, at(0))
        _ = blocked.lent(LimitLoan(blockedUntil: at(900)), at(0))
        _ = blocked.change(to: limits(2))
        #expect(blocked.request(2, at(1)) == .waits(LimitDemand(tokens: 1)))
    }
}
