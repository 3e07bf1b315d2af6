// SPDX-License-Identifier: Apache-2.0

/// The writer's statements over the table of values that are files, and the files that the open transaction frees.
final class ValueFileRows {
    private let findStatement: Statement
    private let idStatement: Statement
    private let insertStatement: Statement
    private let removeStatement: Statement
    /// Files that no row names any more once the open transaction is committed.
    private(set) var freed: [String] = []

    init(connection: Connection) throws(KVError) {
        findStatement = try connection.prepare(
            "SELECT id, length, checksum FROM value_files WHERE entry = ?1", operation: "find value")
        idStatement = try connection.prepare("SELECT 1 FROM value_files WHERE id = ?1", operation: "find value")
        insertStatement = try connection.prepare(
            "INSERT INTO value_files (entry, id, length, checksum) VALUES (?1, ?2, ?3, ?4)", operation: "put")
        removeStatement = try connection.prepare("DELETE FROM value_files WHERE entry = ?1", operation: "free value")
    }

    /// The file of an entry.
    func find(_ entry: Int64) throws(KVError) -> ValueFileRow? {
        defer { findStatement.reset() }
        findStatement.bind(entry, at: 1)
        return try findStatement.step() ? ValueFileRow(findStatement, at: 0) : nil
    }

    /// Whether any entry has the file.
    func contains(id: String) throws(KVError) -> Bool {
        defer { idStatement.reset() }
        idStatement.bindText(copying: Array(id.utf8), at: 1)
        return try idStatement.step()
    }

    func insert(_ row: ValueFileRow, entry: Int64) throws(KVError) {
        insertStatement.bind(entry, at: 1)
        insertStatement.bindText(copying: Array(row.id.utf8), at: 2)
        insertStatement.bind(Int64(row.length), at: 3)
        insertStatement.bind(Int64(bitPattern: row.checksum), at: 4)
        try insertStatement.run()
    }

    /// Removes the row of an entry; its file goes after the commit.
    func remove(_ row: ValueFileRow, entry: Int64) throws(KVError) {
        removeStatement.bind(entry, at: 1)
        try removeStatement.run()
        freed.append(row.id)
    }

    /// The files to remove after a commit, once.
    func takeFreed() -> [String] {
        defer { freed = [] }
        return freed
    }
}

extension ValueFileRow {
    /// The columns id, length and checksum of the current row, from an index on.
    init(_ row: Statement, at column: Int32) {
        id = row.text(at: column)
        length = Int(row.integer(at: column + 1))
        checksum = UInt64(bitPattern: row.integer(at: column + 2))
    }
}
