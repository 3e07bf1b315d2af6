// SPDX-License-Identifier: Apache-2.0

internal import EventLoop
internal import Synchronization

/// The threads that read and analyse what was sent, so that no loop ever does. Started with the first page.
final class AnalysisService: Sendable {
    /// Pages that may wait, and their bytes; beyond that 503.
    private static let queueCount = 256
    private static let queueBytes = 128 * 1024 * 1024

    /// One page and whom to tell.
    struct Job: Sendable {
        let request: AnalyzeRequest
        let client: String?
        let ticket: UInt64
        let reply: MailboxSender<WorkerMessage>
    }

    private let queue = WorkQueue<Job>(maximumCount: queueCount, maximumBytes: queueBytes)
    private let threadCount: Int
    // Guards the start: the loops hand pages over.
    private let threads = Mutex<[SystemThread]>([])

    init(threads count: Int) { threadCount = count }

    /// Hands a page over; the report comes back as ``WorkerMessage/analyzed``. False if too much waits, or no thread
    /// can be had.
    func submit(_ job: Job, bytes: Int) -> Bool { hasThreads() && queue.add(job, bytes: bytes) }

    private func hasThreads() -> Bool {
        let queue = queue
        return threads.withLock { running in
            for index in running.count..<threadCount {
                guard let thread = try? SystemThread(name: "analyze-\(index)", { @Sendable in Self.run(queue) }) else {
                    break
                }
                running.append(thread)
            }
            return !running.isEmpty
        }
    }

    func close() {
        queue.close()
        for thread in threads.withLock({ $0 }) { thread.join() }
    }

    private static func run(_ queue: WorkQueue<Job>) {
        while let job = queue.take(upTo: 1).first {
            let start = Instant.now
            let result = Result { () throws(Problem) in try job.request.report(client: job.client, since: start) }
            job.reply.send(.analyzed(job.ticket, result, nanoseconds: Instant.now.nanoseconds(since: start)))
        }
    }
}
