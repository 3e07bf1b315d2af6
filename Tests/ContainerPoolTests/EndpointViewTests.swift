// SPDX-License-Identifier: Apache-2.0

import EventLoop
import TestSupport
import Testing

@testable import ContainerPool

@Suite struct EndpointViewTests {
    private let key = ServiceKey(binding: "A")

    /// A view that was told of generation 1.
    private func told(permits: Int? = nil) -> EndpointView {
        var view = EndpointView()
        view.published(key, publication(1, permits: permits))
        return view
    }

    private func borrow(_ view: inout EndpointView) throws -> EndpointView.Borrowed {
        guard case .endpoint(let borrowed) = view.acquire(key) else { throw Nothing() }
        return borrowed
    }

    private struct Nothing: Error {}

    @Test func `the first who wants an instance asks for it, the others wait`() {
        var view = EndpointView()
        #expect(view.acquire(key) == .pending(ask: true))
        #expect(view.acquire(key) == .pending(ask: false))
        #expect(view.acquire(ServiceKey(binding: "A", client: "c")) == .pending(ask: true))
        #expect(view.available(key) == 0)
    }

    @Test func `only the first use of an endpoint is told, and its idleness after a while`() throws {
        var view = told()
        #expect(view.available(key) == .max)
        let first = try borrow(&view)
        let second = try borrow(&view)
        #expect(first.isFirst && !second.isFirst && first.endpoint == endpoint(1))
        #expect(view.release(first, now: at(10)) == EndpointView.Release() && !view.hasQuiet)
        #expect(view.release(second, now: at(20)) == EndpointView.Release() && view.hasQuiet)
        #expect(view.idleReports(now: at(269)).isEmpty)
        let third = try borrow(&view)
        #expect(!third.isFirst)
        #expect(view.idleReports(now: at(280)).isEmpty && !view.hasQuiet)
        _ = view.release(third, now: at(300))
        let reports = view.idleReports(now: at(550))
        #expect(reports.count == 1 && reports.first?.generation == 1 && reports.first?.since == at(300))
        #expect(!view.hasQuiet)
        let last = try borrow(&view)
        #expect(last.isFirst)
    }

    @Test func `after a refusal the next one asks again`() {
        var view = EndpointView()
        _ = view.acquire(key)
        view.refused(key)
        #expect(view.acquire(key) == .pending(ask: true))
    }

    @Test func `a generation without requests is acknowledged at once`() throws {
        var view = told()
        _ = view.release(try borrow(&view), now: at(0))
        let value1 = view.revoked(key, generation: 1)
        #expect(value1)
        #expect(view.acquire(key) == .pending(ask: true))
        #expect(view.idleReports(now: at(1000)).isEmpty)
    }

    @Test func `a generation in use is acknowledged by its last request, once`() throws {
        var view = told()
        let uses = try (0..<3).map { _ in try borrow(&view) }
        let value2 = view.revoked(key, generation: 1)
        #expect(!value2)
        var ends: [Bool] = []
        for use in uses { ends.append(view.release(use, now: at(0)).acknowledges) }
        #expect(ends == [false, false, true])
        let value3 = view.release(uses[0], now: at(0)).acknowledges
        #expect(!value3)
    }

    @Test func `the next generation is used while the old one still runs`() throws {
        var view = told()
        let old = try borrow(&view)
        let value4 = view.revoked(key, generation: 1)
        #expect(!value4)
        #expect(view.acquire(key) == .pending(ask: true))
        view.published(key, publication(2))
        let new = try borrow(&view)
        #expect(new.endpoint == endpoint(2) && new.isFirst)
        let value5 = view.release(old, now: at(0)).acknowledges
        #expect(value5)
        let value6 = view.release(new, now: at(0)).acknowledges
        #expect(!value6)
    }

    @Test func `one that takes over is used at once, before the old one is revoked`() throws {
        var view = told()
        let old = try borrow(&view)
        view.published(key, publication(2))
        let value7 = view.revoked(key, generation: 1)
        #expect(!value7)
        #expect(try borrow(&view).endpoint == endpoint(2))
        let value8 = view.release(old, now: at(0)).acknowledges
        #expect(value8)
    }

