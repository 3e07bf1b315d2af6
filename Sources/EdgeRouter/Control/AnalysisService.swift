// SPDX-License-Identifier: Apache-2.0

internal import ArticleGen
internal import EventLoop
internal import SEOAnalyzer

/// The threads that analyse pages, so that no loop ever does. Started with the first page.
final class AnalysisService: Sendable {
    /// Pages that may wait, and their bytes; beyond that 503.
    private static let queueCount = 256
    private static let queueBytes = 128 * 1024 * 1024

    /// One page and whom to tell.
    struct Job: Sendable {
        let input: AnalysisInput
        let client: String?
        let templates: [TemplateCandidate]
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
            let report = SEOAnalyzer.analyze(job.input)
            let nanoseconds = Instant.now.nanoseconds(since: start)
            let json = AnalyzeHandler.json(report, job, nanoseconds: nanoseconds)
            job.reply.send(.analyzed(ticket: job.ticket, json: json, nanoseconds: nanoseconds))
        }
    }
}
