// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import EventLoop

@Suite struct DeadlineQueueTests {
    @Test func `items come out in the order of their deadlines, whatever order they went in`() {
        var queue = DeadlineQueue<Int, String>()
        #expect(queue.first == nil && queue.popFirst() == nil)
        // A permutation: 37 has no divisor in common with 100.
        for number in 0..<100 { queue.insert("item \(number * 37 % 100)", at: number * 37 % 100) }
        #expect(queue.count == 100 && queue.first?.deadline == 0)
        var seen: [Int] = []
        while let (deadline, item) = queue.popFirst() {
            #expect(item == "item \(deadline)")
            seen.append(deadline)
        }
        #expect(seen == Array(0..<100))
    }

    @Test func `several with one deadline all come out`() {
        var queue = DeadlineQueue<Int, Int>()
        for item in 0..<10 { queue.insert(item, at: 5) }
        queue.insert(99, at: 4)
        #expect(queue.popFirst()?.item == 99)
        var items: Set<Int> = []
        while let next = queue.popFirst() { items.insert(next.item) }
        #expect(items == Set(0..<10))
    }
}
