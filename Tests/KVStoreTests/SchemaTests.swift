// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import KVStore

struct SchemaTests {
    private let directory: TestDirectory

    init() throws { directory = try TestDirectory() }

    private func connect() throws -> Connection {
        try Connection(path: directory.database, mode: .readWriteCreate, busyTimeoutMilliseconds: 1000)
    }

    @Test func aNewFileIsTakenThroughEveryStepAndMarkedAsOurs() throws {
        let connection = try connect()
        #expect(try Schema.inspect(connection) == .new)
        try Schema.migrate(connection, from: .new)
        #expect(try Schema.inspect(connection) == .version(Schema.migrations.count))
        #expect(try connection.integer("PRAGMA application_id", operation: "test") == Schema.applicationID)
    }

    @Test func anOlderFileGetsTheStepsItLacksAndKeepsItsData() throws {
        let connection = try connect()
        try Schema.migrate(connection, from: .new)
        try connection.execute("INSERT INTO namespaces (number, name) VALUES (1, 'kept')", operation: "test")
        let next = Schema.migrations + ["ALTER TABLE namespaces ADD COLUMN quota INTEGER NOT NULL DEFAULT 9;"]
        let state = try Schema.inspect(connection, migrations: next)
        try Schema.migrate(connection, from: state, migrations: next)
        #expect(try connection.integer("SELECT quota FROM namespaces WHERE name = 'kept'", operation: "test") == 9)
        #expect(try Schema.inspect(connection, migrations: next) == .version(Schema.migrations.count + 1))
    }

    /// A store as the release before wrote it, with rows of each sort.
    private func makeVersion3() throws {
        let connection = try connect()
        _ = try connection.text("PRAGMA journal_mode = WAL", operation: "test")
        try Schema.migrate(connection, from: .new, migrations: Array(Schema.migrations.prefix(3)))
        try connection.execute(
            """
            INSERT INTO namespaces (number, name, key_count, byte_count)
            VALUES (1, 'client:a', 4, 20), (2, 'client:b', 1, 2);
            INSERT INTO entries VALUES
                (1, 1, CAST('plain' AS BLOB), 1, NULL, NULL, NULL, CAST('1' AS BLOB)),
                (2, 2, CAST('k' AS BLOB), 2, NULL, NULL, NULL, CAST('b' AS BLOB)),
                (3, 1, CAST('k' AS BLOB), 3, 90, NULL, NULL, CAST('a' AS BLOB)),
                (4, 1, CAST('all' AS BLOB), 4, 80, CAST('a/b' AS BLOB), CAST('{}' AS BLOB), CAST('2' AS BLOB)),
                (9, 1, CAST('empty' AS BLOB), 5, NULL, NULL, NULL, zeroblob(0));
            UPDATE store SET reserved_version = 5;
            """, operation: "test")
        connection.close()
    }

    @Test func aStoreOfTheVersionWithAUniqueIndexIsTheSameAfterwards() throws {
        try makeVersion3()
        let store = try directory.open()
        let writer = try store.makeWriter()
        let reader = try store.makeReader()
        let (a, b) = (KVNamespace(name: "client:a"), KVNamespace(name: "client:b"))
        let page = try reader.list(a, prefix: [], limit: 10, cursor: nil, now: 10)
        #expect(page.names == ["all", "empty", "k", "plain"].map(bytes))
        #expect(page.expirations == [80, nil, 90, nil])
        #expect(page.metadata == [bytes("{}"), nil, nil, nil])
        #expect(try reader.entry("all", in: a)?.contentType == bytes("a/b"))
        #expect(try reader.text("k", in: a) == "a")
        #expect(try reader.text("k", in: b) == "b")
        #expect(try reader.entry("k", in: b)?.etag == EntityTag.bytes(version: 2))
        // A key is still there only once.
        #expect(writer.apply([try put("plain", "3", in: a)], now: 10)[0].isReplaced)
        #expect(try writer.sweep(limit: 10, now: 85).map(\.key.bytes) == [bytes("all")])
        #expect(try reader.names(in: a) == ["empty", "k", "plain"])
        #expect(try KVStore.verify(directory: directory.path).findings.map(\.kind) == [.count])
        writer.close()
        #expect(try Schema.inspect(connect()) == .version(4))
    }

    @Test func theStepFromTheUniqueIndexIsUndoneAsAWhole() throws {
        try makeVersion3()
        let connection = try connect()
        let broken = Schema.migrations.prefix(3) + [Schema.migrations[3] + "INSERT INTO nowhere VALUES (1);"]
        #expect(throws: KVError.self) {
            try Schema.migrate(connection, from: .version(3), migrations: Array(broken))
        }
        connection.close()
        let again = try connect()
        #expect(try Schema.inspect(again) == .version(3))
        #expect(try again.text("PRAGMA integrity_check", operation: "test") == "ok")
        let unique = "SELECT 1 FROM sqlite_schema WHERE name = 'sqlite_autoindex_entries_1'"
        #expect(try again.integer(unique, operation: "test") == 1)
        again.close()
        #expect(try directory.open().makeReader().text("k", in: KVNamespace(name: "client:a")) == "a")
    }

    @Test func aListingReadsTheIndexAlone() throws {
        try directory.open().makeWriter().close()
        let plan = try connect().rows("EXPLAIN QUERY PLAN " + KVReader.scanQuery, operation: "test") { $0.text(at: 3) }
        #expect(plan == ["SEARCH entries USING COVERING INDEX entries_by_key (namespace=? AND key>? AND key<?)"])
    }

    @Test func aStepThatFailsLeavesTheFileAtTheStepBefore() throws {
        let connection = try connect()
        try Schema.migrate(connection, from: .new)
        let broken = Schema.migrations + ["CREATE TABLE extra (a); INSERT INTO nowhere VALUES (1);"]
        #expect(throws: KVError.self) {
            try Schema.migrate(connection, from: .version(Schema.migrations.count), migrations: broken)
        }
        #expect(!connection.isInTransaction)
        #expect(try Schema.inspect(connection) == .version(Schema.migrations.count))
        let extra = "SELECT 1 FROM sqlite_schema WHERE name = 'extra'"
        #expect(try connection.integer(extra, operation: "test") == nil)
    }

    @Test func aNewerFileIsRefusedAndNotTouched() throws {
        try directory.open().makeWriter().close()
        let connection = try connect()
        try connection.execute("PRAGMA user_version = \(Schema.migrations.count + 1)", operation: "test")
        _ = try connection.checkpoint(truncate: true)
        connection.close()
        let before = try Files.read(directory.database)
        #expect { try directory.open() } throws: { ($0 as? KVError)?.isNewerSchema == true }
        #expect(try Files.read(directory.database) == before)
    }

    @Test func aDatabaseOfAnotherProgramIsRefusedAndNotTouched() throws {
        let connection = try connect()
        try connection.execute("CREATE TABLE entries (a)", operation: "test")
        connection.close()
        let before = try Files.read(directory.database)
        #expect { try directory.open() } throws: { ($0 as? KVError)?.kind == .anotherProgram }
        #expect(try Files.read(directory.database) == before)
    }
}
