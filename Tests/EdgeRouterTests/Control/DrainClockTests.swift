// SPDX-License-Identifier: Apache-2.0

import EventLoop
import Testing

@testable import EdgeRouter

@Suite struct DrainClockTests {
    @Test func `draining is cut off once its time is over, and the engines are given a little longer`() {
        var clock = DrainClock()
        let start = Instant(nanoseconds: 1_000_000_000)
        #expect(!clock.isDraining && clock.due(start) == nil)
        clock.begin(milliseconds: 100, now: start)
        #expect(clock.isDraining && !clock.isCutOff && clock.due(start.advanced(milliseconds: 99)) == nil)
        let over = start.advanced(milliseconds: 100)
        #expect(clock.due(over) == .cutOff && clock.isDraining && clock.isCutOff)
        #expect(clock.due(over) == nil)
        let end = over.advanced(milliseconds: DrainClock.removalMilliseconds)
        #expect(clock.due(end) == .end && clock.due(end) == .end)
    }
}
