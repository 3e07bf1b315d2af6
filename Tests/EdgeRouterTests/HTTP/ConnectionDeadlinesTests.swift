// SPDX-License-Identifier: Apache-2.0

import EventLoop
import Testing

@testable import EdgeRouter

@Suite struct ConnectionDeadlinesTests {
    /// Milliseconds since the connection was accepted, to a moment.
    private func at(_ milliseconds: Int) -> Instant {
        Instant(nanoseconds: UInt64(1_000_000 + milliseconds) * 1_000_000)
    }

    /// When the current phase ends, in milliseconds since accepting; nil for never.
    private func end(
        _ deadlines: ConnectionDeadlines, draining: Int? = nil, peerFinished: Bool = false, hasOutput: Bool = false,
        isInsideHead: Bool = true
    ) -> Int? {
        let deadline = deadlines.current(
            .init(
                drainingSince: draining.map(at), peerFinished: peerFinished, hasOutput: hasOutput,
                isInsideHead: isInsideHead))
        return deadline == .distantFuture ? nil : Int(deadline.nanoseconds(since: at(0)) / 1_000_000)
    }

    private func accepted() -> ConnectionDeadlines { ConnectionDeadlines(accepted: at(0)) }

    @Test func `the first head is due from accepting on`() {
        #expect(accepted().phase == .head)
        #expect(end(accepted()) == Timeouts.headMilliseconds)
    }

    @Test func `a head that drips in gets no more time`() {
        var deadlines = accepted()
        deadlines.begin(.idle, at(100))
        let isNew = deadlines.begin(.head, at(1000))
        #expect(isNew)
        let isNewAgain = deadlines.begin(.head, at(9000))
        #expect(!isNewAgain)
        #expect(end(deadlines) == 1000 + Timeouts.headMilliseconds)
        #expect(deadlines.start == at(1000))
    }

    @Test func `a pipelined head does not begin before the exchange has ended`() {
        var deadlines = accepted()
        for phase in [ConnectionDeadlines.Phase.body, .exchange] {
            deadlines.begin(phase, at(10))
            let isNew = deadlines.begin(.head, at(20))
            #expect(!isNew && deadlines.phase == phase)
        }
    }

    @Test func `an idle connection is closed after a while, sooner when draining`() {
        var deadlines = accepted()
        deadlines.begin(.idle, at(500))
        #expect(end(deadlines) == 500 + Timeouts.idleMilliseconds)
        #expect(end(deadlines, draining: 700) == 700 + Timeouts.drainIdleGraceMilliseconds)
        let late = 500 + Timeouts.idleMilliseconds - 1
        #expect(end(deadlines, draining: late) == 500 + Timeouts.idleMilliseconds)
    }

    @Test func `only an idle connection minds draining`() {
        for phase in [ConnectionDeadlines.Phase.head, .body, .exchange, .drain, .linger, .tunnel] {
            var deadlines = accepted()
            deadlines.begin(phase, at(5))
            #expect(end(deadlines) == end(deadlines, draining: 6))
        }
    }

    @Test func `each window of a body must bring its share, and more earns nothing`() {
        var deadlines = accepted()
        let share = Timeouts.bodyBytesPerSecond * Timeouts.bodyGraceMilliseconds / 1000
        deadlines.begin(.body, at(0))
        deadlines.receivedBody(share - 1, at(9000))
        #expect(end(deadlines) == Timeouts.bodyGraceMilliseconds)
        deadlines.receivedBody(1, at(9500))
        #expect(end(deadlines) == 9500 + Timeouts.bodyGraceMilliseconds)
        deadlines.receivedBody(1000 * share, at(9600))
        #expect(end(deadlines) == 9600 + Timeouts.bodyGraceMilliseconds)
    }

    @Test func `while an answer waits for its reader, only the reader has a deadline`() {
        for phase in [ConnectionDeadlines.Phase.idle, .linger] {
            var deadlines = accepted()
            deadlines.begin(phase, at(0))
            #expect(end(deadlines, draining: 1, hasOutput: true) == nil)
            deadlines.outputDrained(at(70_000))
            #expect((end(deadlines) ?? 0) > 70_000)
        }
    }

    @Test func `a connection that never sent a byte does not hold draining up`() {
        #expect(end(accepted(), draining: 100, isInsideHead: false) == 100 + Timeouts.drainIdleGraceMilliseconds)
        #expect(end(accepted(), draining: 100, isInsideHead: true) == Timeouts.headMilliseconds)
    }

