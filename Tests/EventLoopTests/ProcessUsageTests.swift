// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import EventLoop

@Suite struct ProcessUsageTests {
    @Test func `this process uses memory and time, and one that is not there nothing`() throws {
        let own = try #require(ProcessUsage.ofFamily(ProcessFacts.pid))
        #expect(own.memoryBytes > 1 << 20)
        var sum = 0
        // Long enough for one tick of the kernel's clock.
        while try #require(ProcessUsage.ofFamily(ProcessFacts.pid)).processorNanoseconds
            <= own.processorNanoseconds
        { sum &+= 1 }
        #expect(ProcessUsage.ofFamily(0x7fff_fffe) == nil)
    }
}
