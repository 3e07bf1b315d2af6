// SPDX-License-Identifier: Apache-2.0

import EventLoop
import Testing

@Suite struct ClockFactsTests {
    @Test func `anybody may ask the kernel, and a clock that is kept right has a bound`() {
        switch ClockSynchronization.now {
        case .synchronized(let error): #expect(error >= 0)
        case .free: break
        case .unknown: Issue.record("adjtimex is refused here")
        }
    }
}
