// SPDX-License-Identifier: Apache-2.0

import CSQLite
import Glibc

/// One connection to the database file. One thread at a time uses it: it is opened without SQLite's own mutexes
/// (sqlite.org/threadsafe.html, multi-thread mode), because this package serialises by giving each thread its own.
// Safe outside: the handle is private, is not used after `close()`, and every call below hands SQLite valid memory.
@safe final class Connection {
    private var handle: OpaquePointer?
    private var statements: [Statement] = []
    /// Where the log's length, which SQLite reports after each commit, is kept.
    private let log: UnsafeMutablePointer<Log>
    /// Kept by `allocatePages()`, with what it has set aside.
    private var pageCount: Statement?
    private var allocatedBytes: Int64 = 0

    /// Opens the file; creates it if the mode says so.
    init(path: String, mode: Mode, busyTimeoutMilliseconds: Int32) throws(KVError) {
        // Allocated because C code keeps its address; freed in `close()`, after the connection that knows it.
        unsafe log = .allocate(capacity: 1)
        unsafe log.initialize(to: Log())
        let flags = mode.flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE
        // The string lives for the call, and SQLite fills in the handle even when it fails.
        let code = unsafe sqlite3_open_v2(path, &handle, flags, nil)
        guard code == SQLITE_OK else { throw error(code: code, operation: "open \(path)") }
        // The handle is open.
        unsafe sqlite3_busy_timeout(handle, busyTimeoutMilliseconds)
    }

    deinit {
        close()
        // Nothing refers to it any more: the connection whose hook wrote it is closed.
        unsafe log.deallocate()
    }

    /// What is known of the log.
    private struct Log {
        /// Its pages; -1 while it has only been read.
        var pages: Int32 = -1
        /// Whether all of them are in the database file, too.
        var isMoved = false
    }

    /// What a connection may do.
    enum Mode {
        case readOnly
        case readWriteCreate

        var flags: Int32 {
            switch self {
            case .readOnly: SQLITE_OPEN_READONLY
            case .readWriteCreate: SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
            }
        }
    }

    /// Whether closing the last connection leaves the log as it is: nobody but its owner may move it into the database.
    func keepLogOnClose(_ keeps: Bool) {
        // The handle is open or nil; SQLite must not be asked about nil.
        guard let handle = unsafe handle else { return }
        unsafe edge_sqlite3_keep_log_on_close(handle, keeps ? 1 : 0)
    }

    /// Throws if nothing can be written. SQLite opens a file for reading alone where it may not write it, and does the
    /// same with the log and its index, without a word; then every write would fail.
    func requireWritable(operation: String) throws(KVError) {
        // The handle is open or nil; SQLite must not be asked about nil.
        guard let handle = unsafe handle, unsafe sqlite3_db_readonly(handle, "main") == 0 else {
            throw KVError(
                code: SQLITE_READONLY, operation: operation, message: "the database can be read and not written")
        }
        // Of the log and its index SQLite says so only to those who begin to write.
        do throws(KVError) {
            try execute("BEGIN IMMEDIATE; ROLLBACK", operation: operation)
        } catch {
            guard error.kind == .readOnly else { throw error }
            throw KVError(
                code: error.code, operation: operation,
                message: "the log of the database, or the log's index, can be read and not written")
        }
    }

    /// Runs statements that take no values and whose rows do not matter.
    func execute(_ sql: String, operation: String) throws(KVError) {
        errno = 0
        // The string lives for the call; no row callback is given.
        let code = unsafe sqlite3_exec(handle, sql, nil, nil, nil)
        guard code == SQLITE_OK else { throw error(code: code, operation: operation) }
    }

    /// A statement to be kept and run many times; it is finalized when the connection is closed.
    func prepare(_ sql: String, operation: String) throws(KVError) -> Statement {
        var pointer: OpaquePointer?
        // The string lives for the call; SQLite keeps its own copy. Persistent: it will be kept for long.
        let code = unsafe sqlite3_prepare_v3(handle, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &pointer, nil)
        guard code == SQLITE_OK else { throw error(code: code, operation: operation) }
        // The pointer is the statement just made, and this is its only owner.
        let statement = unsafe Statement(owning: pointer, operation: operation)
        statements.append(statement)
        return statement
    }

    /// The first column of the first row as a number, nil when there is no row.
    func integer(_ sql: String, operation: String) throws(KVError) -> Int64? {
        try firstRow(sql, operation: operation) { $0.integer(at: 0) }
    }

