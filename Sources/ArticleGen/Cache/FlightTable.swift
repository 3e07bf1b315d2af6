// SPDX-License-Identifier: Apache-2.0

/// Which answers are being fetched, and who else waits for each: identical calls share one. Pure.
struct FlightTable<Follower> {
    /// Calls that may wait for one answer; the next makes its own.
    static var followers: Int { 1024 }

    /// By the key of the answer.
    private var flights: [[UInt8]: [Follower]] = [:]

    /// Whether the one that asks is to fetch the answer. Else it waits for it, if there is room.
    enum Role: Equatable { case leads, follows, goesAlone }

    mutating func join(_ key: [UInt8], _ follower: Follower) -> Role {
        guard let waiting = flights[key] else {
            flights[key] = []
            return .leads
        }
        guard waiting.count < Self.followers else { return .goesAlone }
        flights[key]?.append(follower)
        return .follows
    }

    /// Whether somebody waits for the answer.
    func isAwaited(_ key: [UInt8]) -> Bool { flights[key]?.isEmpty == false }

    /// The answer is there, or there will be none: those who have waited.
    mutating func land(_ key: [UInt8]) -> [Follower] { flights.removeValue(forKey: key) ?? [] }

    /// Those who no longer wait go.
    mutating func remove(_ key: [UInt8], where isGone: (Follower) -> Bool) { flights[key]?.removeAll(where: isGone) }
}
