// SPDX-License-Identifier: Apache-2.0

internal import EventLoop
internal import KVStore

/// What the store's thread does, for as long as the queue is open: a transaction at a time, each answered as soon as it
/// is on disk; between two of them what must be done beside writes, in small pieces; the rest while nothing is written.
struct StoreThread {
    /// Expired rows freed between two looks for writes, while nothing else is to be done.
    private static let sweepCount = 500
    /// Rows inspected between two looks for writes: about a millisecond.
    private static let inspectionCount = 1000

    private let store: KVStore
    private let writer: KVWriter
    private let queue: WorkQueue<StoreService.Job>
    private let changes: ChangeFeed
    private let health: StoreHealth
    private let activity: StoreActivity
    private var schedule = WriteSchedule<StoreService.Origin>()
    private var credit = SweepCredit()
    /// A store that is large enough to need it is inspected while nothing else is to be done.
    private var inspection: KVInspection?
    private var isInspected = false
    /// Whether the last piece of a sweep has left something to the next.
    private var isSweeping = false

    init(
        _ store: KVStore, _ writer: KVWriter, _ queue: WorkQueue<StoreService.Job>, _ changes: ChangeFeed,
        _ health: StoreHealth, _ activity: StoreActivity = StoreActivity()
    ) {
        self.store = store
        self.writer = writer
        self.queue = queue
        self.changes = changes
        self.health = health
        self.activity = activity
    }

    /// When the disk was last looked at, in unix seconds.
    private var diskSeenAt: Int64 = 0

    /// Looks at most once a second what is left of the disk.
    private mutating func lookAtDisk() {
        let seconds = now
        guard seconds != diskSeenAt else { return }
        diskSeenAt = seconds
        health.noteDisk((try? FileSystem.disk(store.path))?.availableBytes)
    }

    private var now: Int64 { WallClock.now.seconds }

    /// Returns when the queue is closed and all in it is done.
    mutating func run() {
        while true {
            let rests = schedule.isEmpty && inspection == nil && !isSweeping
            let jobs = queue.take(upTo: schedule.room, waitingAtMost: rests ? 1 : 0, holding: schedule.bytes)
            lookAtDisk()
            for job in jobs { take(job) }
            if !schedule.isEmpty {
                write()
            } else if jobs.isEmpty {
                if queue.isFinished { return health.ended(writer.close()) }
                rest()
            }
        }
    }

    private mutating func take(_ job: StoreService.Job) {
        if let origin = job.origin { return schedule.add(job.mutations, bytes: job.bytes, of: origin) }
        var rest = job.mutations[...]
        var results: [KVMutationResult] = []
        while !rest.isEmpty {
            results += commit(Array(rest.prefix(WriteSchedule<StoreService.Origin>.transactionCount)))
            rest = rest.dropFirst(WriteSchedule<StoreService.Origin>.transactionCount)
        }
        job.completion?(results)
    }

    /// One transaction and its answers, and then what need not hold those up.
    private mutating func write() {
        let batch = schedule.next()
        answer(schedule.finish(commit(batch)))
        timeCheckpoint { $0.checkpointIfNeeded() }
        credit.wrote(batch.count)
        if writer.isSweepDue(now: now), let count = credit.take() { sweep(limit: count) }
    }

    private func commit(_ batch: [KVMutation]) -> [KVMutationResult] {
        let start = Instant.now
        let results = writer.apply(batch, now: now)
        let nanoseconds = Instant.now.nanoseconds(since: start)
        changes.committed(batch, results)
        activity.note { $0.committed(batch, results, nanoseconds: nanoseconds) }
        note(results)
        return results
    }

    /// Tells how writes went. What fails for a reason of its own says nothing of the store.
    private func note(_ results: [KVMutationResult]) {
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
            health.failed(error, count: failed.count, now: now)
        } else if succeeds {
            health.succeeded(isPut: puts)
        }
    }

    /// One message for each loop that has exchanges among them.
    private func answer(_ finished: [WriteSchedule<StoreService.Origin>.Finished]) {
        if finished.count == 1 {
            let (origin, results) = finished[0]
            return origin.reply.send(.stored([(origin.ticket, results)]))
        }
        var replies: [Int: (MailboxSender<WorkerMessage>, [(ticket: UInt64, results: [KVMutationResult])])] = [:]
        for (origin, results) in finished {
            replies[origin.loop, default: (origin.reply, [])].1.append((origin.ticket, results))
        }
        for (reply, batch) in replies.values { reply.send(.stored(batch)) }
    }

    /// Does what may move the log into the database.
    private func timeCheckpoint(_ body: (KVWriter) -> KVError?) {
        let (start, before) = (Instant.now, writer.checkpoints)
        let error = body(writer)
        if let error { health.failed(error, count: 0, now: now) }
        guard error != nil || writer.checkpoints != before else { return }
        let nanoseconds = Instant.now.nanoseconds(since: start)
        activity.note {
            $0.checkpointed(writer.checkpoints - before, nanoseconds: nanoseconds, failed: error != nil)
        }
    }

    /// Nothing to write: frees what has expired, tidies the log and goes on inspecting.
    private mutating func rest() {
        isSweeping = writer.isSweepDue(now: now) && sweep(limit: Self.sweepCount)
        if isSweeping { return }
        if inspection == nil { tidy() }
        if !isInspected { inspect() }
    }

    /// Frees some of what has expired; whether that succeeded.
    @discardableResult
    private func sweep(limit: Int) -> Bool {
        do throws(KVError) {
            let expired = try writer.sweep(limit: limit, now: now)
            changes.expired(expired)
            activity.note { $0.swept(expired.count) }
            return true
        } catch {
            activity.note { $0.swept(nil) }
            health.failed(error, count: 0, now: now)
            return false
        }
    }

    /// While writes fail it tries whether they do still: whoever asks /readyz may send none until they succeed.
    private func tidy() {
        timeCheckpoint { $0.idle() }
        guard let failure = health.failure, failure.kind != .damaged else { return }
        if let error = writer.tryWriting() {
            health.failed(error, count: 0, now: now)
        } else {
            health.succeeded(isPut: true)
        }
    }

    private mutating func inspect() {
        do throws(KVError) {
            if inspection == nil { inspection = try store.makeInspection() }
            isInspected = try inspection?.step(limit: Self.inspectionCount) != true
        } catch {
            isInspected = true
            if error.kind == .damaged { writer.stop(error) }
            health.failed(error, count: 0, now: now)
        }
        if isInspected { inspection = nil }
    }
}
