// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import EdgeRouter

@Suite struct ProcessMetricsTests {
    @Test func `this process has memory, time and descriptors`() throws {
        let metrics = ProcessMetrics.now(startedAt: 7)
        #expect(metrics.residentBytes > 1_000_000)
        #expect(metrics.processorNanoseconds > 0)
        #expect(try #require(metrics.openDescriptors) >= 3)
        #expect(metrics.descriptorLimit >= 256)
        #expect(metrics.startedAt == 7)
    }
}
