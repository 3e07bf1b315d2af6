// SPDX-License-Identifier: Apache-2.0

/// Items in the order of their deadlines, as a binary heap: the earliest is at hand, adding and taking cost the
/// logarithm of their number. Pure: the time is passed in. Nothing is removed out of turn; who does not want an item
/// any more knows it when it comes up.
public struct DeadlineQueue<Deadline: Comparable, Item> {
    private var heap: [(deadline: Deadline, item: Item)] = []

    /// An empty queue.
    public init() {}

    /// The earliest item and when it is due.
    public var first: (deadline: Deadline, item: Item)? { heap.first }
    /// How many there are.
    public var count: Int { heap.count }

    /// Adds an item.
    public mutating func insert(_ item: Item, at deadline: Deadline) {
        heap.append((deadline, item))
        var child = heap.count - 1
        while child > 0 {
            let parent = (child - 1) / 2
            guard heap[child].deadline < heap[parent].deadline else { break }
            heap.swapAt(child, parent)
            child = parent
        }
    }

    /// Takes the earliest item out.
    @discardableResult
    public mutating func popFirst() -> (deadline: Deadline, item: Item)? {
        guard let first = heap.first else { return nil }
        let last = heap.removeLast()
        guard !heap.isEmpty else { return first }
        heap[0] = last
        var parent = 0
        while true {
            var least = parent
            for child in (2 * parent + 1)..<(2 * parent + 3) where child < heap.count {
                if heap[child].deadline < heap[least].deadline { least = child }
            }
            guard least != parent else { return first }
            heap.swapAt(parent, least)
            parent = least
        }
    }
}

extension DeadlineQueue: Sendable where Deadline: Sendable, Item: Sendable {}
