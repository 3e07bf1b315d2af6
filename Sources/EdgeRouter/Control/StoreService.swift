// SPDX-License-Identifier: Apache-2.0

internal import EventLoop
internal import KVStore
internal import Logging

/// The one thread that writes the store. What the loops send while a transaction commits becomes the next one, so that
/// one flush of the disk serves many writers; nothing waits for a batch to fill. Expired rows are freed in small pieces
/// between transactions.
final class StoreService: Sendable {
    /// Writes that may wait, and their bytes: a few seconds of the disk. Beyond that a write is refused (503).
    private static let queueCount = 65_536
    private static let queueBytes = 256 * 1024 * 1024

    /// Writes of one exchange. They need not be in one transaction: each is done or fails by itself.
    struct Job: Sendable {
        let mutations: [KVMutation]
        let bytes: Int
        /// Nil where no exchange waits for the results: done before anything that was handed over later.
        let origin: Origin?
        /// Told the results on the store's thread, which it must not hold up.
        var completion: (@Sendable ([KVMutationResult]) -> Void)?
    }

    /// Who waits for results.
    struct Origin: Sendable {
        let ticket: UInt64
        let loop: Int
        let reply: MailboxSender<WorkerMessage>
    }

    /// How the store fares.
    let health: StoreHealth
    /// What the thread has done.
    let activity: StoreActivity
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
        let activity = StoreActivity()
        self.activity = activity
        let queue = queue
        let writer = try store.makeWriter()
        thread = try SystemThread(name: "store") {
            // A failure shows again with the first write, which is answered.
            _ = writer.apply(bindings.flatMap(\.creations), now: WallClock.now.seconds)
            var thread = StoreThread(store, writer, queue, changes, health, activity)
            thread.run()
        }
    }

    /// Has the namespaces of a new configuration made before any write that is handed over from now on.
    func make(_ bindings: [BoundNamespace]) {
        submit(bindings.flatMap(\.creations))
    }

    /// Hands writes over of which nobody waits for the results. False if too much waits.
    @discardableResult
    func submit(_ mutations: [KVMutation]) -> Bool {
        queue.add(Job(mutations: mutations, bytes: 0, origin: nil), bytes: 0)
    }

    /// Hands writes over whose results somebody else than an exchange waits for; told on the store's thread. False if
    /// too much waits: then nobody is told.
    func submit(
        _ mutations: [KVMutation], _ completion: @escaping @Sendable ([KVMutationResult]) -> Void
    ) -> Bool {
        queue.add(Job(mutations: mutations, bytes: 0, origin: nil, completion: completion), bytes: 0)
    }

    /// Hands writes over; their results come back as ``WorkerMessage/stored(_:)``. False if too much waits.
    func submit(
        _ mutations: [KVMutation], bytes: Int, ticket: UInt64, loop: Int, reply: MailboxSender<WorkerMessage>
    ) -> Bool {
        let origin = Origin(ticket: ticket, loop: loop, reply: reply)
        return queue.add(Job(mutations: mutations, bytes: bytes, origin: origin), bytes: bytes)
    }

    /// Writes what waits, empties the log into the database and ends the thread. Returns why the log could not be
    /// emptied.
    func close() -> KVError? {
        queue.close()
        thread.join()
        return health.ending
    }
}
