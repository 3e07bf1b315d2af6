// SPDX-License-Identifier: Apache-2.0

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
            loop.upstreams["B\(factor)", default: UpstreamMetrics()].failures = factor
            sum.add(loop)
        }
        #expect(sum.connectionsAccepted == 11 && sum.connectionsOpen == 11 && sum.connectionsRefused == 22)
        #expect(sum.malformedRequests == 33 && sum.cancelledRequests == 44 && sum.deadlinesExceeded == 55)
        #expect(sum.bytesReceived == 66 && sum.bytesSent == 77 && sum.tunnelsOpen == 88)
        #expect(sum.accessLinesDropped == 99 && sum.kvHits == 110 && sum.kvMisses == 121)
        #expect(sum.latency[RouteLabel.kv.rawValue].sumNanoseconds == 11)
        #expect(sum.upstreams.mapValues(\.connects) == ["A": 11, "B1": 0, "B10": 0])
        #expect(sum.upstreams.mapValues(\.failures) == ["A": 0, "B1": 1, "B10": 10])
    }

    @Test func `adding upstreams adds everything that is counted`() {
        var (sum, other) = (UpstreamMetrics(), UpstreamMetrics())
        (other.connects, other.reuses, other.retries, other.failures) = (1, 2, 3, 4)
        other.firstByte.record(7)
        sum.add(other)
        sum.add(other)
        #expect([sum.connects, sum.reuses, sum.retries, sum.failures] == [2, 4, 6, 8])
        #expect(sum.firstByte.sumNanoseconds == 14)
    }
}
