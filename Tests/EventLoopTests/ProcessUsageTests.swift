// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import EventLoop

@Suite struct ProcessUsageTests {
    @Test func `this process uses memory and time, and one that is not there nothing`() throws {
        let own = try #require(ProcessUsage.ofFamily(ProcessFacts.pid))
        #expect(own.memoryBytes > 1 << 20)
        // Reading it takes time itself: that of one tick of the kernel's clock is soon used.
        let hasUsedMore = (0..<100_000).contains { _ in
            (ProcessUsage.ofFamily(ProcessFacts.pid)?.processorNanoseconds ?? 0) > own.processorNanoseconds
        }
        #expect(hasUsedMore)
        #expect(ProcessUsage.ofFamily(0x7fff_fffe) == nil)
    }
}
