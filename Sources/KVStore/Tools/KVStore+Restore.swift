// SPDX-License-Identifier: Apache-2.0

import CSQLite

extension KVStore {
    /// Makes the store of a directory from a backup, after having checked all of it. The directory must exist, and
    /// nobody may use a store in it. A store that is there is an error, or is replaced. A crash in the middle leaves
    /// the earlier store as of its last checkpoint, or none; the restoring is then begun again.
    public static func restore(
        from path: String, into directory: String, replacing: Bool = false,
        progress: @escaping (KVProgress) -> Void = { _ in }
    ) throws(KVError) {
        let operation = "restore"
        let database = directory + "/" + fileName
        guard replacing || !File.exists(database) else {
            throw KVError(code: SQLITE_CANTOPEN, operation: operation, message: "\(directory) has a store already")
        }
        let source = try Connection(path: path, mode: .readOnly, busyTimeoutMilliseconds: 0)
        defer { source.close() }
        let version = try check(source, path, progress: progress)
        try restoreValues(from: source, into: try ValueDirectory(beside: directory), progress: progress)
        let part = database + ".restore"
        File.remove(part)
        do throws(KVError) {
            try restoreDatabase(from: path, to: part, version: version)
            try File.synchronize(part, operation: operation)
            // The log of the earlier store must not be taken for one of the new.
            for suffix in ["-wal", "-shm"] { File.remove(database + suffix) }
            try File.rename(part, to: database, operation: operation)
            try File.synchronize(directory, operation: operation)
        } catch {
            File.remove(part)
            throw error
        }
    }

    /// Whether the store of a directory is sound as far as opening tells, and holds no entry. Nobody may be writing it.
    public static func isEmpty(directory: String) throws(KVError) -> Bool {
        let connection = try Connection(path: directory + "/" + fileName, mode: .readOnly, busyTimeoutMilliseconds: 0)
        defer { connection.close() }
        guard case .version = try Schema.inspect(connection) else { return true }
        return try connection.integer("SELECT 1 FROM entries LIMIT 1", operation: "look for entries") == nil
    }

    /// Looks at everything in a backup, as `restore` does before it begins, and throws what is wrong with it.
    public static func check(
        backup path: String, progress: @escaping (KVProgress) -> Void = { _ in }
    ) throws(KVError) {
        let source = try Connection(path: path, mode: .readOnly, busyTimeoutMilliseconds: 0)
        defer { source.close() }
        _ = try check(source, path, progress: progress)
    }

    /// Checks a backup from end to end and returns its schema version.
    private static func check(
        _ source: Connection, _ path: String, progress: @escaping (KVProgress) -> Void
    ) throws(KVError) -> Int {
        guard case .version(let version) = try Schema.inspect(source),
            try source.integer(
                "SELECT 1 FROM sqlite_schema WHERE name = 'value_chunks'", operation: "restore") != nil
        else {
            throw KVError(
                code: SQLITE_NOTADB, operation: "restore", message: "\(path) is no backup", kind: .anotherProgram)
        }
        var verifier = Verifier(connection: source, progress: progress)
        let verification = try verifier.run { row throws(KVError) in
            try BackupFile.read(row, from: source) { _ in }
        }
        if let finding = verification.findings.first {
            throw KVError(
                code: SQLITE_CORRUPT, operation: "restore", message: "the backup is damaged: \(finding.message)")
        }
        return version
    }

    private static func restoreValues(
        from source: Connection, into values: ValueDirectory, progress: (KVProgress) -> Void
    ) throws(KVError) {
        let operation = "restore"
        try BackupFile.forEachValue(source, operation: operation) { row, step throws(KVError) in
            let part = values.unfinishedPath(of: row.id)
            guard let file = try File(path: part, mode: .replace, operation: operation) else {
                throw KVError(code: SQLITE_CANTOPEN, operation: operation, message: "cannot make \(part)")
            }
            try BackupFile.read(row, from: source) { bytes throws(KVError) in
                // Written before the call returns.
                try unsafe bytes.span.withUnsafeBytes { bytes throws(KVError) in
                    try unsafe file.write(bytes, operation: operation)
                }
            }
            try file.synchronize(operation: operation)
            try File.rename(part, to: values.path(of: row.id), operation: operation)
            progress(step)
        }
        try File.synchronize(values.path, operation: operation)
    }

    private static func restoreDatabase(from path: String, to part: String, version: Int) throws(KVError) {
        let operation = "restore"
        let target = try Connection(path: part, mode: .readWriteCreate, busyTimeoutMilliseconds: 0)
        defer { target.close() }
        _ = try target.text("PRAGMA journal_mode = OFF", operation: operation)
        try target.execute("PRAGMA page_size = 4096; PRAGMA synchronous = OFF", operation: operation)
        try Schema.migrate(target, from: .new, migrations: Array(Schema.migrations.prefix(version)))
        let attach = try target.prepare("ATTACH ?1 AS backup", operation: operation)
        attach.bindText(copying: Array(path.utf8), at: 1)
        try attach.run()
        let tables = try target.rows(
            "SELECT name FROM main.sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'",
            operation: operation
        ) { $0.text(at: 0) }
        // The same steps made both, so the columns stand in the same order.
        try target.execute("BEGIN; DELETE FROM main.store", operation: operation)
        for table in tables {
            try target.execute(
                "INSERT INTO main.\(table) SELECT * FROM backup.\(table)", operation: operation)
        }
        try target.execute("COMMIT", operation: operation)
    }
}