    @Test func `no more requests go than there are permits`() throws {
        var view = told(permits: 2)
        #expect(view.available(key) == 2)
        let first = try borrow(&view)
        _ = try borrow(&view)
        #expect(view.available(key) == 0)
        #expect(view.acquire(key) == .pending(ask: true))
        #expect(view.acquire(key) == .pending(ask: false))
        #expect(view.release(first, now: at(0)) == EndpointView.Release(resumes: true))
        view.lent(key, generation: 1, permits: 1)
        #expect(view.available(key) == 2)
        view.lent(key, generation: 9, permits: 1)
        #expect(view.available(key) == 2)
    }

    @Test func `permits that are recalled go back as they become free`() throws {
        var view = told(permits: 3)
        let uses = try (0..<2).map { _ in try borrow(&view) }
        #expect(view.recalled(key, generation: 1) == 1)
        #expect(view.recalled(key, generation: 1) == 0)
        #expect(view.recalled(key, generation: 5) == 0)
        #expect(view.release(uses[0], now: at(0)) == EndpointView.Release(returned: 1))
        view.lent(key, generation: 1, permits: 1)
        #expect(view.release(uses[1], now: at(0)) == EndpointView.Release(resumes: true))
        #expect(view.available(key) == 2)
    }

    @Test func `of several instances the one with most room is used`() throws {
        var view = told(permits: 1)
        view.published(key, publication(2, permits: 3))
        let generations = try (0..<4).map { _ in try borrow(&view).endpoint.generation }
        #expect(generations.sorted() == [1, 2, 2, 2] && generations.first == 2)
        #expect(view.acquire(key) == .pending(ask: true))
    }

    @Test func `what is said of another generation changes nothing`() throws {
        var view = EndpointView()
        view.published(key, publication(2))
        let use = try borrow(&view)
        let value9 = view.revoked(key, generation: 1)
        #expect(value9)
        #expect(view.isInUse(2) && !view.isInUse(1))
        #expect(view.release(use, now: at(0)) == EndpointView.Release())
        #expect(view.release(use, now: at(0)) == EndpointView.Release())
        #expect(try borrow(&view).endpoint == endpoint(2))
    }

    /// Counts by hand what the view must count, through events in any order.
    @Test(arguments: 1...20) func `each revocation is acknowledged exactly once, by the last request`(seed: Int) {
        var numbers = RepeatableNumbers(seed: UInt64(seed))
        var view = EndpointView()
        var generation: UInt64 = 0
        var current: [UInt64] = []
        var inFlight: [EndpointView.Borrowed] = []
        var awaited: Set<UInt64> = []
        for step in 0..<2000 {
            switch Int.random(in: 0..<8, using: &numbers) {
            case 0 where current.count < 3:
                generation += 1
                view.published(key, publication(generation, permits: Bool.random(using: &numbers) ? 5 : nil))
                current.append(generation)
            case 1 where !current.isEmpty:
                let revoked = current.removeFirst()
                let isInUse = inFlight.contains { $0.endpoint.generation == revoked }
                #expect(view.revoked(key, generation: revoked) == !isInUse)
                if isInUse { awaited.insert(revoked) }
            case 2: view.refused(key)
            case 3...5:
                guard case .endpoint(let borrowed) = view.acquire(key) else { continue }
                #expect(current.contains(borrowed.endpoint.generation))
                inFlight.append(borrowed)
            default:
                guard !inFlight.isEmpty else { continue }
                let ended = inFlight.removeFirst()
                let isLast = !inFlight.contains { $0.endpoint.generation == ended.endpoint.generation }
                let wasLast = view.release(ended, now: at(step)).acknowledges
                #expect(wasLast == (isLast && awaited.contains(ended.endpoint.generation)))
                if wasLast { awaited.remove(ended.endpoint.generation) }
                for report in view.idleReports(now: at(step)) {
                    #expect(!inFlight.contains { $0.endpoint.generation == report.generation })
                }
            }
        }
        #expect(generation > 10)
    }
}
