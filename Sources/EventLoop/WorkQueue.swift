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
        unsafe pthread_mutex_lock(lock)
        defer { unsafe pthread_mutex_unlock(lock) }
        let fits = jobs.isEmpty || (jobs.count < maximumCount && bytes + size <= maximumBytes)
        guard !isClosed, fits else { return false }
        jobs.append((job, size))
        bytes += size
        unsafe pthread_cond_signal(filled)
        return true
    }

    /// Waits for jobs and takes up to `limit` of them, in order; empty only when the queue is closed and drained, or
    /// when `seconds` have passed without any.
    public func take(upTo limit: Int, waitingAtMost seconds: Int? = nil) -> [Job] {
        unsafe pthread_mutex_lock(lock)
        defer { unsafe pthread_mutex_unlock(lock) }
        var deadline = timespec()
        if let seconds {
            unsafe clock_gettime(CLOCK_REALTIME, &deadline)
            deadline.tv_sec += seconds
        }
        while jobs.isEmpty && !isClosed {
            if seconds == nil {
                unsafe pthread_cond_wait(filled, lock)
            } else if unsafe pthread_cond_timedwait(filled, lock, &deadline) == ETIMEDOUT {
                return []
            }
        }
        let count = min(limit, jobs.count)
        let taken = jobs[..<count]
        bytes -= taken.reduce(0) { $0 + $1.bytes }
        let result = taken.map(\.job)
        jobs.removeFirst(count)
        // One taker left others behind: wake the next.
        if !jobs.isEmpty { unsafe pthread_cond_signal(filled) }
        return result
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
