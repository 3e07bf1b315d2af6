// SPDX-License-Identifier: Apache-2.0

import EventLoop
import Testing

@Suite struct MonotonicClockTests {
    @Test func `time does not go back`() {
        var last = Instant.now
        for _ in 0..<1000 {
            let now = Instant.now
            #expect(now >= last)
            last = now
        }
    }

    @Test func `a moment later is later by that much, and never beyond the end of time`() {
        let moment = Instant(nanoseconds: 5)
        #expect(moment.advanced(milliseconds: 2) == Instant(nanoseconds: 2_000_005))
        #expect(moment.advanced(milliseconds: 0) == moment)
        #expect(moment.advanced(milliseconds: -1) == moment)
        #expect(moment.advanced(milliseconds: .max) == .distantFuture)
        #expect(Instant.distantFuture.advanced(milliseconds: 1) == .distantFuture)
        // The product alone already is too great, and would wrap to something small.
        #expect(moment.advanced(milliseconds: 1 << 58) == .distantFuture)
    }

    @Test func `the time between two moments is zero when they are the wrong way round`() {
        #expect(Instant(nanoseconds: 7).nanoseconds(since: Instant(nanoseconds: 5)) == 2)
        #expect(Instant(nanoseconds: 5).nanoseconds(since: Instant(nanoseconds: 7)) == 0)
    }

    @Test func `the wall clock is behind 2025 and has microseconds of a second`() {
        let now = WallClock.now
        #expect(now.seconds > 1_735_689_600)
        #expect((0..<1_000_000).contains(now.microseconds))
    }
}
