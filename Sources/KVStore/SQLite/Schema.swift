// SPDX-License-Identifier: Apache-2.0

import CSQLite
import Glibc

/// The tables, and how a file of an older release becomes one of this release.
///
/// `entries` is a rowid table with an index beside it: WITHOUT ROWID keeps only about 1,000 bytes of a row in a page of
/// 4 KiB, so that values of 1 KiB would each need a second page (measured: 93 MB instead of 28). `value` is the last
/// column, so that who wants those before it does not walk a large value's overflow pages.
///
/// `entries_by_key` has all that a listing tells, so that it reads neighbouring pages of the index and not one page of
/// the table for each key. A put that leaves expiry and metadata as they were does not write to it. It is not declared
/// unique, because then it could not have those columns: the one writer looks for a key before it inserts it.
enum Schema {
    /// Marks the file as ours: "EdKV" in ASCII.
    static let applicationID: Int64 = 0x4564_4b56

    /// Step i takes a file from version i to i + 1. A step that was released is never changed; a new one is added.
    static let migrations = [
        """
        CREATE TABLE store (
            only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
            reserved_version INTEGER NOT NULL
        );
        INSERT INTO store VALUES (1, 0);
        CREATE TABLE namespaces (
            number INTEGER PRIMARY KEY,
            name TEXT NOT NULL UNIQUE
        );
        CREATE TABLE entries (
            number INTEGER PRIMARY KEY,
            namespace INTEGER NOT NULL,
            key BLOB NOT NULL,
            version INTEGER NOT NULL,
            expires_at INTEGER,
            content_type BLOB,
            metadata BLOB,
            value BLOB NOT NULL,
            UNIQUE (namespace, key)
        );
        CREATE INDEX entries_by_expiry ON entries (expires_at) WHERE expires_at IS NOT NULL;
        """,
        // `NOT INDEXED`: one pass over the file instead of a search for each row.
        """
        ALTER TABLE namespaces ADD COLUMN id TEXT;
        ALTER TABLE namespaces ADD COLUMN title TEXT;
        ALTER TABLE namespaces ADD COLUMN key_count INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE namespaces ADD COLUMN byte_count INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE namespaces ADD COLUMN is_removed INTEGER NOT NULL DEFAULT 0;
        CREATE UNIQUE INDEX namespaces_by_id ON namespaces (id) WHERE id IS NOT NULL;
        CREATE UNIQUE INDEX namespaces_by_title ON namespaces (title) WHERE title IS NOT NULL;
        CREATE INDEX namespaces_without_id ON namespaces (number)
            WHERE id IS NULL AND substr(name, 1, 7) <> 'system:';
        CREATE INDEX namespaces_removed ON namespaces (number) WHERE is_removed = 1;
        UPDATE namespaces SET key_count = counted.keys, byte_count = counted.bytes
        FROM (
            SELECT namespace, count(*) AS keys,
                sum(length(key) + length(value) + ifnull(length(metadata), 0)) AS bytes
            FROM entries NOT INDEXED GROUP BY namespace
        ) AS counted WHERE counted.namespace = namespaces.number;
        """,
        // An entry whose value is a file has the number 0 for a value and a row here.
        """
        CREATE TABLE value_files (
            entry INTEGER PRIMARY KEY,
            id TEXT NOT NULL UNIQUE,
            length INTEGER NOT NULL,
            checksum INTEGER NOT NULL
        );
        """,
        // The index of the table's UNIQUE clause becomes one of its own, which is the same on disk, and so can be
        // dropped (sqlite.org/pragma.html#pragma_writable_schema). Copying the table would double the file for good.
        """
        PRAGMA writable_schema = ON;
        UPDATE sqlite_schema SET sql = 'CREATE TABLE entries (
            number INTEGER PRIMARY KEY,
            namespace INTEGER NOT NULL,
            key BLOB NOT NULL,
            version INTEGER NOT NULL,
            expires_at INTEGER,
            content_type BLOB,
            metadata BLOB,
            value BLOB NOT NULL
        )' WHERE type = 'table' AND name = 'entries';
        UPDATE sqlite_schema SET name = 'entries_unique',
            sql = 'CREATE UNIQUE INDEX entries_unique ON entries (namespace, key)'
        WHERE type = 'index' AND name = 'sqlite_autoindex_entries_1';
        PRAGMA writable_schema = RESET;
        DROP INDEX entries_unique;
        CREATE INDEX entries_by_key ON entries (namespace, key, expires_at, metadata);
        """,
    ]

