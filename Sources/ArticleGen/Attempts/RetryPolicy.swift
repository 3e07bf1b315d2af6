// SPDX-License-Identifier: Apache-2.0

/// How often one provider is asked, and how long there is between two times.
struct RetryPolicy: Equatable, Sendable {
    /// How the time between attempts grows.
    enum Backoff: String, Sendable { case constant, linear, exponential }

    /// Attempts at one provider: as many as OpenAI's own client makes.
    var attempts = 3
    /// The time before the second attempt in milliseconds, and how it grows.
    var delay: Int64 = 500
    var backoff = Backoff.exponential
    /// The longest time between two attempts, in milliseconds, but for what a provider asks for.
    static let longestDelay: Int64 = 8000
    /// The part of a delay that chance may take off, so that calls that failed together do not come again together.
    private static let jitter = 0.25

    /// The time before the attempt behind so many failed ones.
    /// - Parameter chance: from 0 to 1.
    func delay(after failed: Int, chance: Double) -> Int64 {
        let grown: Int64
        switch backoff {
        case .constant: grown = delay
        case .linear: grown = delay * Int64(max(1, min(failed, 100)))
        case .exponential: grown = delay << Int64(max(0, min(failed - 1, 16)))
        }
        let cut = min(grown, max(Self.longestDelay, delay))
        return Int64(Double(cut) * (1 - Self.jitter * min(max(chance, 0), 1)))
    }
}