    @Test func `while we do not read, the client is not to blame`() {
        var deadlines = accepted()
        deadlines.begin(.body, at(0))
        deadlines.pauseBody(at(1000))
        deadlines.pauseBody(at(2000))
        #expect(end(deadlines) == nil)
        deadlines.resumeBody(at(4000))
        deadlines.resumeBody(at(5000))
        #expect(end(deadlines) == 3000 + Timeouts.bodyGraceMilliseconds)
    }

    @Test func `a new phase forgets the bytes and the pause of the last`() {
        var deadlines = accepted()
        deadlines.begin(.body, at(0))
        deadlines.receivedBody(1_000_000, at(0))
        deadlines.pauseBody(at(1))
        deadlines.begin(.body, at(10))
        #expect(end(deadlines) == 10 + Timeouts.bodyGraceMilliseconds)
    }

    @Test func `an answer may take as long as it takes while the client listens`() {
        var deadlines = accepted()
        deadlines.begin(.exchange, at(0))
        #expect(end(deadlines) == nil)
        #expect(end(deadlines, peerFinished: true) == nil)
    }

    @Test func `a client that has finished sending is asked once whether it is there`() {
        var deadlines = accepted()
        deadlines.begin(.exchange, at(0))
        deadlines.peerFinished(at(50))
        let due = 50 + Timeouts.vanishedProbeMilliseconds
        #expect(end(deadlines, peerFinished: true) == due)
        #expect(!deadlines.probeIsDue(at(due - 1)) && deadlines.probeIsDue(at(due)))
        deadlines.probed()
        #expect(end(deadlines, peerFinished: true) == nil)
        #expect(!deadlines.probeIsDue(at(1_000_000)))
    }

    @Test func `who has asked again looks when there has been silence for long enough`() {
        var deadlines = accepted()
        deadlines.begin(.exchange, at(0))
        deadlines.sent(at(100))
        let silence = Timeouts.vanishedSilenceMilliseconds
        #expect(!deadlines.isSilent(at(99 + silence)) && deadlines.isSilent(at(100 + silence)))
        deadlines.probeAgain(at(300))
        #expect(end(deadlines, peerFinished: true) == 100 + silence)
        deadlines.probeAgain(at(50_000))
        #expect(end(deadlines, peerFinished: true) == 50_000 + silence)
    }

    @Test func `once the answer has begun only silence ends a body`() {
        var deadlines = accepted()
        deadlines.begin(.body, at(0))
        deadlines.answerBegan(at(100))
        #expect(end(deadlines) == 100 + Timeouts.idleMilliseconds)
        deadlines.receivedBody(1, at(5_000))
        #expect(end(deadlines) == 5_000 + Timeouts.idleMilliseconds)
        deadlines.begin(.body, at(6_000))
        #expect(end(deadlines) == 6_000 + Timeouts.bodyGraceMilliseconds)
        deadlines.begin(.exchange, at(7_000))
        deadlines.answerBegan(at(7_000))
        deadlines.begin(.body, at(8_000))
        #expect(end(deadlines) == 8_000 + Timeouts.bodyGraceMilliseconds)
    }

    @Test func `a body that has begun is known by its bytes`() {
        var deadlines = accepted()
        deadlines.begin(.body, at(0))
        #expect(!deadlines.hasBody)
        deadlines.receivedBody(1, at(0))
        #expect(deadlines.hasBody)
        deadlines.begin(.body, at(1))
        #expect(!deadlines.hasBody)
    }

    @Test func `the rest of a body, the last bytes and a tunnel have their own times`() {
        var deadlines = accepted()
        deadlines.begin(.drain, at(7))
        #expect(end(deadlines) == 7 + Timeouts.drainBodyMilliseconds)
        deadlines.begin(.linger, at(8))
        #expect(end(deadlines) == 8 + Timeouts.lingerMilliseconds)
        deadlines.tunnelIdleMilliseconds = 1234
        deadlines.begin(.tunnel, at(9))
        deadlines.begin(.tunnel, at(10))
        #expect(end(deadlines) == 10 + 1234)
    }

    @Test func `a client that takes nothing is given up after the last byte it took`() {
        var deadlines = accepted()
        deadlines.sent(at(100))
        deadlines.begin(.exchange, at(5000))
        let due = 100 + Timeouts.sendStallMilliseconds
        #expect(deadlines.stallDeadline == at(due))
        #expect(!deadlines.sendStalled(at(due - 1)) && deadlines.sendStalled(at(due)))
    }
}
