// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import EventLoop

@Suite struct TimerQueueTests {
    @Test func `entries come out in the order of their deadlines`() {
        var queue = TimerQueue()
        for moment in [5, 1, 4, 2, 3] as [UInt64] {
            queue.insert(.init(deadline: Instant(nanoseconds: moment), token: moment))
        }
        #expect(queue.next == Instant(nanoseconds: 1))
        #expect(queue.count == 5)
        var order: [UInt64] = []
        while let entry = queue.pop(notAfter: .distantFuture) { order.append(entry.token) }
        #expect(order == [1, 2, 3, 4, 5])
        #expect(queue.next == nil)
    }

    @Test func `an entry stays until its deadline has come`() {
        var queue = TimerQueue()
        queue.insert(.init(deadline: Instant(nanoseconds: 10), token: 1))
        #expect(queue.pop(notAfter: Instant(nanoseconds: 9)) == nil)
        #expect(queue.count == 1)
        #expect(queue.pop(notAfter: Instant(nanoseconds: 10))?.token == 1)
        #expect(queue.pop(notAfter: .distantFuture) == nil)
    }

    @Test func `entries with the same deadline all come out, each once`() {
        var queue = TimerQueue()
        for token in 0..<100 { queue.insert(.init(deadline: Instant(nanoseconds: 7), token: UInt64(token))) }
        var tokens: Set<UInt64> = []
        while let entry = queue.pop(notAfter: Instant(nanoseconds: 7)) { tokens.insert(entry.token) }
        #expect(tokens.count == 100)
    }

    @Test func `random insertions and removals agree with a sorted list`() {
        // A linear congruential sequence (Knuth's MMIX), always the same; its upper bits are the random ones.
        var state: UInt64 = 1
        func random(below bound: UInt64) -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return (state >> 33) % bound
        }
        var queue = TimerQueue()
        var model: [UInt64] = []
        for step in 0..<20_000 {
            if random(below: 5) < 3 {
                let deadline = random(below: 1000)
                queue.insert(.init(deadline: Instant(nanoseconds: deadline), token: UInt64(step)))
                model.insert(deadline, at: model.firstIndex { $0 > deadline } ?? model.count)
            } else {
                let now = random(below: 1000)
                let expected = model.first.flatMap { $0 <= now ? $0 : nil }
                let entry = queue.pop(notAfter: Instant(nanoseconds: now))
                #expect(entry?.deadline.nanoseconds == expected)
                if expected != nil { model.removeFirst() }
            }
            guard queue.next?.nanoseconds == model.first, queue.count == model.count else {
                Issue.record("differs from the model after step \(step)")
                return
            }
        }
    }
}
