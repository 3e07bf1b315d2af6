// SPDX-License-Identifier: Apache-2.0

internal import EventLoop
internal import Synchronization

/// Whether a loop goes on turning: written by that loop once a turn, read by whoever answers /readyz. An idle loop
/// sleeps for as long as it likes; one that has been awake in a single turn for long serves nobody.
final class LoopPulse: Sendable {
    /// A turn may take so long, in milliseconds, before the loop counts as stuck: a thousand times the longest there
    /// should be.
    static let patienceMilliseconds = 10_000

    /// When the turn under way began, in nanoseconds; 0 between turns.
    private let awakeSince = Atomic<UInt64>(0)
    // Keeps another loop's pulse out of this one's cache line, which each writes once a turn.
    private let spacing = InlineArray<16, UInt64>(repeating: 0)

    /// The loop has woken.
    @inline(__always)
    func wake(_ now: Instant) { awakeSince.store(now.nanoseconds, ordering: .relaxed) }

    /// The loop goes to sleep.
    @inline(__always)
    func sleep() { awakeSince.store(0, ordering: .relaxed) }

    /// Whether it is stuck at this moment.
    func isStuck(_ now: Instant) -> Bool {
        let since = awakeSince.load(ordering: .relaxed)
        guard since > 0 else { return false }
        return now.nanoseconds(since: Instant(nanoseconds: since)) > UInt64(Self.patienceMilliseconds) * 1_000_000
    }
}
