// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import ArticleGen

@Suite struct CallPlanTests {
    private let first = CallTarget(provider: "a", model: "m")
    private let second = CallTarget(provider: "b", model: "m")

    private func failure(_ status: Int, wait: Int64? = nil) -> ProviderFailure {
        var failure = ProviderFailure("p", status: status, fields: [], body: [])
        failure.wait = wait
        return failure
    }

    /// Plays one plan against answers of each target, and tells what was asked and waited.
    private func play(
        _ plan: CallPlan, _ failures: [CallTarget: ProviderFailure],
        _ circuits: inout [CallTarget: ProviderCircuit]
    ) -> (asked: [CallTarget], waited: [Int64], error: GatewayError?) {
        var plan = plan
        var (asked, waited): ([CallTarget], [Int64]) = ([], [])
        var now: Int64 = 0
        var step = plan.resume(&circuits, now: now)
        while true {
            switch step {
            case .attempt(let target):
                asked.append(target)
                guard let failure = failures[target] else { return (asked, waited, nil) }
                step = plan.failed(failure, &circuits, now: now, chance: 0)
            case .wait(let time):
                waited.append(time)
                now += time
                step = plan.resume(&circuits, now: now)
            case .giveUp(let error): return (asked, waited, error)
            }
        }
    }

    private func plan(_ targets: [CallTarget], deadline: Int64 = 600_000) -> CallPlan {
        CallPlan(targets, policy: RetryPolicy(), deadline: deadline)
    }

    @Test func `a passing failure is tried again, then the next is asked`() {
        var circuits: [CallTarget: ProviderCircuit] = [:]
        let played = play(plan([first, second]), [first: failure(500)], &circuits)
        #expect(played.asked == [first, first, first, second])
        #expect(played.waited == [500, 1000])
        #expect(played.error == nil)
    }

    @Test func `where all fail the last failure is told`() {
        var circuits: [CallTarget: ProviderCircuit] = [:]
        let played = play(plan([first, second]), [first: failure(500), second: failure(429)], &circuits)
        #expect(played.asked.count == 6)
        #expect(played.error?.status == 429)
    }

    @Test func `a request that is wrong is asked of nobody else`() {
        var circuits: [CallTarget: ProviderCircuit] = [:]
        let played = play(plan([first, second]), [first: failure(400)], &circuits)
        #expect(played.asked == [first])
        #expect(played.error?.status == 400)
    }

    @Test(arguments: [401, 402, 404]) func `what another may do is asked of it at once`(status: Int) {
        var circuits: [CallTarget: ProviderCircuit] = [:]
        let played = play(plan([first, second]), [first: failure(status)], &circuits)
        #expect(played.asked == [first, second])
        #expect(played.waited == [])
    }

    @Test func `a wait that a provider asks for is kept, a long one only where there is nobody else`() {
        var circuits: [CallTarget: ProviderCircuit] = [:]
        let short = play(plan([first, second]), [first: failure(429, wait: 3000)], &circuits)
        #expect(short.waited == [3000, 3000])
        circuits = [:]
        let long = play(plan([first, second]), [first: failure(429, wait: 60_000)], &circuits)
        #expect(long.asked == [first, second])
        circuits = [:]
        let alone = play(plan([first]), [first: failure(429, wait: 60_000)], &circuits)
        #expect(alone.waited == [60_000, 60_000])
        circuits = [:]
        let never = play(plan([first]), [first: failure(429, wait: 121_000)], &circuits)
        #expect(never.asked == [first] && never.waited == [])
        #expect(circuits[first]?.isOpen(120_999) == true)
    }

    @Test func `nothing is waited for beyond the deadline`() {
        var circuits: [CallTarget: ProviderCircuit] = [:]
        let played = play(plan([first], deadline: 1000), [first: failure(500)], &circuits)
        #expect(played.waited == [500])
        #expect(played.asked.count == 2)
        var late = plan([first], deadline: 0)
        #expect(late.resume(&circuits, now: 0) == .giveUp(.tookTooLong))
    }

    @Test func `a provider that is left alone is passed over`() {
        var circuits: [CallTarget: ProviderCircuit] = [:]
        for _ in 0..<ProviderCircuit.failures {
            circuits[first, default: ProviderCircuit()].failed(failure(500), now: 0)
        }
        #expect(play(plan([first, second]), [:], &circuits).asked == [second])
        let alone = play(plan([first]), [:], &circuits)
        #expect(alone.asked == [])
        #expect(alone.error?.status == 503)
        #expect(alone.error?.retryAfter == 5)
    }

    @Test func `without a target nothing is asked`() {
        var circuits: [CallTarget: ProviderCircuit] = [:]
        #expect(play(plan([]), [:], &circuits).error?.status == 404)
    }
}
