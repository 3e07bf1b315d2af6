// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import EventLoop

@Suite struct EventLoopTests {
    private static let past = Instant(nanoseconds: 1)

    @Test func `a registered source is told once that it can write`() throws {
        let loop = try EventLoop()
        let (left, _) = try Descriptor.pair()
        let probe = Probe(left.take())
        try loop.register(probe)
        #expect(loop.sourceCount == 1)
        loop.turn(longestWait: 0)
        #expect(probe.seen.contains(.writable))
        probe.forget()
        loop.turn(longestWait: 0)
        #expect(probe.readiness.isEmpty)
        loop.close(probe)
    }

    @Test func `bytes, and then the end, are reported once each`() throws {
        let loop = try EventLoop()
        let (left, right) = try loop.probes()
        #expect(left.send([1, 2, 3].span) == .bytes(3))
        loop.turn(longestWait: 1000)
        #expect(right.seen.contains(.readable))
        #expect(!right.seen.contains(.peerFinished))
        right.forget()
        loop.turn(longestWait: 0)
        #expect(right.readiness.isEmpty)
        let received = right.receiveAll()
        #expect(received.bytes == [1, 2, 3])
        #expect(received.end == .wouldBlock)
        left.finishSending()
        loop.turn(longestWait: 1000)
        #expect(right.seen.isSuperset(of: [.readable, .peerFinished]))
        #expect(right.receiveAll().end == .endOfStream)
        loop.close(left)
        loop.turn(longestWait: 1000)
        #expect(right.seen.contains(.hungUp))
        loop.close(right)
        #expect(loop.sourceCount == 0)
    }

    @Test func `closing twice closes once, and a closed source hears nothing`() throws {
        let loop = try EventLoop()
        let (left, right) = try loop.probes()
        #expect(left.send([1].span) == .bytes(1))
        loop.setDeadline(right, Self.past)
        loop.runAgain(right)
        loop.close(right)
        loop.close(right)
        #expect(!right.isOpen)
        #expect(loop.sourceCount == 1)
        loop.turn(longestWait: 0)
        loop.turn(longestWait: 0)
        #expect(right.readiness.isEmpty)
        #expect(right.deadlines.isEmpty)
        #expect(right.continuations == 0)
        loop.close(left)
    }

    @Test func `a deadline is reported once, not before it has come`() throws {
        let loop = try EventLoop()
        let (probe, other) = try loop.probes()
        let deadline = Instant.now.advanced(milliseconds: 5)
        loop.setDeadline(probe, deadline)
        loop.turn { !probe.deadlines.isEmpty }
        #expect(probe.deadlines.count == 1)
        #expect(probe.deadlines.allSatisfy { $0 >= deadline })
        loop.turn(longestWait: 0)
        #expect(probe.deadlines.count == 1)
        #expect(other.deadlines.isEmpty)
        loop.close(probe)
        loop.close(other)
    }

    @Test func `a deadline pushed back is not reported at the old moment`() throws {
        let loop = try EventLoop()
        let (probe, other) = try loop.probes()
        loop.setDeadline(probe, Self.past)
        loop.setDeadline(probe, Instant.now.advanced(milliseconds: 3_600_000))
        loop.turn(longestWait: 0)
        #expect(probe.deadlines.isEmpty)
        // The entry for the old moment was replaced by one for the new: brought nearer again, it is reported.
        loop.setDeadline(probe, Self.past)
        loop.turn(longestWait: 0)
        #expect(probe.deadlines.count == 1)
        loop.close(probe)
        loop.close(other)
    }

    @Test func `a deadline brought nearer is reported at the new moment alone`() throws {
        let loop = try EventLoop()
        let (probe, other) = try loop.probes()
        loop.setDeadline(probe, Instant(nanoseconds: 3))
        loop.setDeadline(probe, Instant(nanoseconds: 2))
        loop.setDeadline(probe, Instant(nanoseconds: 1))
        loop.turn(longestWait: 0)
        loop.turn(longestWait: 0)
        #expect(probe.deadlines.count == 1)
        loop.close(probe)
        loop.close(other)
    }

    @Test func `a deadline that was cleared is not reported`() throws {
        let loop = try EventLoop()
        let (probe, other) = try loop.probes()
        loop.setDeadline(probe, Self.past)
        loop.setDeadline(probe, .distantFuture)
        loop.turn(longestWait: 0)
        #expect(probe.deadlines.isEmpty)
        loop.setDeadline(probe, Self.past)
        loop.turn(longestWait: 0)
        #expect(probe.deadlines.count == 1)
        loop.close(probe)
        loop.close(other)
    }

    @Test func `deadlines that are now short, now long do not fill the queue`() throws {
        let loop = try EventLoop()
        let (probe, other) = try loop.probes()
        for round in 1...1000 {
            loop.setDeadline(probe, Instant(nanoseconds: UInt64(round)))
            loop.setDeadline(probe, Instant.now.advanced(milliseconds: 3_600_000))
            loop.turn(longestWait: 0)
        }
        #expect(probe.deadlines.isEmpty)
        #expect(loop.timers.count <= 3)
        loop.setDeadline(probe, Self.past)
        loop.turn(longestWait: 0)
        #expect(probe.deadlines.count == 1)
        loop.close(probe)
        loop.close(other)
    }

