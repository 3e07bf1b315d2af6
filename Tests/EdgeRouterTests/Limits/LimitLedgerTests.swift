// SPDX-License-Identifier: Apache-2.0

import EventLoop
import Testing

@testable import EdgeRouter

@Suite struct LimitLedgerTests {
    private func at(_ seconds: Double) -> Instant { Instant(nanoseconds: 1_000_000_000_000 + UInt64(seconds * 1e9)) }

    private func limits(_ perSecond: Double? = nil, burst: Int? = nil, concurrent: Int? = nil) -> RequestLimits {
        RequestLimits(
            rate: perSecond.map { RequestRate(perSecond: $0, burst: burst) }, concurrent: concurrent)
    }

    @Test func `what there is is lent, and of the rest it is said when it will be there`() {
        let limits = limits(0.1, burst: 2)
        var ledger = LimitLedger(loops: 2)
        let demand = LimitDemand(tokens: 3)
        #expect(
            ledger.borrow(demand, limits, of: "a", by: 1, at(0)) == [
                .lend(client: "a", LimitLoan(tokens: 2, blockedUntil: at(10)), loop: 1)
            ])
        #expect(
            ledger.borrow(LimitDemand(tokens: 1), limits, of: "b", by: 0, at(0)) == [
                .lend(client: "b", LimitLoan(tokens: 1, remaining: 1), loop: 0)
            ])
        #expect(
            ledger.borrow(LimitDemand(tokens: 1), limits, of: "a", by: 0, at(9.5)) == [
                .lend(client: "a", LimitLoan(blockedUntil: at(10)), loop: 0)
            ])
        #expect(
            ledger.borrow(LimitDemand(tokens: 1), limits, of: "a", by: 0, at(10)) == [
                .lend(client: "a", LimitLoan(tokens: 1), loop: 0)
            ])
    }

    @Test func `a fast client's loop is lent some more, and gets them back for others`() {
        let limits = limits(1000, burst: 100)
        var ledger = LimitLedger(loops: 2)
        #expect(
            ledger.borrow(LimitDemand(tokens: 1), limits, of: "a", by: 0, at(0)) == [
                .lend(client: "a", LimitLoan(tokens: 1, spareTokens: 9, remaining: 90), loop: 0)
            ])
        ledger.returned(LimitReturn(tokens: 4, used: 5), of: "a", by: 0, at(0))
        #expect(
            ledger.borrow(LimitDemand(tokens: 94), limits, of: "a", by: 1, at(0)) == [
                .lend(client: "a", LimitLoan(tokens: 94), loop: 1)
            ])
    }

    @Test func `permits that others hold idle are recalled, and the answer waits for all of them`() {
        let limits = limits(concurrent: 3)
        var ledger = LimitLedger(loops: 3)
        let one = LimitDemand(permits: 1)
        let lent = LimitLoan(permits: 1)
        for loop in 0..<3 {
            #expect(ledger.borrow(one, limits, of: "a", by: loop, at(0)) == [.lend(client: "a", lent, loop: loop)])
        }
        let recalls: [LimitLedger.Action] = [.recall(client: "a", loop: 1), .recall(client: "a", loop: 2)]
        #expect(ledger.borrow(one, limits, of: "a", by: 0, at(1)) == recalls)
        // Nobody is decided about in between.
        #expect(ledger.borrow(one, limits, of: "a", by: 1, at(1)) == [])
        #expect(ledger.recalled(LimitReturn(), of: "a", by: 1, at(1)) == [])
        // Loop 0 gets what loop 2 had; for loop 1 the others are asked anew.
        #expect(
            ledger.recalled(LimitReturn(permits: 1), of: "a", by: 2, at(1)) == [
                .lend(client: "a", lent, loop: 0), .recall(client: "a", loop: 0),
            ])
        #expect(
            ledger.recalled(LimitReturn(), of: "a", by: 0, at(1)) == [.lend(client: "a", LimitLoan(), loop: 1)])
    }

    @Test func `who gets no permit uses no token`() {
        let limits = limits(0.1, burst: 5, concurrent: 1)
        var ledger = LimitLedger(loops: 1)
        let demand = LimitDemand(tokens: 3, permits: 3)
        #expect(
            ledger.borrow(demand, limits, of: "a", by: 0, at(0)) == [
                .lend(client: "a", LimitLoan(tokens: 1, permits: 1, remaining: 4), loop: 0)
            ])
    }

    @Test func `a loop that ends has given back, and is waited for no longer`() {
        let limits = limits(concurrent: 2)
        var ledger = LimitLedger(loops: 2)
        _ = ledger.borrow(LimitDemand(permits: 2), limits, of: "a", by: 1, at(0))
        #expect(
            ledger.borrow(LimitDemand(permits: 1), limits, of: "a", by: 0, at(0)) == [.recall(client: "a", loop: 1)])
        #expect(ledger.ended(1, at(0)) == [.lend(client: "a", LimitLoan(permits: 1), loop: 0)])
    }

    @Test func `new limits hold at once, and what was used stays used`() {
        var limits = limits(0.1, burst: 5, concurrent: 2)
        var ledger = LimitLedger(loops: 1)
        _ = ledger.borrow(LimitDemand(tokens: 2, permits: 2), limits, of: "a", by: 0, at(0))
        limits = self.limits(1, burst: 3, concurrent: 5)
        #expect(
            ledger.borrow(LimitDemand(tokens: 2, permits: 2), limits, of: "a", by: 0, at(0)) == [
                .lend(client: "a", LimitLoan(tokens: 1, permits: 2, blockedUntil: at(1)), loop: 0)
            ])
        // Without limits everything is lent, and nothing is kept once it has come back.
        limits = self.limits()
        #expect(
            ledger.borrow(LimitDemand(tokens: 9, permits: 9), limits, of: "a", by: 0, at(0)) == [
                .lend(client: "a", LimitLoan(tokens: 9, permits: 9), loop: 0)
            ])
        ledger.returned(LimitReturn(permits: 13), of: "a", by: 0, at(0))
        #expect(ledger.count == 0)
    }

    @Test func `who has used nothing lately is forgotten`() {
        let limits = limits(10, burst: 10)
        var ledger = LimitLedger(loops: 1)
        for number in 0..<10_000 {
            // Each is as good as new after 0.1 s.
            _ = ledger.borrow(LimitDemand(tokens: 1), limits, of: "c\(number)", by: 0, at(Double(number) / 1000))
        }
        #expect(ledger.count <= 1100)
    }

    @Test func `random names do not grow the table beyond its bound, and whoever holds a permit is kept`() {
        let limits = limits(0.001, burst: 5, concurrent: 5)
        var ledger = LimitLedger(loops: 1)
        let both = LimitDemand(tokens: 1, permits: 1)
        _ = ledger.borrow(LimitDemand(tokens: 5, permits: 5), limits, of: "busy", by: 0, at(0))
        for number in 0..<LimitLedger.clientCount * 2 {
            _ = ledger.borrow(both, limits, of: "c\(number)", by: 0, at(1))
            // With the two that were lent besides.
            ledger.returned(LimitReturn(permits: 3), of: "c\(number)", by: 0, at(1))
            if number % 16_384 == 0 { #expect(ledger.count <= LimitLedger.clientCount + 1) }
        }
        #expect(ledger.count <= LimitLedger.clientCount + 1)
        #expect(
            ledger.borrow(LimitDemand(permits: 1), limits, of: "busy", by: 0, at(2)) == [
                .lend(client: "busy", LimitLoan(), loop: 0)
            ])
    }

    @Test func `an account that is gone answers nothing`() {
        var ledger = LimitLedger(loops: 1)
        #expect(ledger.recalled(LimitReturn(permits: 1), of: "a", by: 0, at(0)) == [])
        ledger.returned(LimitReturn(permits: 1), of: "a", by: 0, at(0))
        #expect(ledger.count == 0)
    }
}
