// SPDX-License-Identifier: Apache-2.0

internal import EventLoop
internal import KVStore
internal import Logging

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
    /// Rows inspected between two looks for writes: about a millisecond.
    private static let inspectionCount = 1000

    /// Writes of one exchange. They need not be in one transaction: each is done or fails by itself.
    private struct Job: Sendable {
        let mutations: [KVMutation]
        let ticket: UInt64
        let loop: Int
        /// Nil where nobody waits for the results.
        let reply: MailboxSender<WorkerMessage>?
    }

    /// How the store fares.
    let health: StoreHealth
    private let queue = WorkQueue<Job>(maximumCount: queueCount, maximumBytes: queueBytes)
    private let thread: SystemThread

    /// Starts the thread.
    /// - Parameters:
    ///   - bindings: what the thread sees to first: these namespaces are there before the first write is done.
    ///   - note: what /readyz tells of a store that works.
    init(
        _ store: KVStore, _ changes: ChangeFeed, bindings: [BoundNamespace] = [],
        logger: Logger = ConsoleLog.logger(), note: String? = nil
    ) throws {
        let health = StoreHealth(logger: logger, note: note)
        self.health = health
        let queue = queue
        let writer = try store.makeWriter()
        thread = try SystemThread(name: "store") {
            // A failure shows again with the first write, which is answered.
            _ = writer.apply(bindings.flatMap(\.creations), now: WallClock.now.seconds)
            Self.run(store, writer, queue, changes, health)
        }
    }

    /// Has the namespaces of a new configuration made before any write that is handed over from now on.
    func make(_ bindings: [BoundNamespace]) {
        submit(bindings.flatMap(\.creations))
    }

    /// Hands writes over of which nobody waits for the results.
    func submit(_ mutations: [KVMutation]) {
        _ = queue.add(Job(mutations: mutations, ticket: 0, loop: -1, reply: nil), bytes: 0)
    }

    /// Hands writes over; their results come back as ``WorkerMessage/stored(_:)``. False if too much waits.
    func submit(
        _ mutations: [KVMutation], bytes: Int, ticket: UInt64, loop: Int, reply: MailboxSender<WorkerMessage>
    ) -> Bool {
        queue.add(Job(mutations: mutations, ticket: ticket, loop: loop, reply: reply), bytes: bytes)
    }

    /// Writes what waits, empties the log into the database and ends the thread. Returns why the log could not be
    /// emptied.
    func close() -> KVError? {
        queue.close()
        thread.join()
        return health.ending
    }

    private static func run(
        _ store: KVStore, _ writer: KVWriter, _ queue: WorkQueue<Job>, _ changes: ChangeFeed, _ health: StoreHealth
    ) {
        // A store that is large enough to need it is inspected while nothing else is to be done.
        var inspection: KVInspection?
        var isInspected = false
        while true {
            let jobs = queue.take(upTo: batchCount, waitingAtMost: inspection == nil ? 1 : 0)
            if !jobs.isEmpty {
                write(jobs, writer, changes, health)
                continue
            }
            if queue.isFinished { return health.ended(writer.close()) }
            if inspection == nil { rest(writer, changes, health) }
            if isInspected { continue }
            do throws(KVError) {
                if inspection == nil { inspection = try store.makeInspection() }
                isInspected = try inspection?.step(limit: inspectionCount) != true
            } catch {
                isInspected = true
                if error.kind == .damaged { writer.stop(error) }
                health.failed(error, count: 0, now: WallClock.now.seconds)
            }
            if isInspected { inspection = nil }
        }
    }

    /// A transaction at a time; with many writes of one exchange several, so that the others' are not held up.
    private static func write(_ jobs: [Job], _ writer: KVWriter, _ changes: ChangeFeed, _ health: StoreHealth) {
        var results: [KVMutationResult] = []
        var rest = jobs.flatMap(\.mutations)[...]
        while !rest.isEmpty {
            let batch = rest.prefix(batchCount)
            let outcome = writer.apply(Array(batch), now: WallClock.now.seconds)
            changes.committed(batch, outcome)
            note(outcome, health)
            results += outcome
            rest = rest.dropFirst(batchCount)
            if let error = writer.checkpointIfNeeded() { health.failed(error, count: 0, now: WallClock.now.seconds) }
        }
        answer(jobs, results)
    }

    /// Tells how writes went. What fails for a reason of its own says nothing of the store.
    private static func note(_ results: [KVMutationResult], _ health: StoreHealth) {
        var failed: [KVError] = []
        var (succeeds, puts) = (false, false)
        for result in results {
            switch result {
            case .failed(let error) where !error.isTooLarge && error.kind != .valueLost: failed.append(error)
            case .created, .replaced: (succeeds, puts) = (true, true)
            case .deleted, .cleared: succeeds = true
            default: break
            }
        }
        if let error = failed.first {
            health.failed(error, count: failed.count, now: WallClock.now.seconds)
        } else if succeeds {
            health.succeeded(isPut: puts)
        }
    }

    /// One message for each loop that has writes in the batch.
    private static func answer(_ jobs: [Job], _ results: [KVMutationResult]) {
        var replies: [Int: (MailboxSender<WorkerMessage>, [(ticket: UInt64, results: [KVMutationResult])])] = [:]
        var start = 0
        for job in jobs {
            let end = start + job.mutations.count
            if let reply = job.reply {
                replies[job.loop, default: (reply, [])].1.append((job.ticket, Array(results[start..<end])))
            }
            start = end
        }
        for (reply, batch) in replies.values { reply.send(.stored(batch)) }
    }

    /// Nothing to write: frees what has expired and tidies the log. While writes fail it tries whether they do still:
    /// whoever asks /readyz may send none until they succeed.
    private static func rest(_ writer: KVWriter, _ changes: ChangeFeed, _ health: StoreHealth) {
        let now = WallClock.now.seconds
        do throws(KVError) {
            changes.expired(try writer.sweep(limit: sweepCount, now: now))
        } catch {
            health.failed(error, count: 0, now: now)
        }
        if let error = writer.idle() { health.failed(error, count: 0, now: now) }
        guard let failure = health.failure, failure.kind != .damaged else { return }
        if let error = writer.tryWriting() {
            health.failed(error, count: 0, now: now)
        } else {
            health.succeeded(isPut: true)
        }
    }
}
