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
    let rows: EntryRows
    let namespaces: NamespaceRows
    /// Whose keys the open transaction changes.
    var touched = TouchedCounters()
    /// Files that entries of the open transaction name.
    private var adopted: [KVValueFile] = []
    let directory: ValueDirectory
    private let log: LogFile
    /// The end of the log behind which a failed commit is still to be made invalid. Until then nothing is written.
    private var uncut: LogFile.End?
    /// The damage that was met. From then on nothing is written.
    private var damage: KVError?
    private var orphans: DirectoryScan?
    var reserve: ReserveFile
    /// The reserve is at most this part of the disk.
    private static let reserveShare = 16
    private var versions: VersionReserve
    /// When the entry that expires first does so, or an earlier time; nil when that is to be looked up.
    private var firstExpiry: Int64?
    /// Whether there may be a removed namespace with entries.
    var mayHaveRetired = true
    /// Pages in the log after the last attempt to empty it, so that a reader that holds it does not make every batch
    /// try again.
    private var pagesAtCheckpoint = 0
    /// How often it has moved the log into the file, or as much of it as readers allowed.
    public private(set) var checkpoints: UInt64 = 0

    init(
        connection: Connection, options: KVOptions, invalidation: Invalidation, directory: ValueDirectory
    ) throws(KVError) {
        self.connection = connection
        self.options = options
        self.invalidation = invalidation
        self.directory = directory
        orphans = DirectoryScan(directory.path)
        let home = File.parent(of: directory.path)
        let share = File.diskBytes(of: home).map { $0 / KVWriter.reserveShare } ?? options.reserveBytes
        reserve = ReserveFile(beside: home, bytes: min(options.reserveBytes, share))
        rows = try EntryRows(connection: connection)
        namespaces = try NamespaceRows(connection: connection, options: options)
        versions = VersionReserve(reserved: try rows.reservedVersion())
        connection.noteLength(File.length(of: home + "/" + KVStore.fileName))
        log = try LogFile(of: home + "/" + KVStore.fileName)
        if try log.isEmpty { connection.noteEmptyLog() }
    }

    /// Does all mutations in order in one transaction and returns what became of each, in the same order. When it
    /// returns, every change that it reports is on disk and every reader sees it.
    ///
    /// A mutation that cannot be done fails alone. When the transaction itself fails, nothing of it stays: if there is
    /// no room, each mutation is tried again in a transaction of its own, so that a delete gets through beside a put
    /// that does not fit; otherwise all fail with the same error. The file of a put that was not done is discarded.
    public func apply(_ batch: [KVMutation], now: Int64) -> [KVMutationResult] {
        let results = results(of: batch, now: now)
        for (mutation, result) in zip(batch, results) where !result.isStored {
            if case .put(let put, if: _) = mutation, case .file(let file) = put.value { file.discard() }
        }
        return results
    }

    private func results(of batch: [KVMutation], now: Int64) -> [KVMutationResult] {
        if batch.isEmpty { return [] }
        if let damage { return batch.map { _ in .failed(damage) } }
        if mayTakeRoom() || batch.allSatisfy(\.freesRoom) {
            do throws(KVError) {
                return try commit(batch[...], now: now)
            } catch {
                guard error.isFull else { return batch.map { _ in .failed(error) } }
                // What is in the database need not stay in the log, which can begin anew where it is.
                checkpoint(truncate: false, mayUseReserve: false)
            }
        }
        return batch.indices.map { index in resultWhenFull(of: batch[index...index], now: now) }
    }

    /// One mutation while the disk is full. What frees room may use the reserve; what takes room must not.
    private func resultWhenFull(of mutation: ArraySlice<KVMutation>, now: Int64) -> KVMutationResult {
        let frees = mutation.allSatisfy(\.freesRoom)
        if !frees, !mayTakeRoom() { return .failed(KVWriter.reserveIsUsed) }
        do throws(KVError) {
            return try commit(mutation, now: now)[0]
        } catch {
            guard error.isFull, frees else { return .failed(error) }
        }
        giveUpReserve()
        do throws(KVError) {
            return try commit(mutation, now: now)[0]
        } catch {
            return .failed(error)
        }
    }

    /// Whether puts may go on: the reserve is held, or the database has pages to spare in its file. In the second case
    /// the log has its old length, which is room enough for it.
    private func mayTakeRoom() -> Bool {
        if reserve.hold() { return true }
        let pages = (try? connection.integer("PRAGMA freelist_count", operation: "put")) ?? 0
        return pages >= KVWriter.sparePages
    }

    /// Free pages of 4 KiB that are kept for deletes: 1 MiB.
    private static let sparePages: Int64 = 256

    /// Makes room for what frees more: for a log, if there is none, and for one that readers keep from beginning anew.
    private func giveUpReserve() {
        _ = reserve.release()
        checkpoint(truncate: false)
    }

    private static let reserveIsUsed = KVError(
        code: SQLITE_FULL, operation: "put", message: "the disk is full; deletes are still possible")

    /// Whether anything is there for `sweep(limit:now:)`. Cheap: the time of the entry that expires first is known, and
    /// looked up in the index of them after a sweep. Also true when it may only seem so.
    public func isSweepDue(now: Int64) -> Bool {
        if damage != nil { return false }
        if mayHaveRetired { return true }
        if firstExpiry == nil {
            do throws(KVError) {
                firstExpiry = try rows.firstExpiry() ?? .max
            } catch {
                // The sweep will meet it, too, and say so.
                return true
            }
        }
        return firstExpiry ?? .max <= now
    }

    /// Frees up to `limit` entries that have expired, those that expired first before others, and says which they
    /// were, each after the other in one transaction; so that the caller can tell who watches them. Readers do not see
    /// expired entries anyway. With what is left of the limit it frees entries of removed namespaces, of which it says
    /// nothing.
    public func sweep(limit: Int, now: Int64) throws(KVError) -> [KVExpired] {
        guard limit > 0, damage == nil else { return [] }
        let swept: SweptRows
        do throws(KVError) {
            swept = try transaction { () throws(KVError) in try sweepRows(limit: limit, now: now) }
        } catch {
            guard error.isFull else { throw error }
            giveUpReserve()
            swept = try transaction { () throws(KVError) in try sweepRows(limit: limit, now: now) }
        }
        firstExpiry = nil
        mayHaveRetired = !swept.areRetiredGone
        return swept.expired
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

    /// Moves the log into the file, as far as no reader is in the middle of a batch. The log keeps its length: to write
    /// over what is there costs half of what it costs to make a file longer, where each flush has the file system's own
    /// journal to write, too (measured: 170 and 420 µs). Looks at some files of values, and removes those that a crash
    /// has left in no entry. Call it when nothing has been written for a while.
    @discardableResult
    public func idle() -> KVError? {
        if damage != nil { return nil }
        if let error = removeOrphans() { return error }
        guard !connection.isLogMoved || !connection.isLogKnown else { return nil }
        return checkpoint(truncate: false)
    }

    /// One piece of the way through all files, once for each opening of the store.
    private func removeOrphans() -> KVError? {
        // Files whose rows are gone may be kept for someone just now: later.
        guard let orphans, !directory.isPinned else { return nil }
        let names = orphans.next(KVWriter.orphanCount)
        if names.isEmpty { self.orphans = nil }
        for name in names where name != ValueDirectory.unfinishedName && !directory.isPending(name) {
            do throws(KVError) {
                if try !rows.files.contains(id: name) { File.remove(directory.path(of: name)) }
            } catch {
                return error
            }
        }
        return nil
    }

    /// Files that one call of `idle()` looks at: a few milliseconds.
    private static let orphanCount = 256

    /// Pages of 4 KiB in the log after the last commit; 0 when all of them are in the file.
    public var pagesInLog: Int { connection.isLogMoved ? 0 : connection.pagesInLog }

    /// Writes something that changes nothing, so that it is known whether writes succeed again; nil if they do.
    public func tryWriting() -> KVError? {
        if let damage { return damage }
        guard mayTakeRoom() else { return KVWriter.reserveIsUsed }
        do throws(KVError) {
            try transaction { () throws(KVError) in try reserveVersions() }
            return nil
        } catch {
            return error
        }
    }

    /// Someone else has met damage: from now on nothing is written, and every write fails with this error. What can be
    /// read stays as it is for whoever wants to save it.
    public func stop(_ error: KVError) {
        if damage == nil { damage = error }
    }

    /// Empties the log as far as readers allow and closes the connection. Close readers first. Later calls fail.
    /// Returns why the log could not be emptied; nothing is lost by that, the next opening reads it.
    @discardableResult
    public func close() -> KVError? {
        defer { connection.close() }
        if let damage {
            connection.keepLogOnClose(true)
            return damage
        }
        if let error = checkpoint(truncate: true) { return error }
        try? connection.trim()
        return nil
    }

    @discardableResult
    private func checkpoint(truncate: Bool, mayUseReserve: Bool = true) -> KVError? {
        // A reader in the middle of a batch is a reason to come back later, not to hold up the writer.
        connection.setBusyTimeout(milliseconds: 0)
        defer { connection.setBusyTimeout(milliseconds: options.busyTimeoutMilliseconds) }
        do throws(KVError) {
            _ = try connection.checkpoint(truncate: truncate)
            checkpoints &+= 1
            if truncate { pagesAtCheckpoint = 0 }
            return nil
        } catch {
            if error.isFull, mayUseReserve, reserve.release() { return checkpoint(truncate: truncate) }
            return error.primaryCode == SQLITE_BUSY ? nil : error
        }
    }

    /// One transaction of mutations. Throws when nothing of it has been done.
    private func commit(_ batch: ArraySlice<KVMutation>, now: Int64) throws(KVError) -> [KVMutationResult] {
        try transaction { () throws(KVError) in
            var results: [KVMutationResult] = []
            results.reserveCapacity(batch.count)
            for mutation in batch { results.append(try outcome(of: mutation, now: now)) }
            return results
        }
    }

    /// Does the body in a transaction. Throws when nothing of it has been done.
    private func transaction<Result>(_ body: () throws(KVError) -> Result) throws(KVError) -> Result {
        let logEnd = try endOfLog()
        var isCommitting = false
        let versionsBefore = versions
        touched.removeAll()
        let result: Result
        do throws(KVError) {
            try rows.begin()
            result = try body()
            try namespaces.writeCounts()
            try connection.allocatePages()
            // From here on readers do not trust what they know of these keys, until the commit is over either way.
            invalidation.beginCommit(touched)
            defer { invalidation.endCommit(touched) }
            isCommitting = true
            try rows.commit()
        } catch {
            rows.rollBack()
            if isCommitting { cutLog(behind: logEnd) }
            if error.kind == .damaged { stop(error) }
            namespaces.forget()
            _ = rows.files.takeFreed()
            adopted.removeAll()
            versions = versionsBefore
            throw error
        }
        if !adopted.isEmpty {
            for file in adopted { directory.adopt(file.id) }
            adopted.removeAll()
        }
        let freed = rows.files.takeFreed()
        if !freed.isEmpty { directory.remove(freed) }
        return result
    }

    /// Where the log ends before a commit, when it holds nothing that must not be there.
    private func endOfLog() throws(KVError) -> LogFile.End {
        if let uncut {
            try log.cut(behind: uncut)
            self.uncut = nil
        }
        if !connection.isLogKnown {
            if let error = checkpoint(truncate: false) { throw error }
            guard connection.isLogKnown else {
                throw KVError(code: SQLITE_BUSY, operation: "begin write", message: "the log is in use")
            }
        }
        log.grow(behind: connection.isLogMoved ? 0 : connection.pagesInLog)
        return try log.end(frames: connection.pagesInLog)
    }

    /// Makes a failed commit invalid; what hinders that will hinder the next write, too.
    private func cutLog(behind end: LogFile.End) {
        uncut = end
        do throws(KVError) {
            try log.cut(behind: end)
            uncut = nil
        } catch {
            // The commit's own failure is what is told.
        }
    }

    private func reserveVersions() throws(KVError) {
        try rows.reserveVersions(upTo: versions.reserved + VersionReserve.blockCount)
        versions.extend()
    }

    /// Does one mutation. Its own failure is its result; a failure that ends the transaction is thrown.
    func outcome(of mutation: KVMutation, now: Int64) throws(KVError) -> KVMutationResult {
        do throws(KVError) {
            switch mutation {
            case .put(let put, if: let precondition): return try self.put(put, if: precondition, now: now)
            case .delete(let namespace, let key, if: let precondition):
                return try delete(namespace, key, if: precondition, now: now)
            case .clear(let namespace, let limit): return try clear(namespace, limit: limit)
            case .createNamespace(let namespace, let id, let title):
                return try create(namespace, NamespaceIdentity(id: id, title: title))
            case .renameNamespace(let namespace, let title): return try rename(namespace, title: title)
            case .removeNamespace(let namespace, let limit): return try remove(namespace, limit: limit)
            case .reclaim(let limit):
                let (count, isComplete) = try reclaim(limit: limit)
                return .cleared(count: count, isComplete: isComplete)
            case .transaction(let changes): return try transact(changes, now: now)
            }
        } catch {
            // SQLite has undone the failed statement alone, and it is the last one of a mutation that can fail so.
            guard connection.isInTransaction, error.concernsOneStatement else { throw error }
            return .failed(error)
        }
    }

    private func put(_ put: KVPut, if precondition: KVPrecondition, now: Int64) throws(KVError) -> KVMutationResult {
        try checkSize(put)
        for need in put.needs where try !holds(need, now: now) { return .needMissing }
        let number = try namespaces.find(put.namespace)
        if number == nil, put.mustExist { return .noNamespace }
        let current = try number.map { number throws(KVError) in try rows.find(namespace: number, key: put.key) } ?? nil
        let alive = current.flatMap { $0.isAlive(now: now) ? $0 : nil }
        guard precondition.holds(current: alive?.version) else { return .preconditionFailed }
        let bytes = put.bytes
        if let limit = put.limit, let refusal = try refusal(of: bytes - (current?.bytes ?? 0), by: limit) {
            return refusal
        }
        if versions.isUsedUp { try reserveVersions() }
        let version = versions.next()
        if case .file(let file) = put.value {
            guard file.directory === directory, directory.isPending(file.id), !adopted.contains(where: { $0 === file })
            else {
                throw KVError(
                    code: SQLITE_MISMATCH, operation: "put",
                    message: "the file of the value is discarded, stored already, or another store's")
            }
        }
        if let expiresAt = put.expiresAt, let first = firstExpiry { firstExpiry = min(first, expiresAt) }
        if let current {
            try rows.update(current, to: put, version: version)
            namespaces.count(current.namespace, keys: 0, bytes: bytes - current.bytes)
        } else {
            let home: Int64
            if let number { home = number } else { home = try namespaces.make(put.namespace) }
            try rows.insert(put, namespace: home, version: version)
            namespaces.count(home, keys: 1, bytes: bytes)
        }
        if case .file(let file) = put.value { adopted.append(file) }
        touch(put.namespace, put.key)
        let etag = EntityTag.bytes(version: version)
        return alive == nil ? .created(etag: etag) : .replaced(etag: etag)
    }

    private func delete(
        _ namespace: KVNamespace, _ key: KVKey, if precondition: KVPrecondition, now: Int64
    ) throws(KVError) -> KVMutationResult {
        let alive = try current(namespace, key, now: now)
        guard precondition.holds(current: alive?.version) else { return .preconditionFailed }
        guard let alive else { return .absent }
        try remove(alive)
        touch(namespace, key)
        return .deleted
    }

    func holds(_ condition: KVTransaction.Condition, now: Int64) throws(KVError) -> Bool {
        condition.precondition.holds(current: try current(condition.namespace, condition.key, now: now)?.version)
    }

    /// The row of a key, if it has one that has not expired.
    func current(_ namespace: KVNamespace, _ key: KVKey, now: Int64) throws(KVError) -> EntryRows.Found? {
        guard let number = try namespaces.find(namespace),
            let row = try rows.find(namespace: number, key: key)
        else { return nil }
        return row.isAlive(now: now) ? row : nil
    }

    /// Removes a row that was found in this transaction.
    func remove(_ row: EntryRows.Found) throws(KVError) {
        try rows.remove(row)
        namespaces.count(row.namespace, keys: -1, bytes: -row.bytes)
    }

    private func touch(_ namespace: KVNamespace, _ key: KVKey) {
        // The bytes are only read, within the call.
        let hash = unsafe key.bytes.withUnsafeBytes { bytes in unsafe namespace.hash(of: bytes) }
        touched.insert(hash: hash)
    }

    func checkSize(_ put: KVPut) throws(KVError) {
        let isTooLarge =
            put.value.count > options.valueLimit(of: put.value) || put.metadata?.count ?? 0 > KVLimits.metadataBytes
            || put.contentType?.count ?? 0 > KVLimits.contentTypeBytes
            || put.namespace.utf8.count > KVLimits.namespaceBytes
        if isTooLarge {
            throw KVError(code: SQLITE_TOOBIG, operation: "put", message: "a part of the entry is over its limit")
        }
    }
}
