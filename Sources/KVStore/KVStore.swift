// SPDX-License-Identifier: Apache-2.0

import CSQLite
import Synchronization

/// A durable store of namespaced keys in one SQLite file, with large values in files beside it: the handle that all
/// threads share. It makes the one writer and as many readers as there are threads to read.
///
/// The library is synchronous. It has no thread, no queue and no clock of its own: callers pass the time in.
/// Open a directory once: readers are kept current by counters that belong to the handle, so the writer of another
/// handle, or of another process, would go unnoticed. The caller sees to that with a lock on the directory.
public final class KVStore: Sendable {
    /// The database file; SQLite keeps `-wal` and `-shm` beside it. Never open, copy or close it by other means while
    /// the store is open: closing any descriptor of a file drops the process's POSIX locks on it.
    public let path: String
    /// What it was opened with.
    public let options: KVOptions
    let invalidation = Invalidation()
    let values: ValueDirectory
    /// Whether the structure of the whole file was looked through when it was opened, or made.
    let isInspected: Bool
    /// Opened with the store, which had to look into the file anyway, and kept until `makeWriter()`.
    private let parked: Mutex<KVWriter?>

    /// Name of the database file in the directory.
    public static let fileName = "kv.sqlite3"

    private init(directory: String, options: KVOptions) throws(KVError) {
        path = directory + "/" + KVStore.fileName
        self.options = options
        try KVStore.refuseHeadless(directory)
        let wasMissing = File.length(of: path) <= 1
        let connection: Connection
        do throws(KVError) {
            connection = try KVStore.openWriteConnection(path: path, options: options)
        } catch {
            // Even the index of the log takes room, and reads and deletes shall go on.
            guard error.isFull else { throw error }
            ReserveFile.remove(beside: directory)
            connection = try KVStore.openWriteConnection(path: path, options: options)
        }
        let bytes = Int(try connection.integer("PRAGMA page_count", operation: "open") ?? 0) * Connection.pageBytes
        isInspected = wasMissing || bytes <= options.checkedAtOpenBytes
        // Behind the database: nothing is made beside a file that is refused.
        values = try ValueDirectory(beside: directory)
        let writer = try KVWriter(
            connection: connection, options: options, invalidation: invalidation, directory: values)
        try writer.namespaces.fillIdentities()
        parked = Mutex(writer)
    }

    /// Opens `kv.sqlite3` in an existing directory, creates it if it is missing, and brings an older schema up to
    /// date. A file that is damaged, belongs to another program or was written by a newer release is refused and left
    /// as it was: `KVError.kind` says which. Damage is looked for in the structure of the whole file if it is no longer
    /// than `KVOptions.checkedAtOpenBytes`, else on the way to the first rows; `makeInspection` looks at the rest while
    /// the store is in use, and `verify` at everything.
    public static func open(directory: String, options: KVOptions = KVOptions()) throws(KVError) -> KVStore {
        // A library built without mutexes even in its global parts cannot be used from two threads.
        guard sqlite3_threadsafe() != 0 else {
            throw KVError(code: SQLITE_MISUSE, operation: "open", message: "this SQLite is built without thread safety")
        }
        return try KVStore(directory: directory, options: options)
    }

    /// The writer. There is exactly one for each store: a second call throws. Use it on one thread at a time.
    public func makeWriter() throws(KVError) -> sending KVWriter {
        let writer = parked.withLock { parked in
            let writer = parked
            parked = nil
            return writer
        }
        guard let writer else {
            throw KVError(code: SQLITE_MISUSE, operation: "make writer", message: "the store has given out its writer")
        }
        return writer
    }

    /// A reader with a connection and a cache of its own. Call it on the thread that will use it.
    public func makeReader() throws(KVError) -> KVReader {
        let connection = try Connection(
            path: path, mode: .readOnly, busyTimeoutMilliseconds: options.busyTimeoutMilliseconds)
        try connection.execute(
            """
            PRAGMA mmap_size = 0;
            PRAGMA cache_size = -\(options.readerCacheKiB);
            PRAGMA temp_store = MEMORY;
            """, operation: "set up reader")
        return try KVReader(connection: connection, options: options, invalidation: invalidation, directory: values)
    }

