// SPDX-License-Identifier: Apache-2.0

internal import KVStore

/// When a value expires, by the rules of Workers KV: at least a minute from now, and the relative form wins.
enum ExpiryRule {
    /// The last second that is taken, some 30,000 years from now: sums of times stay in range.
    private static let latest: Int64 = 1 << 40

    /// - Parameters:
    ///   - absolute: unix seconds.
    ///   - relative: seconds from now.
    ///   - now: unix seconds.
    /// - Returns: unix seconds, nil for never.
    static func expiry(absolute: Int64?, relative: Int64?, now: Int64) throws(Problem) -> Int64? {
        let least = KVLimits.expirySecondsAhead
        if let relative {
            guard (least...latest).contains(relative) else {
                throw .expiry("Invalid expiration_ttl of \(relative): it must be at least \(least) seconds.")
            }
            return now + relative
        }
        guard let absolute else { return nil }
        guard (now + least...latest).contains(absolute) else {
            throw .expiry(
                "Invalid expiration of \(absolute): it must be unix seconds at least \(least) seconds in the future.")
        }
        return absolute
    }

    /// From a query's `expiration` and `expiration_ttl`.
    static func expiry(_ query: Query, now: Int64) throws(Problem) -> Int64? {
        try expiry(
            absolute: try seconds(query["expiration"], "expiration"),
            relative: try seconds(query["expiration_ttl"], "expiration_ttl"), now: now)
    }

    private static func seconds(_ text: String?, _ name: String) throws(Problem) -> Int64? {
        guard let text, !text.isEmpty else { return nil }
        guard let seconds = Int64(text) ?? Double(text).flatMap(whole) else {
            throw .expiry("Invalid \(name) of `\(text)`: it must be a number of seconds.")
        }
        return seconds
    }

    /// Seconds of a JSON number, which some clients write with a fraction or an exponent; none of one that no clock
    /// reaches.
    static func whole(_ number: Double) -> Int64? {
        guard number.isFinite, abs(number) <= 1e15 else { return nil }
        return Int64(number.rounded(.down))
    }
}