    /// What a file turned out to be, before anything in it was changed.
    enum State: Equatable {
        case new
        case version(Int)
    }

    /// Reads what the file is. Throws for one that is no database, someone else's, or a newer release's.
    static func inspect(_ connection: Connection, migrations: [String] = Schema.migrations) throws(KVError) -> State {
        let operation = "open"
        let application = try connection.integer("PRAGMA application_id", operation: operation) ?? 0
        let version = Int(try connection.integer("PRAGMA user_version", operation: operation) ?? 0)
        if application == 0, version == 0,
            try connection.integer("SELECT 1 FROM sqlite_schema LIMIT 1", operation: operation) == nil
        {
            return .new
        }
        guard application == applicationID, version >= 0 else {
            throw KVError(
                code: SQLITE_NOTADB, operation: operation, message: "an SQLite database of another program",
                kind: .anotherProgram)
        }
        guard version <= migrations.count else {
            throw KVError(
                code: SQLITE_FORMAT, operation: operation,
                message: "schema version \(version) is newer than \(migrations.count), which is all this release knows",
                kind: .newerSchema)
        }
        return .version(version)
    }

    /// Looks through the structure of a whole file, every page and the order of all rows, if it is no longer than this.
    static func check(_ connection: Connection, upTo bytes: Int) throws(KVError) {
        let pages = try connection.integer("PRAGMA page_count", operation: "open") ?? 0
        guard pages * Int64(Connection.pageBytes) <= Int64(bytes) else { return }
        let finding = try connection.text("PRAGMA quick_check(1)", operation: "open")
        guard finding != "ok" else { return }
        // A page that cannot be read is a finding for it, too.
        let cause = errno == EIO ? EIO : 0
        throw KVError(code: SQLITE_CORRUPT, operation: "open", message: finding ?? "no answer", systemError: cause)
    }

    /// Reads a row by each table and index of this release, from its root to a leaf: what a cheap look can find of
    /// damage. SQLite itself has compared the file's length with its header by then.
    static func probe(_ connection: Connection) throws(KVError) {
        for query in probes { _ = try connection.integer(query, operation: "open") }
    }

    private static let probes = [
        "SELECT reserved_version FROM store",
        "SELECT number FROM namespaces LIMIT 1",
        "SELECT 1 FROM namespaces ORDER BY name LIMIT 1",
        "SELECT 1 FROM namespaces WHERE id IS NOT NULL ORDER BY id LIMIT 1",
        "SELECT 1 FROM namespaces WHERE title IS NOT NULL ORDER BY title LIMIT 1",
        "SELECT version FROM entries ORDER BY number LIMIT 1",
        "SELECT version FROM entries ORDER BY number DESC LIMIT 1",
        "SELECT 1 FROM entries ORDER BY namespace, key LIMIT 1",
        "SELECT 1 FROM entries WHERE expires_at IS NOT NULL ORDER BY expires_at LIMIT 1",
        "SELECT 1 FROM value_files ORDER BY entry LIMIT 1",
        "SELECT 1 FROM value_files ORDER BY id LIMIT 1",
    ]

    /// Runs the steps that are missing, each in one transaction with the version that it leads to, so that an
    /// interrupted one is run again from its start.
    static func migrate(
        _ connection: Connection, from state: State, migrations: [String] = Schema.migrations
    ) throws(KVError) {
        let first: Int
        switch state {
        case .new: first = 0
        case .version(let version): first = version
        }
        for step in migrations.indices.dropFirst(first) {
            let sql = """
                BEGIN IMMEDIATE;
                \(migrations[step])
                PRAGMA application_id = \(applicationID);
                PRAGMA user_version = \(step + 1);
                COMMIT;
                """
            do throws(KVError) {
                try connection.execute(sql, operation: "migrate to schema \(step + 1)")
            } catch {
                if connection.isInTransaction { try? connection.execute("ROLLBACK", operation: "roll back") }
                throw error
            }
        }
    }
}
