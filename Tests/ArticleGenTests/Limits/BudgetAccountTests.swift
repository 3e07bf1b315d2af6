// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import ArticleGen

@Suite struct BudgetAccountTests {
    private static let day = BudgetWindow.seconds(86_400)

    private func account(tokens: Int?, micros: Int? = nil, record: BudgetRecord? = nil) -> BudgetAccount {
        BudgetAccount([BudgetLimit(window: Self.day, tokens: tokens, micros: micros)], record: record, now: 0)
    }

    /// Reserves, with every lease written at once.
    private func reserve(_ account: inout BudgetAccount, _ tokens: Int, now: Int64 = 0) -> BudgetAccount.Outcome {
        let outcome = account.reserve(Spend(tokens: tokens, micros: tokens), now: now)
        guard case .lease = outcome else { return outcome }
        account.leased(true)
        return account.reserve(Spend(tokens: tokens, micros: tokens), now: now)
    }

    private func granted(_ outcome: BudgetAccount.Outcome) throws -> BudgetAccount.Reservation {
        guard case .granted(let reservation) = outcome else {
            Issue.record("not granted: \(outcome)")
            throw CancellationError()
        }
        return reservation
    }

    private func refused(_ outcome: BudgetAccount.Outcome) throws -> BudgetAccount.Refusal {
        guard case .refused(let refusal) = outcome else {
            Issue.record("not refused: \(outcome)")
            throw CancellationError()
        }
        return refusal
    }

    private func lease(_ outcome: BudgetAccount.Outcome) throws -> BudgetRecord {
        guard case .lease(let record) = outcome else {
            Issue.record("no lease: \(outcome)")
            throw CancellationError()
        }
        return record
    }

    @Test func `without limits everything is let in, and nothing written`() throws {
        var account = BudgetAccount([], record: nil, now: 0)
        let reservation = try granted(account.reserve(Spend(tokens: 1_000_000, micros: 9), now: 0))
        #expect(account.settle(reservation, actual: Spend(tokens: 5, micros: 5)) == nil)
    }

    @Test func `nothing is promised before its lease is on disk`() throws {
        var account = account(tokens: 1000)
        let record = try lease(account.reserve(Spend(tokens: 10), now: 0))
        #expect(account.reserve(Spend(tokens: 10), now: 0) == .wait)
        #expect((record.entries["s86400"]?.spent.tokens ?? 0) >= 10)
        account.leased(true)
        _ = try granted(account.reserve(Spend(tokens: 10), now: 0))
        #expect(account.windows[0].leased == record.entries["s86400"]?.spent)
    }

    @Test func `a lease that cannot be written is asked for again`() throws {
        var account = account(tokens: 1000)
        _ = try lease(account.reserve(Spend(tokens: 10), now: 0))
        account.leased(false)
        _ = try lease(account.reserve(Spend(tokens: 10), now: 0))
    }

    @Test func `what is promised is not promised again, what is settled counts as it was`() throws {
        var account = account(tokens: 100)
        let first = try granted(reserve(&account, 60))
        let refusal = try refused(reserve(&account, 41))
        #expect(refusal.used == 60 && refusal.limit == 100 && !refusal.isTooLarge && !refusal.isMoney)
        #expect(refusal.resetsAt == 86_400)
        #expect(account.settle(first, actual: Spend(tokens: 20, micros: 0)) == nil)
        _ = try granted(reserve(&account, 80))
        _ = try refused(reserve(&account, 1))
    }

    @Test func `more than there ever is says so`() throws {
        var account = account(tokens: nil, micros: 10)
        let refusal = try refused(reserve(&account, 11))
        #expect(refusal.isTooLarge && refusal.isMoney)
    }

    @Test func `a window that is over gives its budget anew, and old calls do not count in the new one`() throws {
        var account = account(tokens: 100)
        let old = try granted(reserve(&account, 100))
        let new = try granted(reserve(&account, 90, now: 86_400))
        _ = account.settle(old, actual: Spend(tokens: 100, micros: 100))
        #expect(account.windows[0].used.tokens == 0)
        #expect(account.windows[0].reserved.tokens == 90)
        _ = account.settle(new, actual: Spend(tokens: 90, micros: 90))
        #expect(account.windows[0].used.tokens == 90)
    }

    @Test func `a clock that is set back gives nothing anew`() throws {
        var account = BudgetAccount(
            [BudgetLimit(window: Self.day, tokens: 100)], record: nil, now: 90_000)
        _ = try granted(reserve(&account, 100, now: 90_000))
        _ = try refused(reserve(&account, 1, now: 0))
    }

    @Test func `after a crash the lease is spent`() throws {
        var account = account(tokens: 1000)
        let record = try lease(account.reserve(Spend(tokens: 10), now: 0))
        let leased = try #require(record.entries["s86400"]?.spent.tokens)
        var next = self.account(tokens: 1000, record: BudgetRecord(record.json))
        #expect(next.windows[0].used.tokens == leased)
        _ = try refused(reserve(&next, 1000 - leased + 1))
        _ = try granted(reserve(&next, 1000 - leased))
    }

    @Test func `what is given back is there after the next start`() throws {
        var account = account(tokens: 1000)
        let reservation = try granted(reserve(&account, 100))
        _ = account.settle(reservation, actual: Spend(tokens: 30, micros: 30))
        let given = account.giveBack()
        let record = try #require(given)
        #expect(record.entries["s86400"]?.spent.tokens == 30)
        account.leased(true)
        #expect(account.giveBack() == nil)
        #expect(self.account(tokens: 1000, record: record).windows[0].used.tokens == 30)
    }

    @Test func `a call that took more than promised is written down`() throws {
        var account = account(tokens: 100)
        let reservation = try granted(reserve(&account, 100))
        let settled = account.settle(reservation, actual: Spend(tokens: 150, micros: 0))
        let record = try #require(settled)
        #expect(record.entries["s86400"]?.spent.tokens == 150)
        account.leased(true)
        _ = try refused(reserve(&account, 1))
    }

    @Test func `another limit keeps what was spent`() throws {
        var account = account(tokens: 100)
        let reservation = try granted(reserve(&account, 60))
        account.change(to: [BudgetLimit(window: Self.day, tokens: 70)], now: 0)
        _ = try refused(reserve(&account, 11))
        _ = account.settle(reservation, actual: Spend(tokens: 60, micros: 0))
        _ = try granted(reserve(&account, 10))
    }
}
