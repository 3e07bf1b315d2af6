// SPDX-License-Identifier: Apache-2.0

internal import KVStore

/// What is kept for language models of a client that is removed, beside its own namespace: its budget, its ledger, the
/// answers it was given, and which of its articles are being written.
struct LLMRemoval: Sendable {
    /// Rows found at once of a kind or a day: asking again goes on.
    private static let maximumCount = 10_000
    /// Rows removed in one transaction.
    private static let keysTogether = 500

    private(set) var budgets = 0
    private(set) var usageRows = 0
    private(set) var answers = 0
    private var keys: [(KVNamespace, KVKey)] = []

    /// Looks up what there is. May block.
    init(_ store: KVStore, _ client: String, now: Int64) throws(Problem) {
        do {
            let reader = try store.makeReader()
            defer { reader.close() }
            budgets = try find(reader, .llmBudgets, client, now) { $0 == Array(client.utf8) }
            answers = try find(reader, .llmAnswers, client + "/", now)
            _ = try find(reader, .runningArticles, client + "/", now)
            let today = UsageDay(at: now)
            for days in 0...UsageDay.kept + 1 {
                usageRows += try find(reader, .llmUsage, "\(today.advanced(days: 1 - days).text)/\(client)/", now)
            }
        } catch {
            throw KVHandler.storeProblem("\(error)")
        }
    }

    private mutating func find(
        _ reader: KVReader, _ namespace: KVNamespace, _ prefix: String, _ now: Int64,
        where isMeant: ([UInt8]) -> Bool = { _ in true }
    ) throws -> Int {
        var cursor: [UInt8]?
        var count = 0
        repeat {
            let page = try reader.list(
                namespace, prefix: Array(prefix.utf8), limit: KVLimits.listLimit, cursor: cursor, now: now)
            for name in page.names where isMeant(Array(name)) {
                keys.append((namespace, try KVKey(validating: Array(name))))
                count += 1
            }
            // The shortest name comes first, and is the only one that can be a whole id.
            cursor = namespace == .llmBudgets ? nil : page.cursor
        } while cursor != nil && count < Self.maximumCount
        return count
    }

    /// What removes it.
    var mutations: [KVMutation] {
        stride(from: 0, to: keys.count, by: Self.keysTogether).map { start in
            let some = keys[start..<min(start + Self.keysTogether, keys.count)]
            return .transaction(KVTransaction(deletes: Array(some)))
        }
    }

    /// As the answer to a removal has it.
    var told: ConfigurationValue {
        .table([
            "budgets": .integer(Int64(budgets)), "usage": .integer(Int64(usageRows)),
            "answers": .integer(Int64(answers)),
        ])
    }
}
