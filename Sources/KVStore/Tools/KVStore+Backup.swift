// SPDX-License-Identifier: Apache-2.0

import CSQLite

extension KVStore {
    /// Writes a backup while the store is in use: one SQLite file with everything that was committed when it began,
    /// values that are files included, on disk when this returns and under its name only then. `path` must not exist.
    ///
    /// It blocks: call it on a thread of its own. The log is not emptied while the database is copied, which takes as
    /// long as writing the file; files of values that are replaced or deleted meanwhile are kept until the end. Throws
    /// `KVError` of kind `valueLost` if a value cannot be read: a backup is whole or it is not made.
    public func backup(
        to path: String, progress: @escaping (KVProgress) -> Void = { _ in }
    ) throws(KVError) {
        let operation = "back up"
        guard !File.exists(path) else {
            throw KVError(code: SQLITE_CANTOPEN, operation: operation, message: "\(path) exists")
        }
        let part = path + ".part"
        File.remove(part)
        // Before the snapshot: every file that it names stays until all are copied.
        values.pin()
        defer { values.unpin() }
        do throws(KVError) {
            progress(KVProgress(phase: .database, done: 0, total: 0))
            try copyDatabase(to: part, operation: operation)
            try addValues(to: part, operation: operation, progress: progress)
            try File.synchronize(part, operation: operation)
            try File.rename(part, to: path, operation: operation)
            try File.synchronize(File.parent(of: path), operation: operation)
        } catch {
            File.remove(part)
            throw error
        }
    }

    private func copyDatabase(to path: String, operation: String) throws(KVError) {
        let connection = try Connection(
            path: self.path, mode: .readOnly, busyTimeoutMilliseconds: options.busyTimeoutMilliseconds)
        defer { connection.close() }
        // Reads in one snapshot, and writes a file without gaps.
        let statement = try connection.prepare("VACUUM INTO ?1", operation: operation)
        statement.bindText(copying: Array(path.utf8), at: 1)
        try statement.run()
    }

    private func addValues(
        to path: String, operation: String, progress: @escaping (KVProgress) -> Void
    ) throws(KVError) {
        let connection = try Connection(
            path: path, mode: .readWriteCreate, busyTimeoutMilliseconds: options.busyTimeoutMilliseconds)
        defer { connection.close() }
        // Until it has its name nobody misses the file, so nothing has to be undone.
        _ = try connection.text("PRAGMA journal_mode = OFF", operation: operation)
        try connection.execute("PRAGMA synchronous = OFF; BEGIN; \(BackupFile.schema)", operation: operation)
        let insert = try connection.prepare(
            "INSERT INTO value_chunks (file, position, data) VALUES (?1, ?2, ?3)", operation: operation)
        try BackupFile.forEachValue(connection, operation: operation) { row, step throws(KVError) in
            guard let reader = try values.open(row) else {
                throw KVError(valueLost: operation, message: "the file of a value is missing: \(row.id)")
            }
            var position: Int64 = 0
            try reader.verify(piece: BackupFile.chunkBytes) { bytes throws(KVError) in
                insert.bindText(copying: Array(row.id.utf8), at: 1)
                insert.bind(position, at: 2)
                insert.bind(copying: bytes, at: 3)
                try insert.run()
                position += Int64(bytes.count)
            }
            progress(step)
        }
        try connection.execute("COMMIT", operation: operation)
    }
}
