// SPDX-License-Identifier: Apache-2.0

/// What a backup has beside the tables of the store: the bytes of the values that are files, in pieces.
enum BackupFile {
    /// Bytes of a value in one row: large enough to be few, small enough to be held in memory.
    static let chunkBytes = 1024 * 1024

    /// Makes the table.
    static let schema = """
        CREATE TABLE value_chunks (
            file TEXT NOT NULL,
            position INTEGER NOT NULL,
            data BLOB NOT NULL,
            UNIQUE (file, position)
        )
        """

    /// Reads a value from the rows of a backup, in pieces, and throws if its bytes are not those that were backed up.
    static func read(
        _ row: ValueFileRow, from connection: Connection, _ body: ([UInt8]) throws(KVError) -> Void
    ) throws(KVError) {
        let chunks = try connection.prepare(
            "SELECT data FROM value_chunks WHERE file = ?1 ORDER BY position", operation: "read backup")
        defer { connection.discard(chunks) }
        chunks.bindText(copying: Array(row.id.utf8), at: 1)
        var checksum = ValueChecksum()
        var length = 0
        while try chunks.step() {
            let bytes = chunks.bytes(at: 0)
            checksum.update(bytes.span)
            length += bytes.count
            try body(bytes)
        }
        guard length == row.length, checksum.value == row.checksum else {
            throw KVError(valueLost: "read backup", message: "the bytes of a value are not those that were stored")
        }
    }

    /// The rows of `value_files`, page by page.
    static func forEachValue(
        _ connection: Connection, operation: String, _ body: (ValueFileRow, KVProgress) throws(KVError) -> Void
    ) throws(KVError) {
        let total = Int(try connection.integer("SELECT count(*) FROM value_files", operation: operation) ?? 0)
        var done = 0
        var last = Int64.min
        while true {
            let page = try connection.rows(
                """
                SELECT entry, id, length, checksum FROM value_files WHERE entry > \(last) ORDER BY entry LIMIT 256
                """, operation: operation
            ) { (entry: $0.integer(at: 0), file: ValueFileRow($0, at: 1)) }
            guard let end = page.last else { return }
            for row in page {
                done += 1
                try body(row.file, KVProgress(phase: .values, done: done, total: total))
            }
            last = end.entry
        }
    }
}
