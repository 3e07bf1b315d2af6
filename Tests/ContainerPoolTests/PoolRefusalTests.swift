// SPDX-License-Identifier: Apache-2.0

import EventLoop
import Testing

@testable import ContainerPool

@Suite struct PoolRefusalTests {
    @Test func `an unknown bot is not found`() {
        let pool = PoolOnHand()
        pool.demand(ServiceKey(binding: "X"))
        let refusal = pool.refusals().first
        #expect(refusal?.reason == .unknownBot && refusal?.status == 404 && refusal?.retryAfter == nil)
    }

    @Test func `every reason has a status of its kind`() {
        let statuses = PoolRefusal.Reason.allCases.map { PoolRefusal($0, "x").status }
        #expect(statuses == [404, 503, 503, 503, 503, 429, 503, 504, 503, 503, 503])
    }

    @Test func `without an engine it is said what would lift it`() {
        let pool = PoolOnHand([BotSpecification(binding: "A", source: .unavailable("Start it."))])
        pool.demand()
        let refusal = pool.refusals().first
        #expect(refusal?.reason == .noEngine && refusal?.detail == "Start it." && refusal?.retryAfter == 60)
    }

    @Test func `an image that is only looked for is waited for, one that is being made is not`() {
        let pool = PoolOnHand(isPrepared: false)
        pool.report(.observed([]))
        pool.demand()
        #expect(pool.refusals() == [])
        pool.report(.preparing("A", "step 2 of 5"))
        let refusal = pool.refusals().first
        #expect(refusal?.reason == .building && refusal?.retryAfter == 10 && refusal?.cause?.text == "step 2 of 5")
        pool.demand(from: 1)
        #expect(pool.refusals().map(\.reason) == [.building])
        pool.report(.prepared("A", .success(ImageRevision("1"))))
        pool.demand()
        #expect(pool.started() != nil)
    }

    @Test func `an image that cannot be had refuses, and is tried again later`() {
        let pool = PoolOnHand(isPrepared: false)
        pool.report(.observed([]))
        pool.demand()
        pool.report(.prepared("A", .failure(EngineFailure(.failed, "no such image"))))
        let refusal = pool.refusals().first
        #expect(refusal?.reason == .failed && refusal?.retryAfter == 5 && refusal?.cause?.phase == "image")
        pool.demand()
        #expect(pool.refusals().count == 1)
        pool.pass(5000)
        pool.demand()
        #expect(pool.verbs() == [.prepare(imageBot(), refresh: false)])
    }

    @Test func `a client has so many starts a minute`() {
        let pool = PoolOnHand([imageBot("A"), imageBot("B")])
        pool.demand(ServiceKey(binding: "A", client: "c"), starts: 1)
        _ = pool.take()
        pool.demand(ServiceKey(binding: "B", client: "c"), starts: 1)
        let refusal = pool.refusals().first
        #expect(refusal?.reason == .tooManyStarts && refusal?.status == 429 && refusal?.retryAfter == 60)
        pool.demand(ServiceKey(binding: "B", client: "d"), starts: 1)
        #expect(pool.started() != nil)
    }

    @Test func `an exit before it answered ends the wait, and the circuit is open for a while`() throws {
        let pool = PoolOnHand()
        pool.demand()
        let id = try #require(pool.started())
        pool.report(.started(id, .loopback(9000)))
        pool.report(.exited(id, InstanceExit(code: 3, isOutOfMemory: true, lastLines: ["secret"])))
        let actions = pool.take()
        #expect(actions.contains(.endProbe(id)) && actions.contains(.engine(.container, .remove(id))))
        guard case .refuse(_, let refusal, 0)? = actions.last else {
            Issue.record("\(actions)")
            return
        }
        #expect(refusal.reason == .failed && refusal.cause?.exitCode == 3 && refusal.cause?.isOutOfMemory == true)
        #expect(refusal.cause?.lastLines == ["secret"] && !refusal.detail.contains("secret"))
        pool.report(.removed(id))
        pool.demand()
        let second = pool.refusals().first
        #expect(second?.reason == .crashLooping && second?.cause?.nextTry != nil && second?.retryAfter ?? 0 > 0)
        pool.pass(1300)
        pool.demand()
        #expect(pool.started() != nil)
    }

    @Test(arguments: [
        ("chown: Operation not permitted", BotSpecification.Hardening.standard, "name that in [edge.bots.A] cap_add."),
        ("open /x: Read-only file system", .strict, "unless [edge.bots.A] hardening is \"standard\"."),
        ("open /x: Read-only file system", .standard, "ended with code 1."),
        ("boom", .strict, "ended with code 1."),
    ])
    func `what may have been refused to it is hinted at`(
        line: String, hardening: BotSpecification.Hardening, end: String
    ) throws {
        let pool = PoolOnHand([imageBot { $0.hardening = hardening }])
        pool.demand()
        let id = try #require(pool.started())
        pool.report(.started(id, .loopback(9000)))
        pool.report(.exited(id, InstanceExit(code: 1, lastLines: ["begins", line])))
        let refusal = try #require(pool.refusals().first)
        #expect(refusal.detail.hasSuffix(end), "\(refusal.detail)")
    }

    @Test func `what does not answer in time is a gateway timeout`() throws {
        let pool = PoolOnHand()
        pool.demand()
        let id = try #require(pool.started())
        pool.report(.started(id, .loopback(9000)))
        pool.probed(id, .notYet("connecting: refused"))
        pool.pass(29_999)
        #expect(pool.refusals() == [])
        pool.pass(1)
        let refusal = pool.refusals().first
        #expect(refusal?.status == 504 && refusal?.cause?.phase == "ready")
        #expect(refusal?.detail.contains("connecting: refused") == true)
        #expect(pool.state(id) == .removing)
    }

    @Test func `an engine that is away starts nothing, and what is published stays`() {
        let pool = PoolOnHand()
        let (_, generation) = pool.running()
        pool.report(.away(EngineFailure(.away, "no socket")))
        #expect(pool.take() == [])
        pool.demand(from: 1)
        #expect(pool.publications().map(\.endpoint.generation) == [generation])
        pool.demand(ServiceKey(binding: "A", client: "d"))
        let refusal = pool.refusals().first
        #expect(refusal?.reason == .engineAway && refusal?.cause?.text == "no socket")
        let since = pool.time
        pool.pass(10)
        pool.report(.away(EngineFailure(.away, "still none")))
        #expect(pool.machine.away == [.container: PoolSnapshot.Absence(text: "still none", since: since)])
    }
}
