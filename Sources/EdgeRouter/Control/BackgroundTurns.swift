// SPDX-License-Identifier: Apache-2.0

/// Threads that may block.
enum BackgroundKind: Sendable {
    /// For what takes the processor: analysing pages, reading JSON.
    case computing
    /// For what waits for the disk.
    case files
}

/// One loop's turns with both kinds.
struct Background {
    private var computing: BackgroundTurns
    private var files: BackgroundTurns

    init(_ services: Services) {
        computing = BackgroundTurns { services.background.submit($0) }
        files = BackgroundTurns { services.files.submit($0) }
    }

    mutating func add(
        to kind: BackgroundKind, bytes: Int, of client: String, _ run: @escaping @Sendable () -> Void
    ) -> Bool {
        switch kind {
        case .computing: computing.add(bytes: bytes, of: client, run)
        case .files: files.add(bytes: bytes, of: client, run)
        }
    }

    mutating func ended(_ kind: BackgroundKind) {
        switch kind {
        case .computing: computing.ended()
        case .files: files.ended()
        }
    }
}

/// What one loop has the background threads do: a few jobs at a time are with them, the others wait here, each client's
/// in a line of its own. An exchange has one job at most, so that the loop's connections bound how many wait; bytes
/// have a bound of their own.
struct BackgroundTurns {
    private struct Job {
        let client: String
        let bytes: Int
        let run: @Sendable () -> Void
    }

    /// Jobs of one loop that are with the threads.
    private static let outstandingCount = 4
    /// Bytes that the waiting jobs of one loop hold in memory, and the part that one client's may.
    private static let waitingBytes = 128 * 1024 * 1024
    private static let waitingBytesOfClient = waitingBytes / 4

    private let submit: (@escaping @Sendable () -> Void) -> Bool
    private var waiting = FairQueue<String, Job>()
    private var bytes: [String: Int] = [:]
    private var allBytes = 0
    private var outstanding = 0

    /// - Parameter submit: hands a job to the threads; false if there are none.
    init(_ submit: @escaping (@escaping @Sendable () -> Void) -> Bool) { self.submit = submit }

    /// Has a job done that holds so many bytes. False if too many wait, or if there are no threads. A job without bytes
    /// is never too many.
    mutating func add(bytes size: Int, of client: String, _ run: @escaping @Sendable () -> Void) -> Bool {
        let own = bytes[client, default: 0]
        if size > 0, own > 0, own + size > Self.waitingBytesOfClient || allBytes + size > Self.waitingBytes {
            return false
        }
        waiting.add(Job(client: client, bytes: size, run: run), of: client)
        count(size, of: client)
        handOver()
        return outstanding > 0
    }

    /// One of ours is done.
    mutating func ended() {
        outstanding -= 1
        handOver()
    }

    private mutating func handOver() {
        while outstanding < Self.outstandingCount, let job = waiting.next() {
            count(-job.bytes, of: job.client)
            guard submit(job.run) else { return }
            outstanding += 1
        }
    }

    private mutating func count(_ change: Int, of client: String) {
        guard change != 0 else { return }
        allBytes += change
        let own = bytes[client, default: 0] + change
        bytes[client] = own == 0 ? nil : own
    }
}
