// SPDX-License-Identifier: Apache-2.0

internal import EventLoop
internal import KVStore

/// The one thread that writes the store. What the loops send while a transaction commits becomes the next one, so that
/// one flush of the disk serves many writers; nothing waits for a batch to fill.
final class StoreService: Sendable {
    /// Writes that may wait, and their bytes: a few seconds of the disk. Beyond that a write is refused (503).
    private static let queueCount = 65_536
    private static let queueBytes = 256 * 1024 * 1024
    /// Writes of one transaction: enough to make the flush cheap, few enough not to hold the first one up.
    private static let batchCount = 512
    /// Expired rows freed at a time, while nothing else is to be done.
    private static let sweepCount = 500

    /// Writes of one exchange. They need not be in one transaction: each is done or fails by itself.
    private struct Job: Sendable {
        let mutations: [KVMutation]
        let ticket: UInt64
        let loop: Int
        let reply: MailboxSender<WorkerMessage>
    }

    private let queue = WorkQueue<Job>(maximumCount: queueCount, maximumBytes: queueBytes)
    private let thread: SystemThread

    init(_ store: KVStore, _ changes: ChangeFeed) throws {
        let queue = queue
        let writer = try store.makeWriter()
        thread = try SystemThread(name: "store") {
            Self.run(writer, queue, changes)
        }
    }

    /// Hands writes over; their results come back as ``WorkerMessage/stored(_:)``. False if too much waits.
    func submit(
        _ mutations: [KVMutation], bytes: Int, ticket: UInt64, loop: Int, reply: MailboxSender<WorkerMessage>
    ) -> Bool {
        queue.add(Job(mutations: mutations, ticket: ticket, loop: loop, reply: reply), bytes: bytes)
    }

    /// Writes what waits, empties the log into the database and ends the thread.
    func close() {
        queue.close()
        thread.join()
    }

    private static func run(_ writer: KVWriter, _ queue: WorkQueue<Job>, _ changes: ChangeFeed) {
        while true {
            let jobs = queue.take(upTo: batchCount, waitingAtMost: 1)
            if jobs.isEmpty {
                if queue.isFinished { return writer.close() }
                rest(writer, changes)
                continue
            }
            write(jobs, writer, changes)
        }
    }

    /// A transaction at a time; with many writes of one exchange several, so that the others' are not held up.
    private static func write(_ jobs: [Job], _ writer: KVWriter, _ changes: ChangeFeed) {
        var results: [KVMutationResult] = []
        var rest = jobs.flatMap(\.mutations)[...]
        while !rest.isEmpty {
            let batch = rest.prefix(batchCount)
            let outcome = writer.apply(Array(batch), now: WallClock.now.seconds)
            changes.committed(batch, outcome)
            results += outcome
            rest = rest.dropFirst(batchCount)
            _ = writer.checkpointIfNeeded()
        }
        answer(jobs, results)
    }

    /// One message for each loop that has writes in the batch.
    private static func answer(_ jobs: [Job], _ results: [KVMutationResult]) {
        var replies: [Int: (MailboxSender<WorkerMessage>, [(ticket: UInt64, results: [KVMutationResult])])] = [:]
        var start = 0
        for job in jobs {
            let end = start + job.mutations.count
            replies[job.loop, default: (job.reply, [])].1.append((job.ticket, Array(results[start..<end])))
            start = end
        }
        for (reply, batch) in replies.values { reply.send(.stored(batch)) }
    }

    /// Nothing to write: frees what has expired and tidies the log. Failures show again with the next write, which is
    /// answered.
    private static func rest(_ writer: KVWriter, _ changes: ChangeFeed) {
        if let expired = try? writer.sweep(limit: sweepCount, now: WallClock.now.seconds) { changes.expired(expired) }
        _ = writer.idle()
    }
}
