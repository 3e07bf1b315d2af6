// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import ArticleGen

@Suite struct ClientAccountTests {
    private func account(_ change: (inout ClientLimits) -> Void) -> ClientAccount {
        var limits = ClientLimits()
        change(&limits)
        return ClientAccount(limits, record: nil, seconds: 0, milliseconds: 0)
    }

    private func admit(
        _ account: inout ClientAccount, tokens: Int = 10, hasPrice: Bool = true, at milliseconds: Int64 = 0
    ) -> ClientAccount.Outcome {
        let demand = ClientAccount.Demand(worst: Spend(tokens: tokens, micros: tokens), hasPrice: hasPrice)
        func ask() -> ClientAccount.Outcome {
            account.admit(demand, seconds: milliseconds / 1000, milliseconds: milliseconds)
        }
        let outcome = ask()
        guard case .lease = outcome else { return outcome }
        account.leased(true)
        return ask()
    }

    private func refusal(_ outcome: ClientAccount.Outcome) -> GatewayError? {
        if case .refused(let error) = outcome { error } else { nil }
    }

    private func permit(_ outcome: ClientAccount.Outcome) -> ClientAccount.Permit? {
        if case .admitted(let permit) = outcome { permit } else { nil }
    }

    @Test func `calls at once have a limit`() throws {
        var account = account { $0.parallel = 2 }
        let first = try #require(permit(admit(&account)))
        _ = try #require(permit(admit(&account)))
        #expect(refusal(admit(&account))?.code == "parallel_limit_exceeded")
        #expect(account.settle(first, actual: Spend(), milliseconds: 0) == nil)
        #expect(permit(admit(&account)) != nil)
    }

    @Test func `requests and tokens a minute have limits, and the answer says when`() throws {
        var account = account { $0.requestsPerMinute = 1 }
        #expect(permit(admit(&account)) != nil)
        let error = try #require(refusal(admit(&account)))
        #expect(error.status == 429 && error.retryAfter == 60 && error.type == "requests")
        #expect(permit(admit(&account, at: 60_000)) != nil)

        var other = self.account { $0.tokensPerMinute = 100 }
        let call = try #require(permit(admit(&other, tokens: 100)))
        #expect(refusal(admit(&other, tokens: 50))?.type == "tokens")
        _ = other.settle(call, actual: Spend(tokens: 40), milliseconds: 0)
        #expect(permit(admit(&other, tokens: 60)) != nil)
    }

    @Test func `with an unknown price a budget in money refuses, one in tokens does not`() {
        let day = BudgetWindow.seconds(86_400)
        var money = account { $0.budgets = [BudgetLimit(window: day, micros: 1000)] }
        #expect(refusal(admit(&money, hasPrice: false))?.code == "unknown_price")
        var tokens = account { $0.budgets = [BudgetLimit(window: day, tokens: 1000)] }
        #expect(permit(admit(&tokens, hasPrice: false)) != nil)
    }

    @Test func `who is refused by one limit has used nothing of the others`() {
        let day = BudgetWindow.seconds(86_400)
        var account = account {
            $0.budgets = [BudgetLimit(window: day, tokens: 15)]
            $0.requestsPerMinute = 2
        }
        #expect(permit(admit(&account)) != nil)
        for _ in 0..<5 {
            let error = refusal(admit(&account))
            #expect(error?.code == "budget_exceeded")
            #expect(error?.retryAfter == 86_400)
        }
        #expect(permit(admit(&account, tokens: 5)) != nil)
        #expect(account.running == 2)
    }

    @Test func `limits change while calls run`() {
        var account = account { $0.parallel = 1 }
        #expect(permit(admit(&account)) != nil)
        var more = ClientLimits()
        more.parallel = 2
        more.requestsPerMinute = 1
        account.change(to: more, seconds: 0, milliseconds: 0)
        #expect(permit(admit(&account)) != nil)
        account.change(to: ClientLimits(), seconds: 0, milliseconds: 0)
        #expect(permit(admit(&account)) != nil)
    }
}
