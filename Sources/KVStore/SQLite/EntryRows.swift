// SPDX-License-Identifier: Apache-2.0

import CSQLite

/// The writer's statements over the table of entries.
final class EntryRows {
    private let connection: Connection
    /// The files among the values.
    let files: ValueFileRows
    private let beginStatement: Statement
    private let commitStatement: Statement
    private let findStatement: Statement
    private let insertStatement: Statement
    private let updateStatement: Statement
    private let updateValueStatement: Statement
    private let removeStatement: Statement
    private let firstStatement: Statement
    private let expiredStatement: Statement
    private let firstExpiryStatement: Statement
    private let countStatement: Statement
    private let reserveStatement: Statement

    /// What a change needs to know of a row. SQLite takes the length of a value from its row's header and does not
    /// walk its overflow pages for it.
    private static let columns = """
        number, namespace, version, expires_at, length(key) + ifnull(length(metadata), 0),
        typeof(value) = 'integer', length(value)
        """

    init(connection: Connection) throws(KVError) {
        self.connection = connection
        files = try ValueFileRows(connection: connection)
        beginStatement = try connection.prepare("BEGIN IMMEDIATE", operation: "begin write")
        commitStatement = try connection.prepare("COMMIT", operation: "commit")
        findStatement = try connection.prepare(
            "SELECT \(EntryRows.columns), metadata FROM entries WHERE namespace = ?1 AND key = ?2", operation: "find")
        insertStatement = try connection.prepare(
            """
            INSERT INTO entries (value, version, expires_at, content_type, metadata, namespace, key)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
            """, operation: "put")
        updateStatement = try connection.prepare(
            """
            UPDATE entries SET value = ?1, version = ?2, expires_at = ?3, content_type = ?4, metadata = ?5
            WHERE number = ?6
            """, operation: "put")
        // SQLite writes to each index of which a column is named, also if that does not change.
        updateValueStatement = try connection.prepare(
            "UPDATE entries SET value = ?1, version = ?2, content_type = ?4 WHERE number = ?6", operation: "put")
        removeStatement = try connection.prepare("DELETE FROM entries WHERE number = ?1", operation: "delete")
        firstStatement = try connection.prepare(
            "SELECT \(EntryRows.columns) FROM entries WHERE namespace = ?1 ORDER BY key LIMIT ?2", operation: "clear")
        expiredStatement = try connection.prepare(
            """
            SELECT \(EntryRows.columns), key FROM entries
            WHERE expires_at <= ?1 ORDER BY expires_at LIMIT ?2
            """, operation: "sweep")
        firstExpiryStatement = try connection.prepare(
            "SELECT expires_at FROM entries WHERE expires_at IS NOT NULL ORDER BY expires_at LIMIT 1",
            operation: "sweep")
        countStatement = try connection.prepare(
            """
            SELECT count(*) FROM (
                SELECT 1 FROM entries WHERE namespace = ?1 AND key >= ?2 AND key < ?3
                    AND (expires_at IS NULL OR expires_at > ?4)
                LIMIT ?5)
            """, operation: "count")
        reserveStatement = try connection.prepare(
            "UPDATE store SET reserved_version = ?1", operation: "reserve versions")
    }

    /// A row as far as a change needs it.
    struct Found {
        let number: Int64
        let namespace: Int64
        let version: UInt64
        let expiresAt: Int64?
        /// What it adds to its namespace's count.
        private(set) var bytes: Int
        /// Whether its value is a file; `file` is looked up for it.
        let isOutOfLine: Bool
        /// Looked at by `find` alone.
        fileprivate(set) var metadata: [UInt8]?
        /// The file that its value is.
        private(set) var file: ValueFileRow?

        /// Fills in the file.
        mutating func add(_ file: ValueFileRow?) {
            self.file = file
            bytes += file?.length ?? 0
        }

        init(_ row: Statement) {
            number = row.integer(at: 0)
            namespace = row.integer(at: 1)
            version = UInt64(bitPattern: row.integer(at: 2))
            expiresAt = row.optionalInteger(at: 3)
            isOutOfLine = row.integer(at: 5) != 0
            bytes = Int(row.integer(at: 4)) + (isOutOfLine ? 0 : Int(row.integer(at: 6)))
        }

        func isAlive(now: Int64) -> Bool {
            guard let expiresAt else { return true }
            return expiresAt > now
        }
    }

    func begin() throws(KVError) { try beginStatement.run() }

    func commit() throws(KVError) { try commitStatement.run() }

    /// Ends a transaction that failed, if SQLite has not done so already.
    func rollBack() {
        if connection.isInTransaction {
            // It can only fail by having been done.
            try? connection.execute("ROLLBACK", operation: "roll back")
        }
    }

    func find(namespace: Int64, key: KVKey) throws(KVError) -> Found? {
        defer { findStatement.reset() }
        findStatement.bind(namespace, at: 1)
        findStatement.bind(copying: key.bytes, at: 2)
        guard try findStatement.step() else { return nil }
        var row = Found(findStatement)
        row.metadata = findStatement.optionalBytes(at: 7)
        if row.isOutOfLine { row.add(try files.find(row.number)) }
        return row
    }

