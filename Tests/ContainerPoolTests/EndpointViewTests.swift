// SPDX-License-Identifier: Apache-2.0

import ContainerPool
import TestSupport
import Testing

@Suite struct EndpointViewTests {
    private let key = InstanceKey(binding: "A")

    @Test func `the first who wants an instance asks for it, the others wait`() {
        var view = EndpointView()
        #expect(view.acquire(key) == .pending(ask: true))
        #expect(view.acquire(key) == .pending(ask: false))
        #expect(view.acquire(InstanceKey(binding: "A", client: "c")) == .pending(ask: true))
    }

    @Test func `a published endpoint is handed out at once`() {
        var view = EndpointView()
        _ = view.acquire(key)
        view.published(key, endpoint(1))
        #expect(view.acquire(key) == .endpoint(endpoint(1)))
        #expect(view.acquire(key) == .endpoint(endpoint(1)))
    }

    @Test func `after a refusal the next one asks again`() {
        var view = EndpointView()
        _ = view.acquire(key)
        view.refused(key)
        #expect(view.acquire(key) == .pending(ask: true))
    }

    @Test func `a generation without requests is acknowledged at once`() {
        var view = EndpointView()
        view.published(key, endpoint(1))
        let isIdle = view.revoked(key, generation: 1)
        #expect(isIdle)
        #expect(view.acquire(key) == .pending(ask: true))
    }

    @Test func `a generation in use is acknowledged by its last request, once`() {
        var view = EndpointView()
        view.published(key, endpoint(1))
        for _ in 0..<3 { _ = view.acquire(key) }
        let isIdle = view.revoked(key, generation: 1)
        #expect(!isIdle)
        let answers = (0..<4).map { _ in view.release(key, generation: 1) }
        #expect(answers == [false, false, true, false])
    }

    @Test func `requests that end before the revocation are not waited for`() {
        var view = EndpointView()
        view.published(key, endpoint(1))
        _ = view.acquire(key)
        let wasLast = view.release(key, generation: 1)
        #expect(!wasLast)
        let isIdle = view.revoked(key, generation: 1)
        #expect(isIdle)
    }

    @Test func `the next generation is asked for while the old one still runs`() {
        var view = EndpointView()
        view.published(key, endpoint(1))
        _ = view.acquire(key)
        _ = view.revoked(key, generation: 1)
        #expect(view.acquire(key) == .pending(ask: true))
        #expect(view.acquire(key) == .pending(ask: false))
        let wasLast = view.release(key, generation: 1)
        #expect(wasLast)
        #expect(view.acquire(key) == .pending(ask: false))
        view.published(key, endpoint(2))
        #expect(view.acquire(key) == .endpoint(endpoint(2)))
    }

    @Test func `a refusal while the old generation runs does not forget it`() {
        var view = EndpointView()
        view.published(key, endpoint(1))
        _ = view.acquire(key)
        _ = view.revoked(key, generation: 1)
        _ = view.acquire(key)
        view.refused(key)
        #expect(view.acquire(key) == .pending(ask: true))
        let wasLast = view.release(key, generation: 1)
        #expect(wasLast)
    }

    @Test func `what is said of another generation changes nothing`() {
        var view = EndpointView()
        view.published(key, endpoint(2))
        _ = view.acquire(key)
        let isIdle = view.revoked(key, generation: 1)
        #expect(isIdle)
        let wasLast = view.release(key, generation: 1)
        #expect(!wasLast)
        #expect(view.acquire(key) == .endpoint(endpoint(2)))
    }

    /// Counts by hand what the view must count, through events in any order.
    @Test(arguments: 1...20) func `each revocation is acknowledged exactly once, by the last request`(seed: Int) {
        var numbers = RepeatableNumbers(seed: UInt64(seed))
        var view = EndpointView()
        var generation: UInt64 = 0
        var isPublished = false
        var inFlight: [UInt64: Int] = [:]
        var awaited: Set<UInt64> = []
        for _ in 0..<2000 {
            switch Int.random(in: 0..<8, using: &numbers) {
            case 0 where !isPublished:
                generation += 1
                view.published(key, endpoint(generation))
                isPublished = true
            case 1 where isPublished:
                isPublished = false
                let isIdle = view.revoked(key, generation: generation)
                #expect(isIdle == (inFlight[generation, default: 0] == 0))
                if !isIdle { awaited.insert(generation) }
            case 2 where !isPublished: view.refused(key)
            case 3...5:
                guard case .endpoint(let endpoint) = view.acquire(key) else {
                    #expect(!isPublished)
                    continue
                }
                #expect(isPublished && endpoint.generation == generation)
                inFlight[endpoint.generation, default: 0] += 1
            default:
                guard let (used, count) = inFlight.first(where: { $0.value > 0 }) else { continue }
                inFlight[used] = count - 1
                let wasLast = view.release(key, generation: used)
                #expect(wasLast == (count == 1 && awaited.contains(used)))
                if wasLast { awaited.remove(used) }
            }
        }
        #expect(generation > 10)
    }
}
