// SPDX-License-Identifier: Apache-2.0

import EventLoop
import Synchronization
import Testing

@Suite struct WorkQueueTests {
    @Test func `jobs are taken in the order they were added, as many as asked for`() {
        let queue = WorkQueue<Int>(maximumCount: 10, maximumBytes: 100)
        for job in 0..<5 { #expect(queue.add(job, bytes: 1)) }
        #expect(queue.take(upTo: 2) == [0, 1])
        #expect(queue.take(upTo: 10) == [2, 3, 4])
    }

    @Test func `beyond the count a job is refused, and taken again when there is room`() {
        let queue = WorkQueue<Int>(maximumCount: 2, maximumBytes: 100)
        #expect(queue.add(0, bytes: 1))
        #expect(queue.add(1, bytes: 1))
        #expect(!queue.add(2, bytes: 1))
        #expect(queue.take(upTo: 1) == [0])
        #expect(queue.add(3, bytes: 1))
        #expect(queue.take(upTo: 10) == [1, 3])
    }

    @Test func `beyond the bytes a job is refused, and taken again when there is room`() {
        let queue = WorkQueue<Int>(maximumCount: 10, maximumBytes: 100)
        #expect(queue.add(0, bytes: 60))
        #expect(!queue.add(1, bytes: 41))
        #expect(queue.add(2, bytes: 40))
        #expect(!queue.add(3, bytes: 1))
        #expect(queue.take(upTo: 1) == [0])
        #expect(queue.add(4, bytes: 60))
        #expect(queue.take(upTo: 10) == [2, 4])
    }

    @Test func `a job larger than the limit is taken alone`() {
        let queue = WorkQueue<Int>(maximumCount: 10, maximumBytes: 100)
        #expect(queue.add(0, bytes: 1000))
        #expect(!queue.add(1, bytes: 1))
        #expect(queue.take(upTo: 10) == [0])
        #expect(queue.add(1, bytes: 1))
        #expect(!queue.add(2, bytes: 1000))
    }

    @Test func `what the taker still holds counts for the bytes until it says that it is done`() {
        let queue = WorkQueue<Int>(maximumCount: 10, maximumBytes: 100)
        #expect(queue.add(0, bytes: 60))
        #expect(queue.take(upTo: 1, waitingAtMost: 0) == [0])
        #expect(queue.take(upTo: 1, waitingAtMost: 0, holding: 60).isEmpty)
        #expect(!queue.add(1, bytes: 41))
        #expect(queue.add(2, bytes: 40))
        #expect(queue.take(upTo: 1, waitingAtMost: 0, holding: 100) == [2])
        #expect(!queue.add(3, bytes: 1000))
        #expect(queue.take(upTo: 1, waitingAtMost: 0).isEmpty)
        #expect(queue.add(3, bytes: 1000))
    }

    @Test func `a closed queue takes no job, gives out what it has, and then nothing`() {
        let queue = WorkQueue<Int>(maximumCount: 10, maximumBytes: 100)
        #expect(queue.add(0, bytes: 1))
        queue.close()
        #expect(!queue.add(1, bytes: 1))
        #expect(!queue.isFinished)
        #expect(queue.take(upTo: 10) == [0])
        #expect(queue.isFinished)
        #expect(queue.take(upTo: 10).isEmpty)
    }

    @Test func `waiting for a time ends without a job when none comes`() {
        let queue = WorkQueue<Int>(maximumCount: 10, maximumBytes: 100)
        #expect(queue.take(upTo: 10, waitingAtMost: 0).isEmpty)
        #expect(!queue.isFinished)
        #expect(queue.add(0, bytes: 1))
        #expect(queue.take(upTo: 10, waitingAtMost: 60) == [0])
    }

    @Test func `a waiting taker is woken by a job and by closing`() throws {
        let queue = WorkQueue<Int>(maximumCount: 10, maximumBytes: 100)
        let taken = Mutex<[[Int]]>([])
        let thread = try SystemThread(name: "taker") {
            while true {
                let jobs = queue.take(upTo: 10)
                taken.withLock { $0.append(jobs) }
                if jobs.isEmpty { return }
            }
        }
        #expect(queue.add(1, bytes: 1))
        queue.close()
        thread.join()
        #expect(taken.withLock { $0 } == [[1], []])
    }

    /// What the takers took; a class because their closures share it.
    private final class Taken: Sendable {
        let jobs = Mutex<[Int]>([])

        func add(_ more: [Int]) { jobs.withLock { $0 += more } }
    }

    @Test func `several takers take each job once, each taker in order`() throws {
        let queue = WorkQueue<Int>(maximumCount: 50, maximumBytes: 1000)
        let taken = Taken()
        let takers = try (0..<4).map { number in
            try SystemThread(name: "taker \(number)") {
                var mine: [Int] = []
                while case let jobs = queue.take(upTo: 3), !jobs.isEmpty { mine += jobs }
                let isOrdered = zip(mine, mine.dropFirst()).allSatisfy { $0 < $1 }
                taken.add(isOrdered ? mine : [-1])
            }
        }
        for job in 0..<20_000 {
            while !queue.add(job, bytes: 10) {}
        }
        queue.close()
        for taker in takers { taker.join() }
        #expect(taken.jobs.withLock { $0.sorted() } == Array(0..<20_000))
        #expect(queue.isFinished)
    }
}
