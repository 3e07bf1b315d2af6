// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import KVStore

struct ConnectionTests {
    private let directory: TestDirectory
    private let connection: Connection

    init() throws {
        directory = try TestDirectory()
        connection = try Connection(path: directory.database, mode: .readWriteCreate, busyTimeoutMilliseconds: 0)
    }

    @Test func anErrorNamesTheOperationAndHasSQLitesWords() {
        #expect {
            try connection.execute("SELECT * FROM nowhere", operation: "test")
        } throws: { error in
            guard let error = error as? KVError else { return false }
            return error.operation == "test" && error.message.contains("nowhere") && error.primaryCode == 1
        }
    }

    @Test func aReadOnlyConnectionNeitherCreatesNorWrites() throws {
        #expect {
            try Connection(path: directory.path + "/missing", mode: .readOnly, busyTimeoutMilliseconds: 0)
        } throws: { ($0 as? KVError)?.primaryCode == 14 }
        try connection.execute("CREATE TABLE t (a)", operation: "test")
        let reader = try Connection(path: directory.database, mode: .readOnly, busyTimeoutMilliseconds: 0)
        #expect { try reader.execute("INSERT INTO t VALUES (1)", operation: "test") } throws: {
            ($0 as? KVError)?.primaryCode == 8
        }
    }

    /// That the log or its index cannot be written is for `make fault-test`, which lets their opening fail.
    @Test func whatCannotBeWrittenIsToldBeforeTheFirstWrite() throws {
        #expect(try connection.text("PRAGMA journal_mode = WAL", operation: "test") == "wal")
        try connection.execute("CREATE TABLE t (a)", operation: "test")
        try connection.requireWritable(operation: "test")
        #expect(!connection.isInTransaction)
        let reader = try Connection(path: directory.database, mode: .readOnly, busyTimeoutMilliseconds: 0)
        #expect { try reader.requireWritable(operation: "test") } throws: { ($0 as? KVError)?.kind == .readOnly }
    }

    @Test func itKnowsWhetherATransactionIsOpenAndHowManyRowsChanged() throws {
        try connection.execute("CREATE TABLE t (a); INSERT INTO t VALUES (1), (2)", operation: "test")
        #expect(!connection.isInTransaction)
        try connection.execute("BEGIN; DELETE FROM t", operation: "test")
        #expect(connection.isInTransaction)
        #expect(connection.changes == 2)
        try connection.execute("ROLLBACK", operation: "test")
        #expect(!connection.isInTransaction)
    }

    @Test func theLengthOfTheLogIsReportedAndACheckpointEmptiesIt() throws {
        #expect(try connection.text("PRAGMA journal_mode = WAL", operation: "test") == "wal")
        connection.watchLog()
        try connection.execute("CREATE TABLE t (a)", operation: "test")
        let pages = connection.pagesInLog
        #expect(pages > 0)
        #expect(!connection.isLogMoved)
        let moved = try connection.checkpoint(truncate: false)
        #expect(moved == Connection.Checkpoint(logged: pages, moved: pages))
        #expect(connection.isLogMoved)
        #expect(connection.pagesInLog == pages)
        try connection.execute("INSERT INTO t VALUES (1)", operation: "test")
        #expect(!connection.isLogMoved)
        #expect(try connection.checkpoint(truncate: true).logged == 0)
        #expect(connection.pagesInLog == 0)
        #expect(connection.isLogMoved)
    }

    @Test func afterClosingEverythingIsAnErrorAndNothingACrash() throws {
        let statement = try connection.prepare("SELECT 1", operation: "test")
        connection.close()
        #expect(throws: KVError.self) { try statement.step() }
        #expect(throws: KVError.self) { try connection.execute("SELECT 1", operation: "test") }
        #expect(throws: KVError.self) { try connection.prepare("SELECT 1", operation: "test") }
        #expect(throws: KVError.self) { try connection.checkpoint(truncate: true) }
        #expect(!connection.isInTransaction)
        #expect(connection.changes == 0)
        connection.setBusyTimeout(milliseconds: 1)
        connection.close()
    }
}
