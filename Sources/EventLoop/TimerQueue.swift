// SPDX-License-Identifier: Apache-2.0

/// Deadlines of a loop's sources in order. Pure: the time is passed in.
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

    private var queue = DeadlineQueue<Instant, UInt64>()

    /// The earliest entry's deadline.
    var next: Instant? { queue.first?.deadline }
    var count: Int { queue.count }

    mutating func insert(_ entry: Entry) { queue.insert(entry.token, at: entry.deadline) }

    /// Takes the earliest entry if its deadline has come.
    mutating func pop(notAfter now: Instant) -> Entry? {
        guard let first = queue.first, first.deadline <= now else { return nil }
        queue.popFirst()
        return Entry(deadline: first.deadline, token: first.item)
    }
}
