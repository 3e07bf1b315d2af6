// SPDX-License-Identifier: Apache-2.0

import EventLoop
import Testing

@Suite struct LoopTimerTests {
    @Test func `it is due once for each deadline, the last one set`() throws {
        let loop = try EventLoop()
        var fired: [Instant] = []
        let timer = try LoopTimer(on: loop) { fired.append(.now) }
        let deadline = Instant.now.advanced(milliseconds: 2)
        timer.set(Instant.distantFuture)
        timer.set(deadline)
        while fired.isEmpty { loop.turn() }
        #expect(fired.count == 1 && fired[0] >= deadline)
        loop.turn(longestWait: 1)
        #expect(fired.count == 1)
        timer.set(loop.now)
        loop.turn()
        #expect(fired.count == 2)
    }

    @Test func `one that is closed or put off is not due`() throws {
        let loop = try EventLoop()
        var fired = 0
        let timer = try LoopTimer(on: loop) { fired += 1 }
        timer.set(loop.now)
        timer.clear()
        loop.turn(longestWait: 1)
        timer.close()
        timer.set(loop.now)
        loop.turn(longestWait: 1)
        #expect(fired == 0 && loop.sourceCount == 0)
    }
}
