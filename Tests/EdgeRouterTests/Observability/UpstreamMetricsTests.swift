// SPDX-License-Identifier: Apache-2.0

import EventLoop
import Testing

@testable import EdgeRouter

@Suite struct UpstreamMetricsTests {
    @Test func `adding upstreams adds everything that is counted`() {
        var (sum, other) = (UpstreamMetrics(), UpstreamMetrics())
        (other.connects, other.reuses, other.retries, other.requests) = (1, 2, 3, 4)
        other.firstByte.record(7)
        other.connectTime.record(9)
        other.failed(.silence)
        other.connections[UpstreamMetrics.ConnectionState.idle.rawValue] = 5
        sum.add(other)
        sum.add(other)
        #expect([sum.connects, sum.reuses, sum.retries, sum.requests] == [2, 4, 6, 8])
        #expect(sum.firstByte.sumNanoseconds == 14 && sum.connectTime.sumNanoseconds == 18)
        #expect(sum.failures[UpstreamFailure.Kind.silence.rawValue] == 2 && sum.failures.reduce(0, +) == 2)
        #expect(sum.connections == [0, 10, 0, 0])
    }
}
