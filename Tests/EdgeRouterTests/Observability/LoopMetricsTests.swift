// SPDX-License-Identifier: Apache-2.0

import EventLoop
import KVStore
import Testing

@testable import EdgeRouter

@Suite struct LoopMetricsTests {
    @Test func `a request counts under its route and the class of its status`() {
        var metrics = LoopMetrics()
        for status in [101, 200, 204, 302, 404, 499, 503, 999] { metrics.record(.bot, status: status, nanoseconds: 5) }
        let row = RouteLabel.bot.rawValue * 6
        #expect(Array(metrics.requests[row..<row + 6]) == [0, 1, 2, 1, 2, 2])
        #expect(metrics.requests.reduce(0, +) == 8)
        #expect(metrics.latency[RouteLabel.bot.rawValue].count == 8)
    }

    @Test func `adding loops adds everything that is counted`() {
        var sum = LoopMetrics()
        for factor: UInt64 in [1, 10] {
            var loop = LoopMetrics()
            loop.record(.kv, status: 200, nanoseconds: factor)
            loop.connectionsAccepted = factor
            loop.connectionsOpen = Int(factor)
            loop.connectionsRefused = 2 * factor
            loop.malformedRequests = 3 * factor
            loop.cancelledRequests = 4 * factor
            loop.deadlinesExceeded = 5 * factor
            loop.bytesReceived = 6 * factor
            loop.bytesSent = 7 * factor
            loop.tunnelsOpen = Int(8 * factor)
            loop.accessLinesDropped = 9 * factor
            loop.kvHits = 10 * factor
            loop.kvMisses = 11 * factor
            loop.upstreams["A", default: UpstreamMetrics()].connects = factor
            loop.limitedByCrowding = 12 * factor
            loop.limitedByBody = 13 * factor
            loop.blockedAttempts = 14 * factor
            loop.limitedByStorage = 17 * factor
            loop.connections[LoopMetrics.ConnectionState.active.rawValue] = 15 * factor
            loop.cache = KVReaderStatistics(cachedKeys: Int(16 * factor))
            loop.record(.bot, status: 200, nanoseconds: 1, received: Int(factor), sent: 2 * factor)
            sum.add(loop)
        }
        #expect(sum.connectionsAccepted == 11 && sum.connectionsOpen == 11 && sum.connectionsRefused == 22)
        #expect(sum.malformedRequests == 33 && sum.cancelledRequests == 44 && sum.deadlinesExceeded == 55)
        #expect(sum.bytesReceived == 66 && sum.bytesSent == 77 && sum.tunnelsOpen == 88)
        #expect(sum.accessLinesDropped == 99 && sum.kvHits == 110 && sum.kvMisses == 121)
        #expect(sum.limitedByCrowding == 132 && sum.limitedByBody == 143 && sum.blockedAttempts == 154)
        #expect(sum.limitedByStorage == 187)
        #expect(sum.connections == [0, 165, 0, 0] && sum.cache.cachedKeys == 176)
        #expect(sum.requestBytes[RouteLabel.bot.rawValue] == 11 && sum.responseBytes[RouteLabel.bot.rawValue] == 22)
        #expect(sum.latency[RouteLabel.kv.rawValue].sumNanoseconds == 11)
        #expect(sum.upstreams.mapValues(\.connects) == ["A": 11])
    }
}
