// SPDX-License-Identifier: Apache-2.0

internal import EventLoop

/// Counts the starts of each client within the last minute.
struct StartAllowance: Sendable {
    /// The span that is counted, in milliseconds.
    static let span = 60_000

    private var starts: [String: [Instant]] = [:]

    /// Clients that have started something lately.
    var count: Int { starts.count }

    /// Takes one start of a client. Nil if it may be; else when the next one may.
    mutating func take(_ client: String, atMost limit: Int, now: Instant) -> Instant? {
        var recent = (starts[client] ?? []).filter { $0.advanced(milliseconds: Self.span) > now }
        defer { starts[client] = recent.isEmpty ? nil : recent }
        if recent.count >= max(1, limit) {
            return recent[recent.count - max(1, limit)].advanced(milliseconds: Self.span)
        }
        recent.append(now)
        return nil
    }

    /// Forgets what no longer counts.
    mutating func sweep(_ now: Instant) {
        starts = starts.filter { entry in
            entry.value.contains { $0.advanced(milliseconds: Self.span) > now }
        }
    }
}
