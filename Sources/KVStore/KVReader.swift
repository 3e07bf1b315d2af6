// SPDX-License-Identifier: Apache-2.0

/// Reads the store for one thread: a connection of its own, a cache in front of it, and one snapshot for each batch of
/// reads. Not `Sendable`: make it on the thread that uses it.
///
/// A read sees every write that was acknowledged before it began, and never an older value of a key than any earlier
/// read on any thread saw. `Invalidation` says why.
public final class KVReader {
    let connection: Connection
    private let invalidation: Invalidation
    private let begin: Statement
    private let commit: Statement
    private let selectNumber: Statement
    private let select: Statement
    private let selectFile: Statement
    private let scan: Statement
    private let directory: ValueDirectory
    private var cache: ReadCache
    private var numbers = NamespaceNumbers()
    private var isInSnapshot = false
    /// `Invalidation.commits` from before the open snapshot began.
    private var snapshotCommits: UInt64 = 0
    private var counts = KVReaderStatistics()

    init(
        connection: Connection, options: KVOptions, invalidation: Invalidation, directory: ValueDirectory
    ) throws(KVError) {
        self.connection = connection
        self.invalidation = invalidation
        self.directory = directory
        begin = try connection.prepare("BEGIN", operation: "begin read")
        commit = try connection.prepare("COMMIT", operation: "end read")
        selectNumber = try connection.prepare("SELECT number FROM namespaces WHERE name = ?1", operation: "get")
        select = try connection.prepare(
            """
            SELECT version, expires_at, content_type, metadata, value, number FROM entries
            WHERE namespace = ?1 AND key = ?2
            """, operation: "get")
        selectFile = try connection.prepare(
            "SELECT id, length, checksum FROM value_files WHERE entry = ?1", operation: "get")
        scan = try connection.prepare(KVReader.scanQuery, operation: "list")
        cache = ReadCache(
            maximumCount: options.cacheEntries, maximumBytes: options.cacheBytes,
            maximumValueBytes: options.cachedValueBytes)
    }

    /// A page of a listing. `Schema` has an index of just these columns.
    static let scanQuery = """
        SELECT key, expires_at, metadata FROM entries
        WHERE namespace = ?1 AND key >= ?2 AND key < ?3 ORDER BY key
        """

    /// Reads a key at a time in unix seconds. Bytes that break the rules for keys are simply absent. A hit in the
    /// cache allocates nothing and does not touch the database.
    public func get(
        _ namespace: borrowing KVNamespace, key: Span<UInt8>, now: Int64
    ) throws(KVError) -> KVRead {
        // No such key was ever stored, and the cache shall not keep it.
        if key.isEmpty || key.count > KVLimits.keyBytes { return .absent }
        // The bytes are only used before this call returns.
        return try unsafe key.withUnsafeBytes { key throws(KVError) in
            try unsafe get(namespace, key: key, now: now)
        }
    }

    private func get(
        _ namespace: borrowing KVNamespace, key: UnsafeRawBufferPointer, now: Int64
    ) throws(KVError) -> KVRead {
        // Lent by the caller above, as are the uses below.
        let hash = unsafe namespace.hash(of: key)
        let stamp = invalidation.stamp(Invalidation.index(hash: hash))
        let isSettled = stamp.isMultiple(of: 2)
        if isSettled, let slot = unsafe cache.find(hash: hash, stamp: stamp, namespace: namespace, key: key) {
            counts.hits &+= 1
            return KVReader.answer(cache.entry(at: slot), now: now)
        }
        counts.misses &+= 1
        // Before the snapshot, like the key's.
        let numbersStamp = invalidation.stamp(Invalidation.namespaces)
        try takeSnapshot(fresh: !isSettled)
        let entry = try unsafe load(namespace, key: key, now: now, numbersStamp: numbersStamp)
        if isSettled {
            unsafe cache.store(entry, hash: hash, stamp: stamp, namespace: namespace, key: key)
        }
        return KVReader.answer(entry, now: now)
    }

