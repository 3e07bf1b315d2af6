// SPDX-License-Identifier: Apache-2.0

internal import ArticleGen
internal import EventLoop
internal import HTTPCore
internal import KVStore
internal import Synchronization

/// What the gateway keeps, in namespaces of the router's own: budgets, answers, and the ledger of what was used.
///
/// Rows of the ledger are whole sums that are written once a second: a crash loses that second of the ledger, never of
/// a budget, which is leased before it is spent.
final class LLMStore: GatewayStore {
    /// Rows of one day that are told apart; beyond, a client's other models share one.
    private static let rowCount = 20_000
    private static let otherModels = "*"
    /// Between two times that the ledger is written, in milliseconds.
    private static let writeMilliseconds: Int64 = 1000
    /// The longest answer that is kept, in bytes: what an entry may have in its row.
    private static let answerBytes = KVLimits.valueBytes

    private struct RowKey: Hashable {
        let day: UsageDay
        let client: String
        let model: String

        var key: KVKey? { try? KVKey(validating: Array("\(day.text)/\(client)/\(model)".utf8)) }
    }

    private struct Ledger {
        var changes: [RowKey: LLMUsageRow] = [:]
        var isScheduled = false
    }

    private let store: KVStore
    private let writes: StoreService
    private let files: BackgroundService
    // Written by Outbound's thread, emptied by whoever writes.
    private let ledger = Mutex(Ledger())
    // Held while rows are read and handed over, so that nobody reads one whose writing is under way: the sums that are
    // on disk, or on their way there.
    private let sums = Mutex<[RowKey: LLMUsageRow]>([:])

    init(_ store: KVStore, _ writes: StoreService, _ files: BackgroundService) {
        self.store = store
        self.writes = writes
        self.files = files
    }

    private func read(_ namespace: KVNamespace, _ key: [UInt8]) throws(KVError) -> KVEntryCopy? {
        let reader = try store.makeReader()
        defer { reader.close() }
        guard case .found(let entry) = try reader.get(namespace, key: key.span, now: WallClock.now.seconds) else {
            return nil
        }
        return KVEntryCopy(value: entry.value, metadata: entry.metadata)
    }

    // MARK: Budgets

    func budget(of client: String) throws -> [UInt8]? { try read(.llmBudgets, Array(client.utf8))?.value }

    func write(budget: [UInt8], of client: String, _ completion: @escaping @Sendable (Bool) -> Void) {
        guard let key = try? KVKey(validating: Array(client.utf8)) else { return completion(false) }
        let put = KVPut(namespace: .llmBudgets, key: key, value: budget)
        let isTaken = writes.submit([.put(put, if: .none)]) { results in
            switch results.first {
            case .created, .replaced: completion(true)
            default: completion(false)
            }
        }
        if !isTaken { completion(false) }
    }

    // MARK: Answers

    func answer(_ key: [UInt8], of client: String) -> [UInt8]? {
        try? read(.llmAnswers, Self.name(key, client))?.value
    }

    func keep(_ answer: [UInt8], _ key: [UInt8], of client: String, seconds: Int) {
        guard answer.count <= Self.answerBytes, let key = try? KVKey(validating: Self.name(key, client)) else {
            return
        }
        let put = KVPut(
            namespace: .llmAnswers, key: key, value: answer, expiresAt: WallClock.now.seconds + Int64(seconds))
        writes.submit([.put(put, if: .none)])
    }

    private static func name(_ key: [UInt8], _ client: String) -> [UInt8] {
        Array("\(client)/".utf8)
            + key.flatMap { [UInt8(hexDigitOf: UInt64($0 >> 4)), UInt8(hexDigitOf: UInt64($0))] }
    }

    // MARK: Ledger

    func book(_ usage: GatewayUsage) {
        let day = UsageDay(at: WallClock.now.seconds)
        let mustSchedule = ledger.withLock { ledger in
            var key = RowKey(day: day, client: usage.client, model: usage.model)
            if ledger.changes.count >= Self.rowCount, ledger.changes[key] == nil {
                key = RowKey(day: day, client: usage.client, model: Self.otherModels)
            }
            ledger.changes[key, default: LLMUsageRow()].add(LLMUsageRow(usage))
            defer { ledger.isScheduled = true }
            return !ledger.isScheduled
        }
        guard mustSchedule else { return }
        GatewayPorts.sleep(Self.writeMilliseconds) { [self] in
            if !files.submit({ [self] in writeLedger() }) { writeLedger() }
        }
    }

    /// Has written what was booked. May block.
    func writeLedger() {
        sums.withLock { sums in
            let changes = ledger.withLock { ledger in
                defer { ledger = Ledger() }
                return ledger.changes
            }
            let today = UsageDay(at: WallClock.now.seconds)
            sums = sums.filter { $0.key.day >= today.advanced(days: -1) }
            var mutations: [KVMutation] = []
            for (change, row) in changes {
                guard let (key, sum) = total(&sums, change, row) else { continue }
                mutations.append(
                    .put(
                        KVPut(
                            namespace: .llmUsage, key: key, value: [], metadata: sum.json,
                            expiresAt: change.day.expiry), if: .none))
            }
            if !mutations.isEmpty { writes.submit(mutations) }
        }
    }

    /// Drops what is booked of a client and not yet written, and what it would be added to. May block.
    func forget(_ client: String) {
        sums.withLock { sums in
            ledger.withLock { ledger in ledger.changes = ledger.changes.filter { $0.key.client != client } }
            sums = sums.filter { $0.key.client != client }
        }
    }

    private func total(
        _ sums: inout [RowKey: LLMUsageRow], _ key: RowKey, _ row: LLMUsageRow
    ) -> (KVKey, LLMUsageRow)? {
        let isFull = sums.count >= Self.rowCount && sums[key] == nil
        let key = isFull ? RowKey(day: key.day, client: key.client, model: Self.otherModels) : key
        guard let name = key.key else { return nil }
        var sum: LLMUsageRow
        if let known = sums[key] {
            sum = known
        } else if let entry = try? read(.llmUsage, name.bytes) {
            sum = entry.metadata.flatMap { LLMUsageRow(stored: $0) } ?? LLMUsageRow()
        } else {
            sum = LLMUsageRow()
        }
        sum.add(row)
        sums[key] = sum
        return (name, sum)
    }
}

/// What an entry holds, for another thread than the one that read it.
private struct KVEntryCopy {
    let value: [UInt8]
    let metadata: [UInt8]?
}
