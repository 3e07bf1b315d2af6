// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import ContainerPool

@Suite struct StartAllowanceTests {
    @Test func `a client has so many starts within any minute`() {
        var allowance = StartAllowance()
        #expect(allowance.take("a", atMost: 2, now: at(0)) == nil)
        #expect(allowance.take("a", atMost: 2, now: at(10_000)) == nil)
        #expect(allowance.take("a", atMost: 2, now: at(20_000)) == at(60_000))
        #expect(allowance.take("b", atMost: 2, now: at(20_000)) == nil)
        #expect(allowance.take("a", atMost: 2, now: at(60_000)) == nil)
        #expect(allowance.take("a", atMost: 2, now: at(60_000)) == at(70_000))
    }

    @Test func `clients that start nothing are forgotten`() {
        var allowance = StartAllowance()
        _ = allowance.take("a", atMost: 2, now: at(0))
        _ = allowance.take("b", atMost: 2, now: at(30_000))
        allowance.sweep(at(60_000))
        #expect(allowance.count == 1)
        allowance.sweep(at(90_000))
        #expect(allowance.count == 0)
    }
}