    /// Lists the keys that begin with a prefix, in byte order, from the start or from where a cursor of an earlier
    /// page says. Keys that are added meanwhile are seen if they lie ahead of the cursor. Always from a new snapshot.
    public func list(
        _ namespace: KVNamespace, prefix: [UInt8], limit: Int, cursor: [UInt8]?, now: Int64
    ) throws(KVListError) -> KVPage {
        guard 1...KVLimits.listLimit ~= limit else { throw .limitOutOfRange }
        let range = try ListRange(prefix: prefix, cursor: cursor)
        do throws(KVError) {
            try takeSnapshot(fresh: true)
            return try page(namespace, range: range, limit: limit, now: now)
        } catch {
            throw .store(error)
        }
    }

    /// Ends the snapshot of this batch of reads. The loop calls it before it waits: an open snapshot keeps the
    /// write-ahead log from being emptied.
    public func endBatch() {
        guard isInSnapshot else { return }
        isInSnapshot = false
        do throws(KVError) {
            try commit.run()
        } catch {
            // A read transaction has nothing to lose: it is given up instead.
            try? connection.execute("ROLLBACK", operation: "end read")
        }
    }

    /// Ends the batch and closes the connection. Later reads that the cache cannot answer fail.
    public func close() {
        endBatch()
        connection.close()
    }

    /// What it has done and holds.
    public var statistics: KVReaderStatistics {
        var counts = counts
        counts.cachedKeys = cache.count
        counts.cachedBytes = cache.bytes
        return counts
    }

    private static func answer(_ entry: KVEntry?, now: Int64) -> KVRead {
        guard let entry else { return .absent }
        if let expiresAt = entry.expiresAt, expiresAt <= now { return .absent }
        return .found(entry)
    }

    /// Makes sure that a snapshot is open and, if anything was committed since it began, that it is a new one.
    func takeSnapshot(fresh: Bool) throws(KVError) {
        if isInSnapshot, fresh || invalidation.commits != snapshotCommits { endBatch() }
        guard !isInSnapshot else { return }
        snapshotCommits = invalidation.commits
        try begin.run()
        isInSnapshot = true
        counts.snapshots &+= 1
    }

    private func load(
        _ namespace: borrowing KVNamespace, key: UnsafeRawBufferPointer, now: Int64, numbersStamp: UInt64
    ) throws(KVError) -> KVEntry? {
        var missing: String?
        while true {
            // Lent by the caller, as above.
            guard let row = try unsafe row(namespace, key: key, numbersStamp: numbersStamp) else { return nil }
            guard case .file(let file, let head) = row else { return row.entry }
            if let expiresAt = head.expiresAt, expiresAt <= now { return head }
            if let reader = try directory.open(file) {
                return KVEntry(
                    file: reader, contentType: head.contentType, metadata: head.metadata, expiresAt: head.expiresAt,
                    version: head.version)
            }
            // Its entry may have been replaced since this snapshot began: then a new one names another file.
            guard file.id != missing else {
                throw KVError(valueLost: "get", message: "the file of the value is missing: \(file.id)")
            }
            missing = file.id
            try takeSnapshot(fresh: true)
        }
    }

    /// A row of the table of entries.
    private enum Row {
        case inline(KVEntry)
        case file(ValueFileRow, head: KVEntry)

        var entry: KVEntry {
            switch self {
            case .inline(let entry), .file(_, let entry): entry
            }
        }
    }

    /// The row of a key, by the number that is known of its namespace if that holds.
    private func row(
        _ namespace: borrowing KVNamespace, key: UnsafeRawBufferPointer, numbersStamp: UInt64
    ) throws(KVError) -> Row? {
        if let known = numbers.find(namespace, stamp: numbersStamp) {
            // Lent by the caller, as above and below.
            let row = try unsafe row(known, key: key)
            // The snapshot may be younger than the stamp, and the number another namespace's by then.
            if invalidation.stamp(Invalidation.namespaces) == numbersStamp { return row }
            try takeSnapshot(fresh: true)
        }
        guard let number = try number(of: namespace) else { return nil }
        numbers.store(number, of: namespace, stamp: numbersStamp)
        return try unsafe row(number, key: key)
    }

