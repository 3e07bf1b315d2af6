// SPDX-License-Identifier: Apache-2.0

internal import EventLoop
internal import Synchronization

/// Threads for work that takes long, analysing a page, reading a large JSON document or a file, so that no loop ever
/// does it. Started with the first job.
final class BackgroundService: Sendable {
    /// Jobs that may wait: more than all loops' ``BackgroundTurns`` hand over.
    private static let queueCount = 65_536

    private let queue = WorkQueue<@Sendable () -> Void>(maximumCount: queueCount, maximumBytes: .max)
    private let name: String
    private let threadCount: Int
    // Guards the start: the loops hand jobs over.
    private let threads = Mutex<[SystemThread]>([])

    init(_ name: String, threads count: Int) {
        self.name = name
        threadCount = count
    }

    /// Has a job done. False if no thread can be had.
    func submit(_ job: @escaping @Sendable () -> Void) -> Bool { hasThreads() && queue.add(job, bytes: 0) }

    private func hasThreads() -> Bool {
        let queue = queue
        return threads.withLock { running in
            for index in running.count..<threadCount {
                guard let thread = try? SystemThread(name: "\(name)-\(index)", { @Sendable in Self.run(queue) }) else {
                    break
                }
                running.append(thread)
            }
            return !running.isEmpty
        }
    }

    /// Finishes what waits and ends the threads.
    func close() {
        queue.close()
        for thread in threads.withLock({ $0 }) { thread.join() }
    }

    private static func run(_ queue: WorkQueue<@Sendable () -> Void>) {
        while let job = queue.take(upTo: 1).first { job() }
    }
}
