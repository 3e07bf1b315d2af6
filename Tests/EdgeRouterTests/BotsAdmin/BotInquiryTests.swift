// SPDX-License-Identifier: Apache-2.0

import ContainerPool
import Testing

@testable import EdgeRouter

@Suite struct BotInquiryTests {
    private let one = InstanceID(1)

    @Test func `it is complete when every engine and every loop has answered`() {
        var inquiry = BotInquiry(instances: [one, InstanceID(2)], loops: [0, 1])
        inquiry.add(InstanceUsage(memoryBytes: 7, processorNanoseconds: 8), of: one)
        inquiry.add(nil, of: InstanceID(2))
        inquiry.add([5: 1, 6: 2], of: 0)
        #expect(!inquiry.isComplete && !inquiry.hasInFlight)
        inquiry.add([5: 3], of: 1)
        #expect(inquiry.isComplete && inquiry.inFlight == [5: 4, 6: 2] && inquiry.usage[one]?.memoryBytes == 7)
    }

    @Test func `an answer that comes twice or from nobody who was asked counts for nothing`() {
        var inquiry = BotInquiry(instances: [], loops: [0])
        inquiry.add(InstanceUsage(memoryBytes: 7, processorNanoseconds: 8), of: one)
        inquiry.add([5: 1], of: 0)
        inquiry.add([5: 1], of: 0)
        inquiry.add([5: 1], of: 3)
        #expect(inquiry.usage.isEmpty && inquiry.inFlight == [5: 1])
    }
}