    /// The number of a namespace in the open snapshot, nil when there is none.
    private func number(of namespace: borrowing KVNamespace) throws(KVError) -> Int64? {
        // The name outlives the binding, which the reset lets go of.
        try unsafe namespace.utf8.span.withUnsafeBytes { name throws(KVError) in
            defer { selectNumber.reset() }
            unsafe selectNumber.bindText(lending: name, at: 1)
            return try selectNumber.step() ? selectNumber.integer(at: 0) : nil
        }
    }

    private func row(_ namespace: Int64, key: UnsafeRawBufferPointer) throws(KVError) -> Row? {
        defer { select.reset() }
        select.bind(namespace, at: 1)
        // The key outlives the binding, which the reset lets go of.
        unsafe select.bind(lending: key, at: 2)
        guard try select.step() else { return nil }
        let version = UInt64(bitPattern: select.integer(at: 0))
        guard select.isInteger(at: 4) else {
            return .inline(
                KVEntry(
                    value: select.bytes(at: 4), contentType: select.optionalBytes(at: 2),
                    metadata: select.optionalBytes(at: 3), expiresAt: select.optionalInteger(at: 1),
                    version: version))
        }
        let head = KVEntry(
            file: nil, contentType: select.optionalBytes(at: 2), metadata: select.optionalBytes(at: 3),
            expiresAt: select.optionalInteger(at: 1), version: version)
        defer { selectFile.reset() }
        selectFile.bind(select.integer(at: 5), at: 1)
        guard try selectFile.step() else {
            throw KVError(valueLost: "get", message: "the row of the value's file is missing")
        }
        return .file(ValueFileRow(selectFile, at: 0), head: head)
    }

    private func page(
        _ namespace: KVNamespace, range: ListRange, limit: Int, now: Int64
    ) throws(KVError) -> KVPage {
        var page = KVPage()
        guard let number = try number(of: namespace) else { return page }
        defer { scan.reset() }
        scan.bind(number, at: 1)
        scan.bind(copying: range.lower, at: 2)
        scan.bind(copying: range.upper, at: 3)
        var scanned = 0
        var last: [UInt8] = []
        while try scan.step() {
            if page.names.count == limit || scanned == KVLimits.listScanRows {
                page.isComplete = false
                page.cursor = ListRange.cursor(after: last)
                break
            }
            let key = scan.bytes(at: 0)
            if range.excludesLower, key == range.lower { continue }
            scanned += 1
            last = key
            let expiresAt = scan.optionalInteger(at: 1)
            if let expiresAt, expiresAt <= now { continue }
            page.names.append(key)
            page.expirations.append(expiresAt)
            page.metadata.append(scan.optionalBytes(at: 2))
        }
        return page
    }
}

/// What a reader has done and holds, for metrics.
public struct KVReaderStatistics: Sendable, Equatable {
    /// Reads that the cache answered.
    public internal(set) var hits: UInt64 = 0
    /// Reads that went to the database.
    public internal(set) var misses: UInt64 = 0
    /// Snapshots taken.
    public internal(set) var snapshots: UInt64 = 0
    /// Keys in the cache, absent ones included.
    public internal(set) var cachedKeys = 0
    /// Memory of the cache, bytes, estimated.
    public internal(set) var cachedBytes = 0

    /// So much done and held.
    public init(
        hits: UInt64 = 0, misses: UInt64 = 0, snapshots: UInt64 = 0, cachedKeys: Int = 0, cachedBytes: Int = 0
    ) {
        self.hits = hits
        self.misses = misses
        self.snapshots = snapshots
        self.cachedKeys = cachedKeys
        self.cachedBytes = cachedBytes
    }

    /// Adds what another reader has done and holds.
    public mutating func add(_ other: KVReaderStatistics) {
        hits &+= other.hits
        misses &+= other.misses
        snapshots &+= other.snapshots
        cachedKeys += other.cachedKeys
        cachedBytes += other.cachedBytes
    }
}
