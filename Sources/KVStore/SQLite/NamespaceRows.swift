// SPDX-License-Identifier: Apache-2.0

import CSQLite

/// The writer's statements over the table of namespaces, and what it remembers of it between two of them.
///
/// Counts are gathered during a transaction and written once for each namespace before its end: a batch of puts into
/// one namespace writes one page more.
final class NamespaceRows {
    private let connection: Connection
    private let identity: (@Sendable (KVNamespace) -> (id: String, title: String))?
    private let findStatement: Statement
    private let addStatement: Statement
    private let nameStatement: Statement
    private let titleStatement: Statement
    private let renameStatement: Statement
    private let retireStatement: Statement
    private let retiredStatement: Statement
    private let removeStatement: Statement
    private let usageStatement: Statement
    private let bytesStatement: Statement
    private let rangeStatement: Statement
    /// Numbers of namespaces met so far.
    private var numbers: [KVNamespace: Int64] = [:]
    /// What the open transaction has changed so far.
    private var changes: [Int64: KVUsage] = [:]

    /// Namespaces whose numbers are kept; beyond, all are forgotten and looked up again.
    private static let keptNumbers = 65_536

    init(connection: Connection, options: KVOptions) throws(KVError) {
        self.connection = connection
        identity = options.namespaceIdentity
        findStatement = try connection.prepare(
            "SELECT number FROM namespaces WHERE name = ?1", operation: "find namespace")
        addStatement = try connection.prepare(
            "INSERT INTO namespaces (name, id, title) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING RETURNING number",
            operation: "add namespace")
        nameStatement = try connection.prepare(
            "SELECT name FROM namespaces WHERE number = ?1 AND is_removed = 0", operation: "name namespace")
        titleStatement = try connection.prepare(
            "SELECT number FROM namespaces WHERE title = ?1", operation: "find title")
        renameStatement = try connection.prepare(
            "UPDATE namespaces SET title = ?2 WHERE number = ?1", operation: "rename namespace")
        // The name is free again at once. Nobody can ask for the new one: it is the router's own.
        retireStatement = try connection.prepare(
            """
            UPDATE namespaces SET id = NULL, title = NULL, is_removed = 1,
                name = '\(KVNamespace.systemPrefix)removed:' || number
            WHERE number = ?1
            """, operation: "remove namespace")
        retiredStatement = try connection.prepare(
            "SELECT number FROM namespaces WHERE is_removed = 1 ORDER BY number LIMIT 1", operation: "reclaim")
        removeStatement = try connection.prepare(
            "DELETE FROM namespaces WHERE number = ?1", operation: "remove namespace")
        usageStatement = try connection.prepare(
            "UPDATE namespaces SET key_count = key_count + ?2, byte_count = byte_count + ?3 WHERE number = ?1",
            operation: "count")
        bytesStatement = try connection.prepare(
            "SELECT byte_count FROM namespaces WHERE number = ?1", operation: "count")
        rangeStatement = try connection.prepare(
            "SELECT number, byte_count FROM namespaces WHERE name >= ?1 AND name < ?2", operation: "count")
    }

    /// The number of a namespace, nil when there is none.
    func find(_ namespace: KVNamespace) throws(KVError) -> Int64? {
        if let number = numbers[namespace] { return number }
        defer { findStatement.reset() }
        findStatement.bindText(copying: namespace.utf8, at: 1)
        guard try findStatement.step() else { return nil }
        let number = findStatement.integer(at: 0)
        keep(number, of: namespace)
        return number
    }

    /// Makes the namespace of a put, which has been looked for in vain.
    func make(_ namespace: KVNamespace) throws(KVError) -> Int64 {
        if !namespace.isSystem, let given = identity?(namespace) {
            for candidate in NamespaceIdentity(id: given.id, title: given.title).alternatives {
                if let number = try add(namespace, candidate) { return number }
            }
        }
        // Without an id it is in no listing, but a client can use it.
        if let number = try add(namespace, nil) { return number }
        throw KVError(code: SQLITE_INTERNAL, operation: "add namespace", message: "the namespace is there and is not")
    }

    /// Makes a namespace; nil when its name, its id or its title is in use.
    func add(_ namespace: KVNamespace, _ identity: NamespaceIdentity?) throws(KVError) -> Int64? {
        defer { addStatement.reset() }
        addStatement.bindText(copying: namespace.utf8, at: 1)
        addStatement.bindText(copying: identity.map { Array($0.id.utf8) }, at: 2)
        addStatement.bindText(copying: identity.map { Array($0.title.utf8) }, at: 3)
        guard try addStatement.step() else { return nil }
        let number = addStatement.integer(at: 0)
        keep(number, of: namespace)
        return number
    }

    /// The number of the namespace that has a title.
    func holder(ofTitle title: String) throws(KVError) -> Int64? {
        defer { titleStatement.reset() }
        titleStatement.bindText(copying: Array(title.utf8), at: 1)
        return try titleStatement.step() ? titleStatement.integer(at: 0) : nil
    }

