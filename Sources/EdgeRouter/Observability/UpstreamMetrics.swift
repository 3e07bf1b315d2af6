// SPDX-License-Identifier: Apache-2.0

internal import EventLoop

/// One loop's counters of one upstream, held by the connections to it so that counting is no look-up.
final class UpstreamCounters {
    var metrics = UpstreamMetrics()
}

/// What a loop counts of one upstream.
struct UpstreamMetrics: Sendable {
    /// What a connection to it is doing.
    enum ConnectionState: Int, CaseIterable {
        case connecting
        /// Kept for the next request.
        case idle
        case active
        case tunnel
    }

    /// From sending the request to the first byte of the answer.
    var firstByte = LatencyHistogram()
    /// From beginning to connect until the connection stands.
    var connectTime = LatencyHistogram()
    /// Requests that were sent, those that were sent again included.
    var requests: UInt64 = 0
    var connects: UInt64 = 0
    var reuses: UInt64 = 0
    var retries: UInt64 = 0
    /// Requests it failed, by ``UpstreamFailure/Kind``.
    private(set) var failures = [UInt64](repeating: 0, count: UpstreamFailure.Kind.allCases.count)
    /// By ``ConnectionState``, as they are when the copy is made.
    var connections = [UInt64](repeating: 0, count: ConnectionState.allCases.count)

    mutating func failed(_ kind: UpstreamFailure.Kind) { failures[kind.rawValue] &+= 1 }

    mutating func add(_ other: UpstreamMetrics) {
        firstByte.add(other.firstByte)
        connectTime.add(other.connectTime)
        requests &+= other.requests
        connects &+= other.connects
        reuses &+= other.reuses
        retries &+= other.retries
        for index in failures.indices { failures[index] &+= other.failures[index] }
        for index in connections.indices { connections[index] &+= other.connections[index] }
    }
}
