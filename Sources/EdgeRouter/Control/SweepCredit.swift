// SPDX-License-Identifier: Apache-2.0

/// How many expired rows may be freed between transactions while writes go on: two for each row that was written. As a
/// row that is written expires once at most, the sweep keeps up with any load and catches up on what it found, and
/// the writes get at least a third of the time. Pure.
struct SweepCredit {
    /// Rows freed at a time, so that the flush, of which each piece needs its own, is shared by as many.
    static let pieceCount = 64
    /// Most rows freed at a time, so that nobody is held up for long: a few milliseconds.
    static let maximumCount = 512
    /// Rows that may be freed for each that is written.
    private static let share = 2

    private var count = 0

    /// So many writes have been done.
    mutating func wrote(_ writes: Int) { count = min(count + writes * Self.share, Self.maximumCount) }

    /// How many rows may be freed now; nil for none. Ask only when some have expired: what is given is used up.
    mutating func take() -> Int? {
        guard count >= Self.pieceCount else { return nil }
        defer { count = 0 }
        return count
    }
}
