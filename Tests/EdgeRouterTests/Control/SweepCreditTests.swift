// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import EdgeRouter

@Suite struct SweepCreditTests {
    @Test func `what is freed is twice what was written, in pieces that are worth a flush`() {
        var credit = SweepCredit()
        #expect(credit.take() == nil)
        var pieces: [Int] = []
        for _ in 0..<100 {
            credit.wrote(1)
            if let piece = credit.take() { pieces.append(piece) }
        }
        #expect(pieces == [64, 64, 64])
        credit.wrote(100)
        #expect(credit.take() == 208)
        #expect(credit.take() == nil)
    }

    @Test func `however long nothing has expired, a piece stays small`() {
        var credit = SweepCredit()
        for _ in 0..<1000 { credit.wrote(512) }
        #expect(credit.take() == 512)
        #expect(credit.take() == nil)
    }
}
