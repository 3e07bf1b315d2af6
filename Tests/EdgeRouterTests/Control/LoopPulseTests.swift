// SPDX-License-Identifier: Apache-2.0

import EventLoop
import Testing

@testable import EdgeRouter

@Suite struct LoopPulseTests {
    @Test func `a loop is stuck that has been in one turn for long, and none that sleeps`() {
        let pulse = LoopPulse()
        let start = Instant(nanoseconds: 5)
        let late = start.advanced(milliseconds: LoopPulse.patienceMilliseconds + 1)
        #expect(!pulse.isStuck(late))
        pulse.wake(start)
        #expect(!pulse.isStuck(start.advanced(milliseconds: LoopPulse.patienceMilliseconds)))
        #expect(pulse.isStuck(late))
        pulse.sleep()
        #expect(!pulse.isStuck(late))
    }
}
