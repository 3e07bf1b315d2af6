// SPDX-License-Identifier: Apache-2.0

internal import KVStore

/// Reads rows of the usage ledger. For threads that may block: each call opens a reader of its own.
enum UsageReader {
    /// Rows asked for at a time: the most that the store lists.
    private static let pageCount = 1000

    /// All rows of a day by client; nil if they cannot be read.
    static func rows(of day: UsageDay, in store: KVStore) -> [String: UsageRow]? {
        guard let reader = try? store.makeReader() else { return nil }
        defer { reader.close() }
        var rows: [String: UsageRow] = [:]
        var cursor: [UInt8]?
        let prefix = Array("\(day.text)/".utf8)
        repeat {
            guard
                let page = try? reader.list(
                    .usage, prefix: prefix, limit: pageCount, cursor: cursor, now: 0)
            else { return nil }
            for (name, metadata) in zip(page.names, page.metadata) {
                guard let metadata, let row = UsageRow(stored: metadata) else { continue }
                rows[String(decoding: name.dropFirst(prefix.count), as: UTF8.self)] = row
            }
            cursor = page.isComplete ? nil : page.cursor
        } while cursor != nil
        return rows
    }
}
