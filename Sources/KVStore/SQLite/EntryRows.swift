// SPDX-License-Identifier: Apache-2.0

import CSQLite

/// The statements of the writer, over the tables of `Schema`.
final class EntryRows {
    private let connection: Connection
    private let beginStatement: Statement
    private let commitStatement: Statement
    private let findStatement: Statement
    private let insertStatement: Statement
    private let updateStatement: Statement
    private let removeStatement: Statement
    private let clearStatement: Statement
    private let anyStatement: Statement
    private let expiredStatement: Statement
    private let namespaceStatement: Statement
    private let addNamespaceStatement: Statement
    private let removeNamespaceStatement: Statement
    private let reserveStatement: Statement
    /// Numbers of namespaces met so far.
    private var numbers: [KVNamespace: Int64] = [:]

    /// Namespaces whose numbers are kept; beyond, all are forgotten and looked up again.
    private static let keptNumbers = 65_536

    init(connection: Connection) throws(KVError) {
        self.connection = connection
        beginStatement = try connection.prepare("BEGIN IMMEDIATE", operation: "begin write")
        commitStatement = try connection.prepare("COMMIT", operation: "commit")
        findStatement = try connection.prepare(
            "SELECT number, version, expires_at FROM entries WHERE namespace = ?1 AND key = ?2", operation: "find")
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
        removeStatement = try connection.prepare("DELETE FROM entries WHERE number = ?1", operation: "delete")
        clearStatement = try connection.prepare(
            """
            DELETE FROM entries
            WHERE number IN (SELECT number FROM entries WHERE namespace = ?1 ORDER BY key LIMIT ?2)
            """, operation: "clear")
        anyStatement = try connection.prepare(
            "SELECT 1 FROM entries WHERE namespace = ?1 LIMIT 1", operation: "clear")
        expiredStatement = try connection.prepare(
            """
            DELETE FROM entries
            WHERE number IN (SELECT number FROM entries WHERE expires_at <= ?1 ORDER BY expires_at LIMIT ?2)
            """, operation: "sweep")
        namespaceStatement = try connection.prepare(
            "SELECT number FROM namespaces WHERE name = ?1", operation: "find namespace")
        addNamespaceStatement = try connection.prepare(
            "INSERT INTO namespaces (name) VALUES (?1) RETURNING number", operation: "add namespace")
        removeNamespaceStatement = try connection.prepare(
            "DELETE FROM namespaces WHERE number = ?1", operation: "remove namespace")
        reserveStatement = try connection.prepare(
            "UPDATE store SET reserved_version = ?1", operation: "reserve versions")
    }

    /// A row as far as a precondition needs it.
    struct Found {
        let number: Int64
        let version: UInt64
        let expiresAt: Int64?

        func isAlive(now: Int64) -> Bool {
            guard let expiresAt else { return true }
            return expiresAt > now
        }
    }

    func begin() throws(KVError) { try beginStatement.run() }

    func commit() throws(KVError) { try commitStatement.run() }

    /// Ends a transaction that failed, if SQLite has not done so already.
    func rollBack() {
        // It may have held namespaces that are gone now.
        numbers.removeAll()
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
        return Found(
            number: findStatement.integer(at: 0), version: UInt64(bitPattern: findStatement.integer(at: 1)),
            expiresAt: findStatement.optionalInteger(at: 2))
    }

    func insert(_ put: KVPut, namespace: Int64, version: UInt64) throws(KVError) {
        insertStatement.bind(namespace, at: 6)
        insertStatement.bind(copying: put.key.bytes, at: 7)
        try write(put, version: version, with: insertStatement)
    }

    func update(_ number: Int64, to put: KVPut, version: UInt64) throws(KVError) {
        updateStatement.bind(number, at: 6)
        try write(put, version: version, with: updateStatement)
    }

    func remove(_ number: Int64) throws(KVError) {
        removeStatement.bind(number, at: 1)
        try removeStatement.run()
    }

    /// Removes up to `limit` entries of a namespace and returns how many.
    func clear(namespace: Int64, limit: Int) throws(KVError) -> Int {
        clearStatement.bind(namespace, at: 1)
        clearStatement.bind(Int64(max(1, limit)), at: 2)
        try clearStatement.run()
        return connection.changes
    }

    func isEmpty(namespace: Int64) throws(KVError) -> Bool {
        defer { anyStatement.reset() }
        anyStatement.bind(namespace, at: 1)
        return try !anyStatement.step()
    }

    /// Removes up to `limit` expired entries, in a transaction of its own, and returns how many.
    func removeExpired(limit: Int, now: Int64) throws(KVError) -> Int {
        expiredStatement.bind(now, at: 1)
        expiredStatement.bind(Int64(max(0, limit)), at: 2)
        try expiredStatement.run()
        return connection.changes
    }

    /// The number of a namespace; nil when there is none and none shall be made.
    func namespace(_ namespace: KVNamespace, create: Bool) throws(KVError) -> Int64? {
        if let number = numbers[namespace] { return number }
        let statement = create ? addNamespaceStatement : namespaceStatement
        defer { statement.reset() }
        statement.bindText(copying: namespace.utf8, at: 1)
        guard try statement.step() else { return nil }
        let number = statement.integer(at: 0)
        if numbers.count >= EntryRows.keptNumbers { numbers.removeAll() }
        numbers[namespace] = number
        return number
    }

    func removeNamespace(_ namespace: KVNamespace, number: Int64) throws(KVError) {
        removeNamespaceStatement.bind(number, at: 1)
        try removeNamespaceStatement.run()
        numbers[namespace] = nil
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

    private func write(_ put: KVPut, version: UInt64, with statement: Statement) throws(KVError) {
        statement.bind(Int64(bitPattern: version), at: 2)
        statement.bind(put.expiresAt, at: 3)
        statement.bind(copying: put.contentType, at: 4)
        statement.bind(copying: put.metadata, at: 5)
        // The value is lent, not copied: it may have 25 MiB. `run()` lets go of it on every way out.
        try unsafe put.value.span.withUnsafeBytes { value throws(KVError) in
            unsafe statement.bind(lending: value, at: 1)
            try statement.run()
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