    /// What all namespaces hold together, by a reader that is opened for it. For a thread that may block.
    public func totalUsage() throws(KVError) -> KVUsage {
        let reader = try makeReader()
        defer { reader.close() }
        return try reader.totalUsage()
    }

    /// Begins a large value, of at most `maximumBytes` and never more than `KVOptions.maximumValueBytes`. Any number
    /// may be written at a time, each on a thread that may block.
    public func makeValueWriter(maximumBytes: Int = .max) throws(KVError) -> KVValueWriter {
        let limit = min(maximumBytes, options.maximumValueBytes, KVLimits.fileValueBytes)
        return try KVValueWriter(directory: values, maximumBytes: max(0, limit))
    }

    /// A log or values without a database are what is left of a store that has lost it. SQLite would delete the log,
    /// and a new store the values, as belonging to nobody.
    static func refuseHeadless(_ directory: String) throws(KVError) {
        let database = directory + "/" + fileName
        // SQLite takes a file of one byte for an empty one.
        guard File.length(of: database) <= 1 else { return }
        var left: [String] = []
        if File.length(of: database + "-wal") > 0 { left.append(fileName + "-wal") }
        let values = DirectoryScan(directory + "/" + ValueDirectory.name)
        if values.next(2).contains(where: { $0 != ValueDirectory.unfinishedName }) { left.append(ValueDirectory.name) }
        guard left.isEmpty else {
            throw KVError(
                code: SQLITE_CORRUPT, operation: "open",
                message: "\(fileName) is missing or empty beside \(left.joined(separator: " and "))")
        }
    }

    private static func openWriteConnection(path: String, options: KVOptions) throws(KVError) -> Connection {
        let hadLog = File.length(of: path + "-wal") >= 0
        let connection = try Connection(
            path: path, mode: .readWriteCreate, busyTimeoutMilliseconds: options.busyTimeoutMilliseconds)
        // Until it is known to be ours and sound: what is refused must stay as it was, its log included. One that was
        // not there goes again.
        connection.keepLogOnClose(hadLog)
        let state = try Schema.inspect(connection)
        // Before the log exists, which fixes the page size.
        try connection.execute("PRAGMA page_size = 4096", operation: "set up writer")
        // It answers with the mode that is in force, and that is another one where memory cannot be shared.
        let mode = try connection.text("PRAGMA journal_mode = WAL", operation: "set up writer")
        guard mode == "wal" else {
            throw KVError(
                code: SQLITE_CANTOPEN, operation: "set up writer",
                message: "this file system cannot hold a write-ahead log")
        }
        // `journal_size_limit`: the log keeps its length, to be written over, but not what an unusual batch or reader
        // has made of it; SQLite cuts that off when the log begins anew.
        // `secure_delete = FAST`: Debian's build overwrites all freed space with zeros, which costs writes; this does
        // it only where a page is written anyway.
        try connection.execute(
            """
            PRAGMA synchronous = FULL;
            PRAGMA wal_autocheckpoint = 0;
            PRAGMA journal_size_limit = \(2 * options.checkpointPages * Connection.pageBytes);
            PRAGMA mmap_size = 0;
            PRAGMA cache_size = -\(options.writerCacheKiB);
            PRAGMA secure_delete = FAST;
            """, operation: "set up writer")
        try connection.requireWritable(operation: "open")
        connection.watchLog()
        if state != .new { try Schema.check(connection, upTo: options.checkedAtOpenBytes) }
        try Schema.migrate(connection, from: state)
        // Not before: an index of all entries is sorted in a file, not in memory.
        try connection.execute("PRAGMA temp_store = MEMORY", operation: "set up writer")
        do throws(KVError) {
            if state != .new { try Schema.probe(connection) }
        } catch {
            // Our mark and version, and none of our tables: that is damage too.
            guard error.primaryCode == SQLITE_ERROR else { throw error }
            throw KVError(code: SQLITE_CORRUPT, operation: "open", message: error.message)
        }
        connection.keepLogOnClose(false)
        return connection
    }
}
