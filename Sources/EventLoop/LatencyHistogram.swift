// SPDX-License-Identifier: Apache-2.0

/// Counts durations in buckets of fixed bounds, as Prometheus histograms have them.
public struct LatencyHistogram: Sendable {
    /// Upper bounds in nanoseconds: 50 µs to 30 s, about three a decade.
    public static let bounds: [UInt64] = [
        50_000, 100_000, 250_000, 500_000, 1_000_000, 2_500_000, 5_000_000, 10_000_000, 25_000_000, 50_000_000,
        100_000_000, 250_000_000, 500_000_000, 1_000_000_000, 2_500_000_000, 5_000_000_000, 10_000_000_000,
        30_000_000_000,
    ]

    /// One count for each bound, not cumulative, and one for what lies beyond the last.
    public private(set) var counts = [UInt64](repeating: 0, count: bounds.count + 1)
    /// All durations together, in nanoseconds.
    public private(set) var sumNanoseconds: UInt64 = 0

    /// Nothing counted yet.
    public init() {}

    /// How many durations there were.
    public var count: UInt64 { counts.reduce(0, &+) }

    /// Counts one duration.
    @inline(__always)
    public mutating func record(_ nanoseconds: UInt64) {
        // Most are under the first bounds: a linear search ends at once.
        var index = 0
        while index < Self.bounds.count, nanoseconds > Self.bounds[index] { index += 1 }
        counts[index] &+= 1
        sumNanoseconds &+= nanoseconds
    }

    /// Counts what another one has counted.
    public mutating func add(_ other: LatencyHistogram) {
        for index in counts.indices { counts[index] &+= other.counts[index] }
        sumNanoseconds &+= other.sumNanoseconds
    }
}
