// SPDX-License-Identifier: Apache-2.0

/// Deadlines in order, as a binary heap. Pure: the time is passed in.
///
/// An entry is never removed or moved: when a source's deadline changes to a later moment its entry stays, and the
/// owner, asked when the entry comes up, says what the deadline is by then. So the frequent case, a deadline that is
/// pushed back with every request, costs nothing here; the rare one, a deadline that comes nearer, costs one insertion.
struct TimerQueue {
    struct Entry: Equatable {
        let deadline: Instant
        /// Whom to ask: descriptor and generation, as the poller names sources.
        let token: UInt64
    }

    private var heap: [Entry] = []

    /// The earliest entry's deadline.
    var next: Instant? { heap.first?.deadline }
    var count: Int { heap.count }

    mutating func insert(_ entry: Entry) {
        heap.append(entry)
        var child = heap.count - 1
        while child > 0 {
            let parent = (child - 1) / 2
            guard heap[child].deadline < heap[parent].deadline else { break }
            heap.swapAt(child, parent)
            child = parent
        }
    }

    /// Takes the earliest entry if its deadline has come.
    mutating func pop(notAfter now: Instant) -> Entry? {
        guard let first = heap.first, first.deadline <= now else { return nil }
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
