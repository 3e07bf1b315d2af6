// SPDX-License-Identifier: Apache-2.0

internal import EventLoop
internal import HTTPCore
internal import KVStore

/// Writes all entries of the store, or of one namespace, as they are at one moment. Into a file first, and not to the
/// client as it takes them: that moment cannot be held for as long as a slow client likes.
enum KVExport {
    enum Form {
        /// A record a line.
        case lines
        /// One list, without what Workers KV's form of bulk writes does not have.
        case array
    }

    /// Entries taken from the store at a time; it ends a page earlier where values are large.
    private static let pageEntries = 256
    /// Written to the disk at a time, in bytes.
    private static let blockBytes = 256 * 1024

    /// Writes the export to a path that nothing has. Blocks.
    static func write(_ store: KVStore, _ namespace: KVNamespace?, _ form: Form, to path: String) throws {
        let file = try DiskFile.new(path)
        let dump = try store.makeDump(of: namespace, now: WallClock.now.seconds)
        defer { dump.close() }
        var block: [UInt8] = form == .array ? Array("[".utf8) : []
        var isFirst = true
        while true {
            let page = try dump.next(limit: pageEntries)
            if page.isEmpty { break }
            for entry in page {
                if form == .array { block.append(text: isFirst ? "\n" : ",\n") }
                isFirst = false
                try record(entry).append(to: &block, namesNamespace: form == .lines)
                if form == .lines { block.append(0x0a) }
                if block.count >= blockBytes {
                    try file.write(block)
                    block.removeAll(keepingCapacity: block.count <= 2 * blockBytes)
                }
            }
        }
        if form == .array { block.append(text: "\n]\n") }
        try file.write(block)
    }

    private static func record(_ entry: KVDumpEntry) throws(KVError) -> KVRecord {
        var value = entry.entry.value
        if let file = entry.entry.file { value = try file.bytes(at: 0, count: file.length) }
        return KVRecord(
            namespace: entry.namespaceTitle ?? entry.namespace.name, namespaceID: entry.namespaceID, key: entry.key,
            value: value, expiration: entry.entry.expiresAt, metadata: entry.entry.metadata,
            contentType: entry.entry.contentType)
    }
}