    /// The first entries of a namespace.
    func first(_ limit: Int, of namespace: Int64) throws(KVError) -> [Found] {
        defer { firstStatement.reset() }
        firstStatement.bind(namespace, at: 1)
        firstStatement.bind(Int64(limit), at: 2)
        var rows: [Found] = []
        while try firstStatement.step() {
            var row = Found(firstStatement)
            if row.isOutOfLine { row.add(try files.find(row.number)) }
            rows.append(row)
        }
        return rows
    }

    /// The entries that expired first, with their keys.
    func expired(_ limit: Int, now: Int64) throws(KVError) -> [(row: Found, key: [UInt8])] {
        defer { expiredStatement.reset() }
        expiredStatement.bind(now, at: 1)
        expiredStatement.bind(Int64(limit), at: 2)
        var rows: [(row: Found, key: [UInt8])] = []
        while try expiredStatement.step() {
            var row = Found(expiredStatement)
            if row.isOutOfLine { row.add(try files.find(row.number)) }
            rows.append((row, expiredStatement.bytes(at: 7)))
        }
        return rows
    }

    /// How many keys begin so and have not expired; no more than `limit` are counted.
    func count(namespace: Int64, prefix: [UInt8], limit: Int, now: Int64) throws(KVError) -> Int {
        defer { countStatement.reset() }
        countStatement.bind(namespace, at: 1)
        countStatement.bind(copying: prefix, at: 2)
        countStatement.bind(copying: ListRange.successor(of: prefix), at: 3)
        countStatement.bind(now, at: 4)
        countStatement.bind(Int64(limit), at: 5)
        return try countStatement.step() ? Int(countStatement.integer(at: 0)) : 0
    }

    /// When the entry that expires first does so; nil when none ever will.
    func firstExpiry() throws(KVError) -> Int64? {
        defer { firstExpiryStatement.reset() }
        return try firstExpiryStatement.step() ? firstExpiryStatement.integer(at: 0) : nil
    }

    func insert(_ put: KVPut, namespace: Int64, version: UInt64) throws(KVError) {
        insertStatement.bind(namespace, at: 6)
        insertStatement.bind(copying: put.key.bytes, at: 7)
        bindListed(put, with: insertStatement)
        try write(put, version: version, with: insertStatement, replacing: nil)
    }

    func update(_ row: Found, to put: KVPut, version: UInt64) throws(KVError) {
        let isListedAlike = row.expiresAt == put.expiresAt && row.metadata == put.metadata
        let statement = isListedAlike ? updateValueStatement : updateStatement
        statement.bind(row.number, at: 6)
        if !isListedAlike { bindListed(put, with: statement) }
        try write(put, version: version, with: statement, replacing: row)
    }

    func remove(_ row: Found) throws(KVError) {
        removeStatement.bind(row.number, at: 1)
        try removeStatement.run()
        if let file = row.file { try files.remove(file, entry: row.number) }
    }

    func reservedVersion() throws(KVError) -> UInt64 {
        let version = try connection.integer("SELECT reserved_version FROM store", operation: "open")
        guard let version else {
            throw KVError(code: SQLITE_CORRUPT, operation: "open", message: "the row of table store is missing")
        }
        return UInt64(bitPattern: version)
    }

    func reserveVersions(upTo version: UInt64) throws(KVError) {
        reserveStatement.bind(Int64(bitPattern: version), at: 1)
        try reserveStatement.run()
    }

    /// What a listing tells of an entry.
    private func bindListed(_ put: KVPut, with statement: Statement) {
        statement.bind(put.expiresAt, at: 3)
        statement.bind(copying: put.metadata, at: 5)
    }

    private func write(
        _ put: KVPut, version: UInt64, with statement: Statement, replacing row: Found?
    ) throws(KVError) {
        statement.bind(Int64(bitPattern: version), at: 2)
        statement.bind(copying: put.contentType, at: 4)
        switch put.value {
        case .inline(let bytes):
            // The value is lent, not copied: it may have 25 MiB. `run()` lets go of it on every way out.
            try unsafe bytes.span.withUnsafeBytes { value throws(KVError) in
                unsafe statement.bind(lending: value, at: 1)
                try statement.run()
            }
            if let row, let file = row.file { try files.remove(file, entry: row.number) }
        case .file(let file):
            statement.bind(Int64(0), at: 1)
            try statement.run()
            if let row, let file = row.file { try files.remove(file, entry: row.number) }
            do throws(KVError) {
                try files.insert(file.row, entry: row?.number ?? connection.lastInserted)
            } catch {
                // The entry has been written: this must not count as a failure of one statement.
                throw KVError(code: SQLITE_ABORT, operation: "put", message: error.message)
            }
        }
    }
}

extension KVError {
    /// Whether SQLite undoes only the statement for it and the transaction is sound. For the others, which come from
    /// below, SQLite's advice is to roll back (sqlite.org/lang_transaction.html section 3).
    var concernsOneStatement: Bool {
        [SQLITE_CONSTRAINT, SQLITE_TOOBIG, SQLITE_MISMATCH].contains(primaryCode)
    }
}
