// SPDX-License-Identifier: Apache-2.0

internal import EventLoop

/// What one loop counts. Written by that loop alone; a scrape asks each loop for a copy and adds them up, so that
/// counting costs no shared word.
struct LoopMetrics: Sendable {
    /// Requests by route and status class (1xx to 5xx), a row a route.
    private(set) var requests = [UInt64](repeating: 0, count: RouteLabel.allCases.count * 6)
    private(set) var latency = [LatencyHistogram](repeating: LatencyHistogram(), count: RouteLabel.allCases.count)
    /// By binding. Bounded: bindings come from the configuration.
    var upstreams: [String: UpstreamMetrics] = [:]
    var connectionsAccepted: UInt64 = 0
    var connectionsOpen = 0
    var connectionsRefused: UInt64 = 0
    var malformedRequests: UInt64 = 0
    var cancelledRequests: UInt64 = 0
    var deadlinesExceeded: UInt64 = 0
    var limitedByRate: UInt64 = 0
    var limitedByConcurrency: UInt64 = 0
    var bytesReceived: UInt64 = 0
    var bytesSent: UInt64 = 0
    var tunnelsOpen = 0
    var watchesOpen = 0
    var accessLinesDropped: UInt64 = 0
    var kvHits: UInt64 = 0
    var kvMisses: UInt64 = 0
    /// Requests with a token that is none.
    var refusedTokens: UInt64 = 0
    var loop = LoopStatistics()

    @inline(__always)
    mutating func record(_ route: RouteLabel, status: Int, nanoseconds: UInt64) {
        requests[route.rawValue * 6 + min(status / 100, 5)] &+= 1
        latency[route.rawValue].record(nanoseconds)
    }

    mutating func add(_ other: LoopMetrics) {
        for index in requests.indices { requests[index] &+= other.requests[index] }
        for index in latency.indices { latency[index].add(other.latency[index]) }
        for (binding, metrics) in other.upstreams { upstreams[binding, default: UpstreamMetrics()].add(metrics) }
        connectionsAccepted &+= other.connectionsAccepted
        connectionsOpen += other.connectionsOpen
        connectionsRefused &+= other.connectionsRefused
        malformedRequests &+= other.malformedRequests
        cancelledRequests &+= other.cancelledRequests
        deadlinesExceeded &+= other.deadlinesExceeded
        limitedByRate &+= other.limitedByRate
        limitedByConcurrency &+= other.limitedByConcurrency
        bytesReceived &+= other.bytesReceived
        bytesSent &+= other.bytesSent
        tunnelsOpen += other.tunnelsOpen
        watchesOpen += other.watchesOpen
        accessLinesDropped &+= other.accessLinesDropped
        kvHits &+= other.kvHits
        kvMisses &+= other.kvMisses
        refusedTokens &+= other.refusedTokens
    }
}

/// One loop's counters of one upstream, held by the connections to it so that counting is no look-up.
final class UpstreamCounters {
    var metrics = UpstreamMetrics()
}

/// What a loop counts of one upstream.
struct UpstreamMetrics: Sendable {
    /// From sending the request to the first byte of the answer.
    var firstByte = LatencyHistogram()
    var connects: UInt64 = 0
    var reuses: UInt64 = 0
    var retries: UInt64 = 0
    var failures: UInt64 = 0

    mutating func add(_ other: UpstreamMetrics) {
        firstByte.add(other.firstByte)
        connects &+= other.connects
        reuses &+= other.reuses
        retries &+= other.retries
        failures &+= other.failures
    }
}
