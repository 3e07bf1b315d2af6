// SPDX-License-Identifier: Apache-2.0

internal import EventLoop
internal import KVStore

/// What one loop counts. Written by that loop alone; a scrape asks each loop for a copy and adds them up, so that
/// counting costs no shared word.
struct LoopMetrics: Sendable {
    /// What a client's connection is doing.
    enum ConnectionState: Int, CaseIterable {
        /// Waits for a request.
        case idle
        /// A request is read or answered.
        case active
        case tunnel
        /// Its last answer has been given.
        case closing
    }

    /// Requests by route and status class (1xx to 5xx), a row a route.
    private(set) var requests = [UInt64](repeating: 0, count: RouteLabel.allCases.count * 6)
    private(set) var latency = [LatencyHistogram](repeating: LatencyHistogram(), count: RouteLabel.allCases.count)
    /// Bytes of requests' and responses' bodies, by route.
    private(set) var requestBytes = [UInt64](repeating: 0, count: RouteLabel.allCases.count)
    private(set) var responseBytes = [UInt64](repeating: 0, count: RouteLabel.allCases.count)
    /// By binding. Bounded: bindings come from the configuration.
    var upstreams: [String: UpstreamMetrics] = [:]
    var connectionsAccepted: UInt64 = 0
    var connectionsOpen = 0
    var connectionsRefused: UInt64 = 0
    /// By ``ConnectionState``, as they are when the copy is made.
    var connections = [UInt64](repeating: 0, count: ConnectionState.allCases.count)
    var malformedRequests: UInt64 = 0
    var cancelledRequests: UInt64 = 0
    var deadlinesExceeded: UInt64 = 0
    var limitedByRate: UInt64 = 0
    var limitedByConcurrency: UInt64 = 0
    /// Refused because too many requests of the client waited for its limits to be looked up.
    var limitedByCrowding: UInt64 = 0
    var limitedByBody: UInt64 = 0
    /// Answers with a write in them that `kv_bytes` did not let through.
    var limitedByStorage: UInt64 = 0
    var bytesReceived: UInt64 = 0
    var bytesSent: UInt64 = 0
    var tunnelsOpen = 0
    var watchesOpen = 0
    var accessLinesDropped: UInt64 = 0
    var kvHits: UInt64 = 0
    var kvMisses: UInt64 = 0
    /// Of the loop's reader.
    var cache = KVReaderStatistics()
    /// Requests with a token that is none.
    var refusedTokens: UInt64 = 0
    /// Requests whose token was not tried, because too many wrong ones had come from there.
    var blockedAttempts: UInt64 = 0
    var loop = LoopStatistics()
    /// From when the copy was asked for until the loop came to it.
    var lagNanoseconds: UInt64 = 0

    @inline(__always)
    mutating func record(
        _ route: RouteLabel, status: Int, nanoseconds: UInt64, received: Int = 0, sent: UInt64 = 0
    ) {
        requests[route.rawValue * 6 + min(status / 100, 5)] &+= 1
        latency[route.rawValue].record(nanoseconds)
        requestBytes[route.rawValue] &+= UInt64(received)
        responseBytes[route.rawValue] &+= sent
    }

    mutating func add(_ other: LoopMetrics) {
        for index in requests.indices { requests[index] &+= other.requests[index] }
        for index in latency.indices { latency[index].add(other.latency[index]) }
        for index in requestBytes.indices { requestBytes[index] &+= other.requestBytes[index] }
        for index in responseBytes.indices { responseBytes[index] &+= other.responseBytes[index] }
        for (binding, metrics) in other.upstreams { upstreams[binding, default: UpstreamMetrics()].add(metrics) }
        connectionsAccepted &+= other.connectionsAccepted
        connectionsOpen += other.connectionsOpen
        connectionsRefused &+= other.connectionsRefused
        for index in connections.indices { connections[index] &+= other.connections[index] }
        malformedRequests &+= other.malformedRequests
        cancelledRequests &+= other.cancelledRequests
        deadlinesExceeded &+= other.deadlinesExceeded
        limitedByRate &+= other.limitedByRate
        limitedByConcurrency &+= other.limitedByConcurrency
        limitedByCrowding &+= other.limitedByCrowding
        limitedByBody &+= other.limitedByBody
        limitedByStorage &+= other.limitedByStorage
        bytesReceived &+= other.bytesReceived
        bytesSent &+= other.bytesSent
        tunnelsOpen += other.tunnelsOpen
        watchesOpen += other.watchesOpen
        accessLinesDropped &+= other.accessLinesDropped
        kvHits &+= other.kvHits
        kvMisses &+= other.kvMisses
        cache.add(other.cache)
        refusedTokens &+= other.refusedTokens
        blockedAttempts &+= other.blockedAttempts
    }
}
