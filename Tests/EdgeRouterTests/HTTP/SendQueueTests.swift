// SPDX-License-Identifier: Apache-2.0

import EventLoop
import TestSupport
import Testing

@testable import EdgeRouter

@Suite struct SendQueueTests {
    /// The two ends of a connection.
    private struct Ends {
        let ours: EventSource
        let theirs: EventSource

        init() throws {
            let (one, other) = try Descriptor.pair()
            ours = EventSource(one.take())
            theirs = EventSource(other.take())
        }

        /// Reads what is there, at most so much.
        func read(atMost limit: Int = 1 << 20) -> [UInt8] {
            var all: [UInt8] = []
            while all.count < limit {
                var buffer = [UInt8](repeating: 0, count: min(65536, limit - all.count))
                guard case .bytes(let count) = theirs.receive(into: &buffer, from: 0) else { break }
                all += buffer[..<count]
            }
            return all
        }
    }

    @Test func `an empty queue has nothing to send`() throws {
        var queue = SendQueue()
        let outcome = queue.send(on: try Ends().ours)
        #expect(outcome == .drained)
        #expect(queue.isEmpty && queue.hasRoom && !queue.isFull)
    }

    @Test func `pieces leave in order, and empty ones do not count`() throws {
        let ends = try Ends()
        var queue = SendQueue()
        queue.append(Array("ab".utf8))
        queue.append([])
        queue.append(Array("xxcd".utf8), from: 2)
        queue.append(Array("xx".utf8), from: 2)
        #expect(queue.count == 4)
        let outcome = queue.send(on: ends.ours)
        #expect(outcome == .drained && queue.isEmpty)
        #expect(ends.read().text == "abcd")
    }

    @Test func `whoever fills it is held back from the high water mark down to its half`() {
        var queue = SendQueue()
        queue.append([UInt8](repeating: 0, count: BufferLimits.highWaterBytes / 2))
        #expect(queue.hasRoom && !queue.isFull)
        queue.append([0])
        #expect(!queue.hasRoom && !queue.isFull)
        queue.append([UInt8](repeating: 0, count: BufferLimits.highWaterBytes / 2 - 1))
        #expect(!queue.hasRoom && queue.isFull)
    }

    @Test(arguments: 1...5) func `what a slow peer takes is every byte, in order, once`(seed: Int) throws {
        let ends = try Ends()
        var numbers = RepeatableNumbers(seed: UInt64(seed))
        var queue = SendQueue()
        var sent: [UInt8] = []
        var received: [UInt8] = []
        var wasBlocked = false
        for _ in 0..<120 {
            let isLarge = Int.random(in: 0..<3, using: &numbers) == 0
            let piece = numbers.bytes(Int.random(in: 0...(isLarge ? 90_000 : 3000), using: &numbers))
            let start = Int.random(in: 0...min(5, piece.count), using: &numbers)
            queue.append(piece, from: start)
            sent += piece[start...]
            let before = queue.count
            let outcome = queue.send(on: ends.ours)
            #expect(outcome == (queue.isEmpty ? .drained : .blocked))
            #expect(queue.count <= before)
            if outcome == .blocked { wasBlocked = true }
            received += ends.read(atMost: Int.random(in: 1...20_000, using: &numbers))
            #expect(sent.count - queue.count >= received.count)
        }
        // Each round empties the peer's side, so far fewer are needed.
        for _ in 0..<1000 where !queue.isEmpty {
            received += ends.read()
            let outcome = queue.send(on: ends.ours)
            #expect(outcome != .failed)
        }
        received += ends.read()
        // Compared outside: of arrays so long the difference would take for ever to work out.
        let isTheSame = received == sent
        #expect(isTheSame)
        #expect(wasBlocked)
    }

    @Test func `a connection that is gone is told`() throws {
        let (one, other) = try Descriptor.pair()
        let ours = EventSource(one.take())
        do { _ = other.take() }
        var queue = SendQueue()
        queue.append([1])
        let outcome = queue.send(on: ours)
        #expect(outcome == .failed)
    }
}
