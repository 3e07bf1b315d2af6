// SPDX-License-Identifier: Apache-2.0

internal import EventLoop
internal import KVStore

/// What a scrape tells of the store as it lies on disk. Looked up by a thread that may block.
struct StoreFacts: Sendable {
    /// Keys with an entry and their bytes, in all namespaces together; nil where the store cannot be read.
    var contents: KVUsage?
    /// The length of the database file and of its log.
    var databaseBytes = 0
    var logBytes = 0
    /// What is left of the disk; nil where the system does not tell.
    var diskBytes: Int?

    /// Looks; it may block.
    static func look(_ store: KVStore) -> StoreFacts {
        var facts = StoreFacts()
        facts.contents = try? store.totalUsage()
        facts.databaseBytes = (try? FileSystem.status(store.path).length) ?? 0
        facts.logBytes = (try? FileSystem.status(store.path + "-wal").length) ?? 0
        facts.diskBytes = (try? FileSystem.disk(store.path))?.availableBytes
        return facts
    }
}
