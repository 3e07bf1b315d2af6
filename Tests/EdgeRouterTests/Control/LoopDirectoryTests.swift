// SPDX-License-Identifier: Apache-2.0

import EventLoop
import Testing

@testable import EdgeRouter

@Suite struct LoopDirectoryTests {
    @Test func `loops are told one by one or all, and take turns`() throws {
        let loop = try EventLoop()
        var heard: [Int] = []
        let mailboxes = try [0, 2].map { index in
            (index, try Mailbox<WorkerMessage>(on: loop) { _ in heard.append(index) })
        }
        let loops = LoopDirectory(expected: 2)
        #expect(loops.next() == nil && !loops.isComplete)
        for (index, mailbox) in mailboxes { loops.add(mailbox.sender, as: index) }
        #expect(loops.isComplete)
        loops.tell(2, .tellWatches)
        loops.tell(1, .tellWatches)
        while heard.count < 1 { loop.turn() }
        loops.tellAll(.tellWatches)
        while heard.count < 3 { loop.turn() }
        #expect(heard.first == 2 && heard.dropFirst().sorted() == [0, 2])
        for _ in 0..<4 {
            loops.next()?.send(.tellWatches)
            let count = heard.count
            while heard.count == count { loop.turn() }
        }
        #expect(Array(heard.suffix(4)) == [0, 2, 0, 2])
    }
}