    @Test func `random deadlines are each reported as last set`() throws {
        let loop = try EventLoop()
        let (probe, other) = try loop.probes()
        var state: UInt64 = 3
        for _ in 0..<2000 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            let choices: [Instant] = [
                Self.past, Instant(nanoseconds: 2), Instant.now.advanced(milliseconds: 3_600_000), .distantFuture,
            ]
            var last = Instant.distantFuture
            for shift in [33, 40, 50] as [UInt64] {
                last = choices[Int(state >> shift & 3)]
                loop.setDeadline(probe, last)
            }
            let before = probe.deadlines.count
            loop.turn(longestWait: 0)
            #expect(probe.deadlines.count - before == (last <= loop.now ? 1 : 0))
        }
        loop.close(probe)
        loop.close(other)
    }

    @Test func `a source that runs again has its turn behind the others' events, in the order of asking`() throws {
        let loop = try EventLoop()
        let (first, second) = try loop.probes()
        var order: [String] = []
        for (name, probe) in [("first", first), ("second", second)] {
            probe.onReady = { probe, _ in
                order.append("\(name) ready")
                loop.runAgain(probe)
                loop.runAgain(probe)
            }
            probe.onContinued = { probe in
                order.append("\(name) continued")
                if probe.continuations == 1 { loop.runAgain(probe) }
            }
        }
        #expect(second.send([1].span) == .bytes(1))
        #expect(first.send([1].span) == .bytes(1))
        loop.turn(longestWait: 1000)
        #expect(order == ["first ready", "second ready", "first continued", "second continued"])
        // Whoever asks again during its turn has the next one, and the loop does not sleep before it.
        loop.turn(longestWait: -1)
        #expect(order.suffix(2) == ["first continued", "second continued"])
        #expect(order.count == 6)
        loop.turn(longestWait: 0)
        #expect(order.count == 6)
        loop.close(first)
        loop.close(second)
    }

    @Test func `an event of a closed descriptor does not reach the next owner of its number`() throws {
        let loop = try EventLoop()
        let (first, firstPeer) = try loop.probes()
        // A number far above those that other tests get meanwhile, so that it is free again when it is wanted.
        let (end, victimPeer) = try Descriptor.pair()
        let victim = Probe(try Self.duplicate(end.take(), from: 800))
        try loop.register(victim)
        loop.turn(longestWait: 0)
        victim.forget()
        let number = victim.descriptor
        let peer = Probe(victimPeer.take())
        var heir: Probe?
        first.onReady = { _, _ in
            guard heir == nil else { return }
            loop.close(victim)
            heir = try? Probe(Self.duplicate(Descriptor.pair().0.take(), from: number))
            if let heir { try? loop.register(heir) }
        }
        // Both are ready within one batch, `first` before `victim`.
        #expect(firstPeer.send([1].span) == .bytes(1))
        #expect(peer.send([1].span) == .bytes(1))
        let events = loop.statistics.events
        loop.turn(longestWait: 1000)
        #expect(loop.statistics.events - events >= 2)
        let inherited = try #require(heir)
        #expect(inherited.descriptor == number)
        #expect(victim.readiness.isEmpty)
        #expect(inherited.readiness.isEmpty)
        // Its own events do reach it.
        loop.turn(longestWait: 1000)
        #expect(inherited.seen.contains(.writable))
        for probe in [first, firstPeer, inherited] { loop.close(probe) }
        loop.close(peer)
    }

    @Test func `an old deadline of a closed descriptor does not reach the next owner of its number`() throws {
        let loop = try EventLoop()
        let (end, peer) = try Descriptor.pair()
        let victim = Probe(try Self.duplicate(end.take(), from: 850))
        try loop.register(victim)
        let number = victim.descriptor
        loop.setDeadline(victim, Self.past)
        loop.close(victim)
        let heir = Probe(try Self.duplicate(peer.take(), from: number))
        try loop.register(heir)
        #expect(heir.descriptor == number)
        loop.turn(longestWait: 0)
        #expect(heir.deadlines.isEmpty)
        #expect(victim.deadlines.isEmpty)
        loop.close(heir)
    }

    @Test func `the end of a turn comes before the loop sleeps, and running ends when told`() throws {
        let loop = try EventLoop()
        let (left, right) = try loop.probes()
        var turns = 0
        loop.endOfTurn = {
            turns += 1
            if turns == 1 { _ = left.send([1].span) }
        }
        right.onReady = { _, _ in loop.stop() }
        loop.run()
        #expect(turns == 1)
        #expect(right.seen.contains(.readable))
        #expect(loop.statistics.turns == 2)
        var seen = 0
        loop.forEachSource { _ in seen += 1 }
        #expect(seen == 2)
        loop.close(left)
        loop.close(right)
    }

    /// The same socket under the lowest free number from there on.
    private static func duplicate(_ descriptor: consuming Descriptor, from number: Int32) throws -> Descriptor {
        Descriptor(try system("fcntl") { duplicateDescriptor(descriptor.raw, number) })
    }
}