    /// The first column of the first row as text, nil when there is no row.
    func text(_ sql: String, operation: String) throws(KVError) -> String? {
        try firstRow(sql, operation: operation) { $0.text(at: 0) }
    }

    private func firstRow<Value>(
        _ sql: String, operation: String, read: (Statement) -> Value
    ) throws(KVError) -> Value? {
        let statement = try prepare(sql, operation: operation)
        defer { discard(statement) }
        return try statement.step() ? read(statement) : nil
    }

    /// All rows of a query whose number the caller knows to be bounded.
    func rows<Value>(
        _ sql: String, operation: String, read: (Statement) -> Value
    ) throws(KVError) -> [Value] {
        let statement = try prepare(sql, operation: operation)
        defer { discard(statement) }
        var rows: [Value] = []
        while try statement.step() { rows.append(read(statement)) }
        return rows
    }

    /// Ends a statement that is not to be kept: the last one prepared.
    func discard(_ statement: Statement) {
        if statements.last === statement { statements.removeLast() }
        statement.finalize()
    }

    /// Whether a transaction is open. SQLite may have ended it by itself after an error.
    var isInTransaction: Bool {
        // The handle is open or nil; SQLite must not be asked about nil.
        guard let handle = unsafe handle else { return false }
        return unsafe sqlite3_get_autocommit(handle) == 0
    }

    /// Rows that the last statement changed.
    var changes: Int {
        // As above.
        guard let handle = unsafe handle else { return 0 }
        return Int(unsafe sqlite3_changes(handle))
    }

    /// Number of the row that was inserted last.
    var lastInserted: Int64 {
        // As above.
        guard let handle = unsafe handle else { return 0 }
        return unsafe sqlite3_last_insert_rowid(handle)
    }

    /// From now on SQLite reports the log's length after each commit, and checkpoints nothing by itself.
    func watchLog() {
        // The callback runs inside this connection's own calls, on their thread, and the address outlives it.
        _ = unsafe sqlite3_wal_hook(
            handle,
            { context, _, _, pages in
                unsafe context?.assumingMemoryBound(to: Log.self).pointee = Log(pages: pages)
                return SQLITE_OK
            }, log)
    }

    /// Pages in the write-ahead log after the last commit of this connection; 0 while that is not known.
    var pagesInLog: Int {
        // Only this connection's thread reads and writes it, here and below.
        max(0, Int(unsafe log.pointee.pages))
    }

    /// Whether all that is in the log is in the database file, too: the next commit begins the log anew, if nobody
    /// reads it.
    var isLogMoved: Bool { unsafe log.pointee.isMoved }

    /// Whether the length of the log is known. It is not while a log that was found has only been read.
    var isLogKnown: Bool { unsafe log.pointee.pages >= 0 }

    /// The log was seen to be empty.
    func noteEmptyLog() { unsafe log.pointee = Log(pages: 0, isMoved: true) }

    /// What a checkpoint achieved.
    struct Checkpoint: Equatable {
        /// Pages in the log.
        let logged: Int
        /// Of those, pages now in the database file.
        let moved: Int
    }

    /// Moves pages from the log to the database file, without waiting for readers.
    func checkpoint(truncate: Bool) throws(KVError) -> Checkpoint {
        var logged: Int32 = 0
        var moved: Int32 = 0
        let mode = truncate ? SQLITE_CHECKPOINT_TRUNCATE : SQLITE_CHECKPOINT_PASSIVE
        // SQLite does not check the handle here, so a closed connection is caught before.
        guard let handle = unsafe handle else { throw error(code: SQLITE_MISUSE, operation: "checkpoint") }
        errno = 0
        // Both counters live for the call.
        let code = unsafe sqlite3_wal_checkpoint_v2(handle, nil, mode, &logged, &moved)
        guard code == SQLITE_OK else { throw error(code: code, operation: "checkpoint") }
        // The hook has nothing to report until the next commit.
        unsafe log.pointee = Log(pages: truncate ? 0 : logged, isMoved: moved == logged)
        return Checkpoint(logged: Int(logged), moved: Int(moved))
    }

