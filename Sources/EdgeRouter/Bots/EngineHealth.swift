// SPDX-License-Identifier: Apache-2.0

internal import ContainerPool
internal import EventLoop
internal import Synchronization

/// Which engines do not answer: told by the control thread, read by /readyz alone.
final class EngineHealth: Sendable {
    private let away = Mutex<[EngineKind: PoolSnapshot.Absence]>([:])

    /// What the pool says of its engines.
    func note(_ away: [EngineKind: PoolSnapshot.Absence]) { self.away.withLock { $0 = away } }

    /// What is wrong with the container engine, in one line; nil if it answers, or if nobody has wanted it.
    func failure(_ now: Instant) -> String? {
        guard let absence = away.withLock({ $0[.container] }) else { return nil }
        return "the container engine has not answered for \(now.nanoseconds(since: absence.since) / 1_000_000_000) s; "
            + "what runs goes on, nothing is started or stopped: \(absence.text)"
    }
}
