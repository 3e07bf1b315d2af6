// SPDX-License-Identifier: Apache-2.0

internal import EventLoop

/// Keeps what fails again and again from being started with every request. Each failure doubles the time until the next
/// try, which is a single one; whoever asks before that is told at once.
struct Circuit: Sendable {
    /// The time after the first failed start, in milliseconds.
    static let firstDelay = 1000
    /// The longest time between tries, in milliseconds (as Kubernetes' CrashLoopBackOff).
    static let longestDelay = 300_000
    /// Health that makes up for all earlier failures, in milliseconds.
    static let healthyAfter = 60_000

    /// Failures in a row.
    private(set) var failures = 0
    /// When the next try may be.
    private(set) var openUntil: Instant?
    /// What went wrong last.
    private(set) var cause: PoolRefusal.Cause?

    /// Until when nothing is tried; nil if it may be now.
    func isOpen(_ now: Instant) -> Instant? {
        guard let openUntil, now < openUntil else { return nil }
        return openUntil
    }

    /// A try failed, or what ran has crashed.
    /// - Parameters:
    ///   - readySince: since when it had been ready; nil if it never was. A first crash after that costs no wait.
    ///   - isHopeless: trying again changes nothing, so the longest time is due.
    ///   - longest: the longest time between tries, in milliseconds.
    ///   - random: any 64 bits; they spread the tries of many over a quarter of the delay.
    mutating func failed(
        _ cause: PoolRefusal.Cause, readySince: Instant? = nil, isHopeless: Bool = false,
        longest: Int = Circuit.longestDelay, random: UInt64, now: Instant
    ) {
        if let readySince, readySince.advanced(milliseconds: Self.healthyAfter) <= now { failures = 0 }
        failures += 1
        self.cause = cause
        if readySince != nil && failures == 1 {
            openUntil = nil
            return
        }
        let doubled = failures > 20 ? longest : min(longest, Self.firstDelay << (failures - 1))
        let delay = isHopeless ? longest : doubled
        openUntil = now.advanced(milliseconds: delay + Int(random % UInt64(delay / 4 + 1)))
        self.cause?.nextTry = openUntil
    }

    /// Forgets all failures: something has changed that may have been their reason.
    mutating func reset() { self = Circuit() }
}
