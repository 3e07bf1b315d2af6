// SPDX-License-Identifier: Apache-2.0

internal import Glibc

/// Jobs for threads that may block: bounded in count and bytes, refused beyond. The takers get what has gathered in one
/// go, so that one lock and one wake-up serve a whole batch.
@safe public final class WorkQueue<Job: Sendable>: @unchecked Sendable {
    // @safe, @unchecked: the pointers never leave, and every field below `lock` is touched only while it is held.
    private let lock: UnsafeMutablePointer<pthread_mutex_t>
    private let filled: UnsafeMutablePointer<pthread_cond_t>
    private var jobs: [(job: Job, bytes: Int)] = []
    private var bytes = 0
    /// Bytes of jobs that a taker has and has not done yet.
    private var held = 0
    private var isClosed = false
    private let maximumCount: Int
    private let maximumBytes: Int

    /// An empty queue that takes at most so many jobs and bytes at a time.
    public init(maximumCount: Int, maximumBytes: Int) {
        self.maximumCount = maximumCount
        self.maximumBytes = maximumBytes
        unsafe lock = .allocate(capacity: 1)
        unsafe filled = .allocate(capacity: 1)
        unsafe pthread_mutex_init(lock, nil)
        unsafe pthread_cond_init(filled, nil)
    }

    deinit {
        unsafe pthread_mutex_destroy(lock)
        unsafe pthread_cond_destroy(filled)
        unsafe lock.deallocate()
        unsafe filled.deallocate()
    }

    /// Adds a job that stands for so many bytes; false if the queue is full or closed. A job larger than the byte limit
    /// is taken when nothing else waits.
    public func add(_ job: Job, bytes size: Int) -> Bool {
        guard append(job, size) else { return false }
        // Without the lock, or the taker would wake only to wait for it.
        unsafe pthread_cond_signal(filled)
        return true
    }

    /// Adds a job if it fits.
    private func append(_ job: Job, _ size: Int) -> Bool {
        unsafe pthread_mutex_lock(lock)
        defer { unsafe pthread_mutex_unlock(lock) }
        let isAlone = jobs.isEmpty && held == 0
        guard !isClosed, isAlone || (jobs.count < maximumCount && held + bytes + size <= maximumBytes) else {
            return false
        }
        jobs.append((job, size))
        bytes += size
        return true
    }

    /// Waits for jobs and takes up to `limit` of them, in order; empty only when the queue is closed and drained, or
    /// when `seconds` have passed without any.
    /// - Parameter held: bytes of jobs that were taken earlier and are not done, where the only taker gathers some.
    ///   They count for the queue's limit, so that it is one for both.
    public func take(upTo limit: Int, waitingAtMost seconds: Int? = nil, holding held: Int = 0) -> [Job] {
        unsafe pthread_mutex_lock(lock)
        defer { unsafe pthread_mutex_unlock(lock) }
        self.held = held
        if jobs.isEmpty && !isClosed && seconds != 0 { wait(seconds) }
        let count = min(limit, jobs.count)
        var taken: [Job] = []
        taken.reserveCapacity(count)
        for (job, size) in jobs[..<count] {
            taken.append(job)
            bytes -= size
        }
        jobs.removeFirst(count)
        // One taker left others behind: wake the next.
        if !jobs.isEmpty { unsafe pthread_cond_signal(filled) }
        return taken
    }

    /// With the lock: until there is a job, the queue is closed or the time is over.
    private func wait(_ seconds: Int?) {
        var deadline = timespec()
        if let seconds {
            unsafe clock_gettime(CLOCK_REALTIME, &deadline)
            deadline.tv_sec += seconds
        }
        while jobs.isEmpty && !isClosed {
            if seconds == nil {
                unsafe pthread_cond_wait(filled, lock)
            } else if unsafe pthread_cond_timedwait(filled, lock, &deadline) == ETIMEDOUT {
                return
            }
        }
    }

    /// No more jobs; the takers finish what is there and then get nothing.
    public func close() {
        unsafe pthread_mutex_lock(lock)
        defer { unsafe pthread_mutex_unlock(lock) }
        isClosed = true
        unsafe pthread_cond_broadcast(filled)
    }

    /// Whether it was closed.
    public var isFinished: Bool {
        unsafe pthread_mutex_lock(lock)
        defer { unsafe pthread_mutex_unlock(lock) }
        return isClosed && jobs.isEmpty
    }
}
