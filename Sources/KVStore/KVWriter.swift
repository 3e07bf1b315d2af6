// SPDX-License-Identifier: Apache-2.0

import CSQLite

/// Makes all changes to the store, for one thread. Not `Sendable`: it is handed over whole.
///
/// It is also the only one that moves the write-ahead log into the file. SQLite before 3.51.3 can lose data when one
/// connection does that while another commits (sqlite.org/wal.html, the WAL-reset bug).
public final class KVWriter {
    let connection: Connection
    private let options: KVOptions
    private let invalidation: Invalidation
    private let rows: EntryRows
    private var touched = TouchedCounters()
    private var versions: VersionReserve
    /// Pages in the log after the last attempt to empty it, so that a reader that holds it does not make every batch
    /// try again.
    private var pagesAtCheckpoint = 0

    init(connection: Connection, options: KVOptions, invalidation: Invalidation) throws(KVError) {
        self.connection = connection
        self.options = options
        self.invalidation = invalidation
        rows = try EntryRows(connection: connection)
        versions = VersionReserve(reserved: try rows.reservedVersion())
    }

    /// Does all mutations in order in one transaction and returns what became of each, in the same order. When it
    /// returns, every change that it reports is on disk and every reader sees it.
    ///
    /// A mutation that cannot be done fails alone. When the transaction itself fails, nothing of it stays: if there is
    /// no room, each mutation is tried again in a transaction of its own, so that a delete gets through beside a put
    /// that does not fit; otherwise all fail with the same error.
    public func apply(_ batch: [KVMutation], now: Int64) -> [KVMutationResult] {
        if batch.isEmpty { return [] }
        do throws(KVError) {
            return try commit(batch[...], now: now)
        } catch {
            guard error.isFull, batch.count > 1 else { return batch.map { _ in .failed(error) } }
        }
        return batch.indices.map { index in
            do throws(KVError) {
                return try commit(batch[index...index], now: now)[0]
            } catch {
                return .failed(error)
            }
        }
    }

    /// Removes up to `limit` entries that have expired, those that expired first before others, and returns how many
    /// there were. Readers do not see expired entries anyway: this frees their room.
    public func sweep(limit: Int, now: Int64) throws(KVError) -> Int {
        try rows.removeExpired(limit: limit, now: now)
    }

    /// Moves the log into the file if it has grown by `KVOptions.checkpointPages`. Call it after a batch has been
    /// acknowledged. It never waits for readers. A failure costs nothing but room, and is returned for the log.
    @discardableResult
    public func checkpointIfNeeded() -> KVError? {
        let pages = connection.pagesInLog
        // Shorter than after the last attempt: SQLite has begun the log anew.
        if pages < pagesAtCheckpoint { pagesAtCheckpoint = 0 }
        guard pages >= pagesAtCheckpoint + options.checkpointPages else { return nil }
        pagesAtCheckpoint = pages
        return checkpoint(truncate: false)
    }

    /// Moves the whole log into the file and cuts it to nothing, if no reader is in the middle of a batch. Call it
    /// when nothing has been written for a while.
    @discardableResult
    public func idle() -> KVError? {
        guard connection.pagesInLog > 0 else { return nil }
        return checkpoint(truncate: true)
    }

    /// Pages of 4 KiB in the log after the last commit, for metrics.
    public var pagesInLog: Int { connection.pagesInLog }

    /// Empties the log as far as readers allow and closes the connection. Close readers first. Later calls fail.
    public func close() {
        checkpoint(truncate: true)
        connection.close()
    }

    @discardableResult
    private func checkpoint(truncate: Bool) -> KVError? {
        // A reader in the middle of a batch is a reason to come back later, not to hold up the writer.
        connection.setBusyTimeout(milliseconds: 0)
        defer { connection.setBusyTimeout(milliseconds: options.busyTimeoutMilliseconds) }
        do throws(KVError) {
            _ = try connection.checkpoint(truncate: truncate)
            if truncate { pagesAtCheckpoint = 0 }
            return nil
        } catch {
            return error.primaryCode == SQLITE_BUSY ? nil : error
        }
    }

