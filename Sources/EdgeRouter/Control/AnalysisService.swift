// SPDX-License-Identifier: Apache-2.0

internal import EventLoop

/// The threads that read and analyse what was sent, so that no loop ever does.
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
    private let threads: [SystemThread]

    init(threads count: Int) throws(SystemError) {
        let queue = queue
        var threads: [SystemThread] = []
        for index in 0..<count {
            threads.append(try SystemThread(name: "analyze-\(index)") { @Sendable in Self.run(queue) })
        }
        self.threads = threads
    }

    /// Hands a page over; the report comes back as ``WorkerMessage/analyzed``. False if too much waits.
    func submit(_ job: Job, bytes: Int) -> Bool { queue.add(job, bytes: bytes) }

    func close() {
        queue.close()
        for thread in threads { thread.join() }
    }

    private static func run(_ queue: WorkQueue<Job>) {
        while let job = queue.take(upTo: 1).first {
            let start = Instant.now
            let result = Result { () throws(Problem) in try job.request.report(client: job.client, since: start) }
            job.reply.send(.analyzed(job.ticket, result, nanoseconds: Instant.now.nanoseconds(since: start)))
        }
    }
}