    func rename(_ number: Int64, title: String) throws(KVError) {
        renameStatement.bind(number, at: 1)
        renameStatement.bindText(copying: Array(title.utf8), at: 2)
        try renameStatement.run()
    }

    /// Takes away name, id and title; the row stays until its entries are gone.
    func retire(_ namespace: KVNamespace, number: Int64) throws(KVError) {
        retireStatement.bind(number, at: 1)
        try retireStatement.run()
        numbers[namespace] = nil
    }

    /// A namespace that was removed and may still have entries.
    func retired() throws(KVError) -> Int64? {
        defer { retiredStatement.reset() }
        return try retiredStatement.step() ? retiredStatement.integer(at: 0) : nil
    }

    /// Removes the row of a namespace without entries.
    func remove(_ number: Int64) throws(KVError) {
        removeStatement.bind(number, at: 1)
        try removeStatement.run()
        changes[number] = nil
    }

    /// Notes a change of what a namespace holds.
    func count(_ number: Int64, keys: Int, bytes: Int) {
        changes[number, default: KVUsage()].keys += keys
        changes[number, default: KVUsage()].bytes += bytes
    }

    /// Bytes that namespaces hold together, what the open transaction has changed included.
    func bytes(of group: KVNamespaceGroup) throws(KVError) -> Int {
        let first = try find(group.namespace)
        var bytes = try first.map { number throws(KVError) in try self.bytes(of: number) } ?? 0
        guard let range = group.range else { return bytes }
        defer { rangeStatement.reset() }
        rangeStatement.bindText(copying: range.from, at: 1)
        rangeStatement.bindText(copying: range.to, at: 2)
        while try rangeStatement.step() {
            let number = rangeStatement.integer(at: 0)
            if number != first { bytes += Int(rangeStatement.integer(at: 1)) + (changes[number]?.bytes ?? 0) }
        }
        return bytes
    }

    private func bytes(of number: Int64) throws(KVError) -> Int {
        defer { bytesStatement.reset() }
        bytesStatement.bind(number, at: 1)
        let stored = try bytesStatement.step() ? Int(bytesStatement.integer(at: 0)) : 0
        return stored + (changes[number]?.bytes ?? 0)
    }

    /// Writes the changes that were noted: the last thing before a commit.
    func writeCounts() throws(KVError) {
        for (number, change) in changes where change != KVUsage() {
            usageStatement.bind(number, at: 1)
            usageStatement.bind(Int64(change.keys), at: 2)
            usageStatement.bind(Int64(change.bytes), at: 3)
            try usageStatement.run()
        }
        changes.removeAll(keepingCapacity: true)
    }

    /// Forgets everything: a transaction was rolled back, and may have held namespaces that are gone now.
    func forget() {
        numbers.removeAll()
        changes.removeAll()
    }

    /// The namespace that has a number, nil if it was removed.
    func name(_ number: Int64) throws(KVError) -> KVNamespace? {
        defer { nameStatement.reset() }
        nameStatement.bind(number, at: 1)
        return try nameStatement.step() ? KVNamespace(utf8: nameStatement.bytes(at: 0)) : nil
    }

    /// Gives rows of an older release, which have no id, what a put would give them. A thousand at a time, so that the
    /// log stays short.
    func fillIdentities() throws(KVError) {
        guard let identity else { return }
        var last: Int64 = 0
        repeat {
            let rows = try withoutIdentity(after: last)
            guard let end = rows.last else { return }
            try connection.execute("BEGIN IMMEDIATE", operation: "identify namespaces")
            do throws(KVError) {
                for row in rows { try fill(row.number, identity(row.namespace)) }
                try connection.execute("COMMIT", operation: "identify namespaces")
            } catch {
                if connection.isInTransaction { try? connection.execute("ROLLBACK", operation: "roll back") }
                throw error
            }
            last = end.number
        } while true
    }

    private func withoutIdentity(after number: Int64) throws(KVError) -> [(number: Int64, namespace: KVNamespace)] {
        try connection.rows(
            """
            SELECT number, name FROM namespaces
            WHERE id IS NULL AND substr(name, 1, 7) <> '\(KVNamespace.systemPrefix)' AND number > \(number)
            ORDER BY number LIMIT 1000
            """, operation: "identify namespaces"
        ) { ($0.integer(at: 0), KVNamespace(utf8: $0.bytes(at: 1))) }
    }

    private func fill(_ number: Int64, _ given: (id: String, title: String)) throws(KVError) {
        let statement = try connection.prepare(
            "UPDATE OR IGNORE namespaces SET id = ?2, title = ?3 WHERE number = ?1", operation: "identify namespaces")
        defer { connection.discard(statement) }
        for candidate in NamespaceIdentity(id: given.id, title: given.title).alternatives {
            statement.bind(number, at: 1)
            statement.bindText(copying: Array(candidate.id.utf8), at: 2)
            statement.bindText(copying: Array(candidate.title.utf8), at: 3)
            try statement.run()
            if connection.changes > 0 { return }
        }
    }

    private func keep(_ number: Int64, of namespace: KVNamespace) {
        if numbers.count >= NamespaceRows.keptNumbers { numbers.removeAll() }
        numbers[namespace] = number
    }
}
