// SPDX-License-Identifier: Apache-2.0

internal import EventLoop
internal import KVStore
internal import Logging

/// Keeps the ``UsageLedger`` on the control thread: has days read by a thread that may block, and rows written by the
/// store's. What a crash loses is what the loops have not told, and what waits to be written: some six seconds, and
/// more where over ten thousand clients are at work.
final class UsageBook {
    private let storage: ControlPlane.Storage
    private let logger: Logger
    private var ledger = UsageLedger()
    private var lastWrite = Instant(nanoseconds: 0)

    init(_ storage: ControlPlane.Storage, logger: Logger) {
        self.storage = storage
        self.logger = logger
    }

    /// Whether it wants to be asked again soon.
    var hasChanges: Bool { ledger.hasChanges }

    /// A loop tells what was used. What the store has of the day comes back to `control`.
    func used(_ entries: [UsageEntry], _ control: MailboxSender<ControlMessage>) {
        guard let day = ledger.add(entries, now: WallClock.now.seconds) else { return }
        let store = storage.store
        let isTaken = storage.files.submit { control.send(.usageRead(day, UsageReader.rows(of: day, in: store))) }
        if !isTaken { ledger.loaded(nil, of: day) }
    }

    /// What the store has of a day.
    func loaded(_ rows: [String: UsageRow]?, of day: UsageDay) {
        if rows == nil { logger.error("the usage of \(day.text) cannot be read; it is counted on and tried again") }
        ledger.loaded(rows, of: day)
    }

    /// Has written what is to be written now.
    func write(_ now: Instant) {
        guard ledger.hasChanges, lastWrite.advanced(milliseconds: UsageLedger.writeMilliseconds) <= now else { return }
        lastWrite = now
        submit(ledger.takeWrites())
    }

    /// Has all written: the program ends.
    func close() {
        // The store's thread takes them behind what the loops have handed over.
        for day in ledger.unreadDays { ledger.loaded(UsageReader.rows(of: day, in: storage.store), of: day) }
        submit(ledger.takeWrites(all: true))
    }

    /// All that was a client's is removed; another life of it begins.
    func forget(_ client: String, before life: ClientLife) {
        let keys = ledger.forget(client, before: life, now: WallClock.now.seconds).compactMap { $0.key(client) }
        guard !keys.isEmpty else { return }
        storage.writes.submit([.transaction(KVTransaction(deletes: keys.map { (.usage, $0) }))])
    }

    private func submit(_ writes: [UsageLedger.Write]) {
        let mutations: [KVMutation] = writes.compactMap { write in
            guard let key = write.day.key(write.client) else { return nil }
            return .put(
                KVPut(
                    namespace: .usage, key: key, value: [], metadata: write.row.json, expiresAt: write.day.expiry),
                if: .none)
        }
        if !mutations.isEmpty, !storage.writes.submit(mutations) { ledger.unwritten(writes) }
    }
}