    /// One transaction. Throws when nothing of it has been done.
    private func commit(_ batch: ArraySlice<KVMutation>, now: Int64) throws(KVError) -> [KVMutationResult] {
        let versionsBefore = versions
        touched.removeAll()
        do throws(KVError) {
            try rows.begin()
            var results: [KVMutationResult] = []
            results.reserveCapacity(batch.count)
            for mutation in batch { results.append(try outcome(of: mutation, now: now)) }
            // From here on readers do not trust what they know of these keys, until the commit is over either way.
            invalidation.beginCommit(touched)
            defer { invalidation.endCommit(touched) }
            try rows.commit()
            return results
        } catch {
            rows.rollBack()
            versions = versionsBefore
            throw error
        }
    }

    /// Does one mutation. Its own failure is its result; a failure that ends the transaction is thrown.
    private func outcome(of mutation: KVMutation, now: Int64) throws(KVError) -> KVMutationResult {
        do throws(KVError) {
            switch mutation {
            case .put(let put, if: let precondition): return try self.put(put, if: precondition, now: now)
            case .delete(let namespace, let key, if: let precondition):
                return try delete(namespace, key, if: precondition, now: now)
            case .clear(let namespace, let limit): return try clear(namespace, limit: limit)
            }
        } catch {
            // SQLite has undone the failed statement alone, and it is the last one of a mutation that can fail so.
            guard connection.isInTransaction, error.concernsOneStatement else { throw error }
            return .failed(error)
        }
    }

    private func put(_ put: KVPut, if precondition: KVPrecondition, now: Int64) throws(KVError) -> KVMutationResult {
        try checkSize(put)
        let number = try rows.namespace(put.namespace, create: false)
        let current = try number.map { number throws(KVError) in try rows.find(namespace: number, key: put.key) } ?? nil
        let alive = current.flatMap { $0.isAlive(now: now) ? $0 : nil }
        guard precondition.holds(current: alive?.version) else { return .preconditionFailed }
        if versions.isUsedUp {
            try rows.reserveVersions(upTo: versions.reserved + VersionReserve.blockCount)
            versions.extend()
        }
        let version = versions.next()
        if let current {
            try rows.update(current.number, to: put, version: version)
        } else if let number = try rows.namespace(put.namespace, create: true) {
            try rows.insert(put, namespace: number, version: version)
        }
        touch(put.namespace, put.key)
        let etag = EntityTag.bytes(version: version)
        return alive == nil ? .created(etag: etag) : .replaced(etag: etag)
    }

    private func delete(
        _ namespace: KVNamespace, _ key: KVKey, if precondition: KVPrecondition, now: Int64
    ) throws(KVError) -> KVMutationResult {
        let number = try rows.namespace(namespace, create: false)
        let current = try number.map { number throws(KVError) in try rows.find(namespace: number, key: key) } ?? nil
        let alive = current.flatMap { $0.isAlive(now: now) ? $0 : nil }
        guard precondition.holds(current: alive?.version) else { return .preconditionFailed }
        guard let alive else { return .absent }
        try rows.remove(alive.number)
        touch(namespace, key)
        return .deleted
    }

    private func clear(_ namespace: KVNamespace, limit: Int) throws(KVError) -> KVMutationResult {
        guard let number = try rows.namespace(namespace, create: false) else {
            return .cleared(count: 0, isComplete: true)
        }
        touched.insertAll()
        let count = try rows.clear(namespace: number, limit: limit)
        let isComplete = try rows.isEmpty(namespace: number)
        if isComplete { try rows.removeNamespace(namespace, number: number) }
        return .cleared(count: count, isComplete: isComplete)
    }

    private func touch(_ namespace: KVNamespace, _ key: KVKey) {
        // The bytes are only read, within the call.
        let hash = unsafe key.bytes.withUnsafeBytes { bytes in unsafe namespace.hash(of: bytes) }
        touched.insert(hash: hash)
    }

    private func checkSize(_ put: KVPut) throws(KVError) {
        let isTooLarge =
            put.value.count > KVLimits.valueBytes || put.metadata?.count ?? 0 > KVLimits.metadataBytes
            || put.contentType?.count ?? 0 > KVLimits.contentTypeBytes
            || put.namespace.utf8.count > KVLimits.namespaceBytes
        if isTooLarge {
            throw KVError(code: SQLITE_TOOBIG, operation: "put", message: "a part of the entry is over its limit")
        }
    }
}
