// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import EventLoop

@Suite struct MailboxTests {
    private struct Note: Sendable {
        let thread: Int
        let number: Int
    }

    @Test func `messages of many threads all arrive, those of one thread in order`() throws {
        let loop = try EventLoop()
        let threads = 4
        let each = 5000
        var received = [[Int]](repeating: [], count: threads)
        var left = threads * each
        let mailbox = try Mailbox<Note>(on: loop) { note in
            received[note.thread].append(note.number)
            left -= 1
            if left == 0 { loop.stop() }
        }
        let senders = try (0..<threads).map { thread in
            let sender = mailbox.sender
            return try SystemThread(name: "sender \(thread)") {
                for number in 0..<each { sender.send(Note(thread: thread, number: number)) }
            }
        }
        loop.run()
        for sender in senders { sender.join() }
        #expect(received == [[Int]](repeating: Array(0..<each), count: threads))
        loop.close(mailbox)
    }

    @Test func `a burst costs one wake-up`() throws {
        let loop = try EventLoop()
        var received: [Int] = []
        let mailbox = try Mailbox<Int>(on: loop) { received.append($0) }
        loop.turn(longestWait: 0)
        for number in 0..<1000 { mailbox.sender.send(number) }
        // An eventfd counts what was written to it.
        #expect(eventCount(of: mailbox.descriptor) == 1)
        mailbox.sender.send(1000)
        #expect(eventCount(of: mailbox.descriptor) == nil)
        mailbox.ready(.readable)
        #expect(received == Array(0...1000))
        mailbox.sender.send(1001)
        loop.turn(longestWait: 1000)
        #expect(received.last == 1001)
        loop.close(mailbox)
    }

    @Test func `a message sent while messages are handed out arrives as well, behind them`() throws {
        let loop = try EventLoop()
        var received: [Int] = []
        var sender: MailboxSender<Int>?
        let mailbox = try Mailbox<Int>(on: loop) { number in
            received.append(number)
            if number < 3 { sender?.send(number + 10) }
        }
        sender = mailbox.sender
        for number in 1...3 { mailbox.sender.send(number) }
        loop.turn { received.count == 5 }
        #expect(received == [1, 2, 3, 11, 12])
        loop.close(mailbox)
    }

    @Test func `messages that were handed out wake the loop no more`() throws {
        let loop = try EventLoop()
        var received: [Int] = []
        let mailbox = try Mailbox<Int>(on: loop) { received.append($0) }
        // The descriptor is writable, which is told once.
        loop.turn(longestWait: 0)
        for burst in 1...3 {
            let before = loop.statistics.events
            for number in 0..<10 { mailbox.sender.send(number) }
            for _ in 0..<5 { loop.turn(longestWait: 0) }
            #expect(received.count == 10 * burst)
            #expect(loop.statistics.events == before + 1)
        }
        loop.close(mailbox)
    }
}
