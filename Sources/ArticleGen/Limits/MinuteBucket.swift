// SPDX-License-Identifier: Apache-2.0

/// So many of something a minute: a bucket that fills evenly and holds one minute's worth. Pure, in whole numbers.
struct MinuteBucket: Equatable, Sendable {
    private static let minute: Int64 = 60_000

    private(set) var limit: Int
    /// What is there, in parts of a minute's milliseconds: filled by `limit` a millisecond. Below zero where more was
    /// taken than expected.
    private var level: Int64
    private var updated: Int64

    /// A full one, at a time in milliseconds.
    init(_ limit: Int, now: Int64) {
        self.limit = Self.checked(limit)
        level = Int64(self.limit) * Self.minute
        updated = now
    }

    private static func checked(_ limit: Int) -> Int { min(max(limit, 1), 1_000_000_000_000) }

    private mutating func fill(_ now: Int64) {
        let most = Int64(limit) * Self.minute
        // In two minutes it is full from any level that a call could leave it at but for debts.
        let elapsed = min(max(0, now - updated), 1_000_000)
        level = min(most, level + elapsed * Int64(limit))
        updated = max(updated, now)
    }

    /// Milliseconds until so many could be taken; 0 for now. More than a minute's worth is let in when it is full.
    mutating func wait(for count: Int, now: Int64) -> Int64 {
        fill(now)
        let wanted = Int64(min(count, limit)) * Self.minute
        guard level < wanted else { return 0 }
        return (wanted - level + Int64(limit) - 1) / Int64(limit)
    }

    /// Takes so many; fewer than none are given back.
    mutating func take(_ count: Int, now: Int64) {
        fill(now)
        let most = Int64(limit) * Self.minute
        let count = Int64(min(max(count, -limit), Self.checked(.max)))
        // A debt is at most ten minutes' worth.
        level = max(-10 * most, min(most, level - count.multipliedReportingOverflow(by: Self.minute).partialValue))
    }

    /// Goes on with another limit; what was taken stays taken.
    mutating func change(to new: Int, now: Int64) {
        fill(now)
        let taken = Int64(limit) * Self.minute - level
        limit = Self.checked(new)
        level = max(-10 * Int64(limit) * Self.minute, Int64(limit) * Self.minute - taken)
    }
}
