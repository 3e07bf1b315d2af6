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
