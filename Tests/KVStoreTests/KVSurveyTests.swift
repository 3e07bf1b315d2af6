// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import KVStore

struct KVSurveyTests {
    private let directory: TestDirectory
    private let newest = Schema.migrations.count

    init() throws { directory = try TestDirectory() }

    private func survey(_ limit: Int = .max) throws(KVError) -> KVSurvey {
        try KVStore.survey(directory: directory.path, lookingThroughUpTo: limit)
    }

    private func execute(_ sql: String) throws {
        let connection = try Connection(
            path: directory.database, mode: .readWriteCreate, busyTimeoutMilliseconds: 1000)
        try connection.execute(sql, operation: "test")
    }

    @Test func nothingIsNoStoreAndStaysNothing() throws {
        #expect(
            try survey() == KVSurvey(schema: nil, newestSchema: newest, bytes: 0, isLookedThrough: true))
        #expect(Files.names(in: directory.path).isEmpty)
    }

    @Test func aSoundStoreIsLookedThroughUpToTheLimitWhileItIsInUse() throws {
        let store = try directory.open()
        let writer = try store.makeWriter()
        _ = writer.apply([try put("a", "1", in: KVNamespace(name: "client:acme"))], now: 0)
        let whole = try survey()
        #expect(whole.schema == newest && whole.damage == nil && whole.isLookedThrough && whole.bytes > 0)
        #expect(try survey(whole.bytes).isLookedThrough)
        #expect(try !survey(whole.bytes - 1).isLookedThrough)
        #expect(writer.apply([try put("b", "1", in: KVNamespace(name: "client:acme"))], now: 0)[0].isCreated)
    }

    @Test func anOlderSchemaIsSaidAndLeftAsItIs() throws {
        let connection = try Connection(
            path: directory.database, mode: .readWriteCreate, busyTimeoutMilliseconds: 1000)
        try Schema.migrate(connection, from: .new, migrations: [Schema.migrations[0]])
        connection.close()
        for _ in 0..<2 { #expect(try survey().schema == 1) }
    }

    private func refusal() -> KVError.Kind? {
        do throws(KVError) {
            _ = try survey()
            return nil
        } catch {
            return error.kind
        }
    }

    @Test func aNewerOneAndAnotherProgramsAreRefused() throws {
        _ = try directory.open()
        try execute("PRAGMA user_version = \(newest + 1)")
        #expect(refusal() == .newerSchema)
        try execute("PRAGMA application_id = 7")
        #expect(refusal() == .anotherProgram)
    }

    @Test func damageIsFoundWhereOpeningWouldFindIt() throws {
        _ = try directory.open()
        try execute("DROP TABLE entries")
        #expect(try survey().damage != nil)
        try Files.write(bytes("this is no database, however long it may be"), to: directory.database)
        #expect(try survey().damage != nil)
    }

    @Test func aLogWithoutItsDatabaseIsDamage() throws {
        try Files.write(bytes("what is left of one"), to: directory.database + "-wal")
        #expect(refusal() == .damaged)
    }

    @Test func theLibraryOfThisMachineWillDo() {
        #expect(KVStore.library >= KVStore.oldestLibrary && KVStore.isLibraryThreadSafe)
    }
}