    /// Sets room aside in the database file for all pages of the open transaction, in steps, and throws if the disk has
    /// none. The log holds what is committed until a checkpoint: without this one it would be that which finds the disk
    /// full, with nothing to give back, and the log could not begin anew.
    func allocatePages() throws(KVError) {
        let operation = "allocate"
        if pageCount == nil { pageCount = try prepare("PRAGMA page_count", operation: operation) }
        guard let handle = unsafe handle, let pageCount else { throw error(code: SQLITE_MISUSE, operation: operation) }
        defer { pageCount.reset() }
        guard try pageCount.step() else { return }
        let bytes = pageCount.integer(at: 0) * Int64(Connection.pageBytes)
        guard bytes > allocatedBytes else { return }
        var (step, wanted) = (Connection.allocationBytes, bytes)
        errno = 0
        // Both numbers live for the calls, which take no other argument of these kinds.
        _ = unsafe sqlite3_file_control(handle, "main", SQLITE_FCNTL_CHUNK_SIZE, &step)
        let code = unsafe sqlite3_file_control(handle, "main", SQLITE_FCNTL_SIZE_HINT, &wanted)
        guard code == SQLITE_OK else {
            // Built to use posix_fallocate(3), which sets no errno, SQLite does not say why; there is one usual reason.
            let cause = errno == 0 ? ENOSPC : errno
            throw KVError(code: code, operation: operation, message: "no room for the database", systemError: cause)
        }
        let steps = (bytes + Int64(step) - 1) / Int64(step)
        allocatedBytes = steps * Int64(step)
    }

    /// The file has so many bytes, all of which are on the disk.
    func noteLength(_ bytes: Int) { allocatedBytes = Int64(bytes) }

    /// Gives back what `allocatePages()` set aside and nobody used. Only when the log is empty.
    func trim() throws(KVError) {
        let pages = try integer("PRAGMA page_count", operation: "trim") ?? 0
        guard let handle = unsafe handle, pages > 0 else { return }
        var step: Int32 = 0
        // The number lives for the call. No page in use lies behind the new end.
        _ = unsafe sqlite3_file_control(handle, "main", SQLITE_FCNTL_CHUNK_SIZE, &step)
        let code = unsafe edge_sqlite3_truncate(handle, pages * Int64(Connection.pageBytes))
        allocatedBytes = pages * Int64(Connection.pageBytes)
        guard code == SQLITE_OK else { throw error(code: code, operation: "trim") }
    }

    /// Bytes of a page; every file of this package has this size.
    static let pageBytes = 4096
    /// How far the file grows at a time, bytes: seldom, and little is lost where that much room is not left.
    private static let allocationBytes: Int32 = 256 * 1024

    /// How long to wait for a lock that someone else holds, milliseconds.
    func setBusyTimeout(milliseconds: Int32) {
        // As for a checkpoint: SQLite would follow nil.
        guard let handle = unsafe handle else { return }
        unsafe sqlite3_busy_timeout(handle, milliseconds)
    }

    /// The error that the connection is in, in SQLite's words.
    func error(code: Int32, operation: String) -> KVError {
        // The handle is open or nil, and the initializer takes both.
        unsafe KVError(connection: handle, code: code, operation: operation)
    }

    /// Closes the statements and the connection. Later calls on it fail with SQLITE_MISUSE.
    func close() {
        for statement in statements { statement.finalize() }
        statements = []
        // Closing nil does nothing, and with no statement left closing cannot be refused.
        unsafe sqlite3_close_v2(handle)
        unsafe handle = nil
    }
}

extension KVError {
    /// What a connection says about its last failure; `connection` may be nil. To be made straight after the failing
    /// call, before which `errno` was set to 0: SQLite keeps the cause of some failures only, not that of a commit, and
    /// then it is read there.
    init(connection: OpaquePointer?, code: Int32, operation: String) {
        let recent = errno
        // SQLite returns strings that live until the next call on the connection; both are copied here.
        let words = unsafe connection == nil ? sqlite3_errstr(code) : sqlite3_errmsg(connection)
        let message = unsafe words.map { unsafe String(cString: $0) } ?? "unknown"
        let isInputOutput = [SQLITE_IOERR, SQLITE_FULL, SQLITE_CANTOPEN].contains(code & 0xff)
        // The errno is only meaningful after a failed system call.
        let kept = unsafe isInputOutput && connection != nil ? sqlite3_system_errno(connection) : 0
        let cause = kept == 0 && (isInputOutput || recent == EIO) ? recent : kept
        self.init(code: code, operation: operation, message: message, systemError: cause)
    }
}
