// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import EdgeRouter

@Suite struct FairQueueTests {
    private func drained(_ queue: FairQueue<String, Int>) -> [Int] {
        var (queue, taken) = (queue, [Int]())
        while let next = queue.next() { taken.append(next) }
        #expect(queue.isEmpty)
        return taken
    }

    @Test func `owners are served in turn, each in its own order`() {
        var queue = FairQueue<String, Int>()
        for number in 0..<4 { queue.add(number, of: "many") }
        queue.add(10, of: "one")
        queue.add(20, of: "two")
        queue.add(21, of: "two")
        #expect(queue.count == 7 && queue.count(of: "many") == 4 && queue.count(of: "none") == 0)
        #expect(drained(queue) == [0, 10, 20, 1, 21, 2, 3])
    }

    @Test func `an owner that comes back is behind the others`() {
        var queue = FairQueue<String, Int>()
        queue.add(1, of: "a")
        queue.add(2, of: "b")
        #expect(queue.next() == 1)
        queue.add(3, of: "a")
        #expect(drained(queue) == [2, 3])
    }

    @Test func `nothing comes from an empty one`() {
        var queue = FairQueue<String, Int>()
        #expect(queue.next() == nil && queue.isEmpty)
    }
}
