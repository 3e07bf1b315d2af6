// SPDX-License-Identifier: Apache-2.0

/// One entry of a dump.
public struct KVDumpEntry {
    /// Its namespace.
    public let namespace: KVNamespace
    /// The namespace's id, nil if it has none.
    public let namespaceID: String?
    /// The namespace's title, nil if it has none.
    public let namespaceTitle: String?
    /// Its key.
    public let key: KVKey
    /// Value, content type, metadata, expiry and version; a large value as an open file.
    public let entry: KVEntry
}

/// Goes through all entries as they were at one moment, for an export. It holds that moment until it is closed: the
/// log is not emptied and no file of a value is removed, so it should not wait for a slow client. Not `Sendable`: one
/// thread uses it.
public final class KVDump {
    private let connection: Connection
    private let rows: Statement
    private let files: Statement
    private let directory: ValueDirectory
    private let now: Int64
    private var isOver = false

    /// Bytes of values at which a page ends early: what a caller holds in memory.
    private static let pageBytes = 16 * 1024 * 1024

    init(
        connection: Connection, directory: ValueDirectory, namespace: KVNamespace?, includingSystem: Bool, now: Int64
    ) throws(KVError) {
        self.connection = connection
        self.directory = directory
        self.now = now
        files = try connection.prepare(
            "SELECT id, length, checksum FROM value_files WHERE entry = ?1", operation: "dump")
        // The namespaces in the outer loop, so that both are read in the order of an index and nothing is sorted.
        rows = try connection.prepare(
            """
            SELECT name, id, title, key, version, expires_at, content_type, metadata, value, entries.number
            FROM namespaces CROSS JOIN entries ON entries.namespace = namespaces.number
            WHERE is_removed = 0 AND (?1 IS NULL OR name = ?1)
                AND (?2 OR substr(name, 1, 7) <> '\(KVNamespace.systemPrefix)')
            ORDER BY namespaces.number, key
            """, operation: "dump")
        rows.bindText(copying: namespace?.utf8, at: 1)
        rows.bind(includingSystem ? 1 : 0, at: 2)
        directory.pin()
        do throws(KVError) {
            try connection.execute("BEGIN", operation: "dump")
            // The snapshot begins with the first read.
            _ = try connection.integer("SELECT 1 FROM store", operation: "dump")
        } catch {
            directory.unpin()
            isOver = true
            throw error
        }
    }

    deinit { close() }

    /// Up to `limit` more entries, namespace by namespace and in the order of their keys; none at the end. Expired
    /// ones are left out. Throws `KVError` of kind `valueLost` where a value's file cannot be read; the next call goes
    /// on behind that entry.
    public func next(limit: Int) throws(KVError) -> [KVDumpEntry] {
        var page: [KVDumpEntry] = []
        var bytes = 0
        while !isOver, page.count < limit, bytes < KVDump.pageBytes {
            guard try rows.step() else {
                close()
                break
            }
            let expiresAt = rows.optionalInteger(at: 5)
            if let expiresAt, expiresAt <= now { continue }
            // Nothing else comes into a table of entries.
            guard let key = try? KVKey(validating: rows.bytes(at: 3)) else { continue }
            let entry = try entry(expiresAt: expiresAt)
            bytes += entry.value.count
            page.append(
                KVDumpEntry(
                    namespace: KVNamespace(utf8: rows.bytes(at: 0)),
                    namespaceID: rows.isNull(at: 1) ? nil : rows.text(at: 1),
                    namespaceTitle: rows.isNull(at: 2) ? nil : rows.text(at: 2), key: key, entry: entry))
        }
        return page
    }

    /// Lets the moment go. Files that are open stay readable.
    public func close() {
        if isOver { return }
        isOver = true
        rows.reset()
        connection.close()
        directory.unpin()
    }

    private func entry(expiresAt: Int64?) throws(KVError) -> KVEntry {
        let version = UInt64(bitPattern: rows.integer(at: 4))
        guard rows.isInteger(at: 8) else {
            return KVEntry(
                value: rows.bytes(at: 8), contentType: rows.optionalBytes(at: 6), metadata: rows.optionalBytes(at: 7),
                expiresAt: expiresAt, version: version)
        }
        defer { files.reset() }
        files.bind(rows.integer(at: 9), at: 1)
        guard try files.step(), let file = try directory.open(ValueFileRow(files, at: 0)) else {
            let number = rows.integer(at: 9)
            throw KVError(valueLost: "dump", message: "the file of the value of entry \(number) is missing")
        }
        return KVEntry(
            file: file, contentType: rows.optionalBytes(at: 6), metadata: rows.optionalBytes(at: 7),
            expiresAt: expiresAt, version: version)
    }
}

@available(*, unavailable, message: "a dump belongs to the thread that made it")
extension KVDump: Sendable {}

extension KVStore {
    /// A dump of all namespaces, or of one, without what has expired at `now` (unix seconds); the router's own
    /// namespaces only if asked for.
    public func makeDump(
        of namespace: KVNamespace? = nil, includingSystem: Bool = false, now: Int64
    ) throws(KVError) -> KVDump {
        let connection = try Connection(
            path: path, mode: .readOnly, busyTimeoutMilliseconds: options.busyTimeoutMilliseconds)
        return try KVDump(
            connection: connection, directory: values, namespace: namespace, includingSystem: includingSystem,
            now: now)
    }
}
