// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import KVStore

struct KVStoreTests {
    private let namespace = KVNamespace(name: "client:acme")

    @Test func whatWasWrittenIsThereAfterClosingAndOpening() throws {
        let directory = try TestDirectory()
        var etag: [UInt8]?
        do {
            let writer = try directory.open().makeWriter()
            etag = writer.apply([try put("a", "1", in: namespace)], now: 0)[0].etag
            writer.close()
        }
        let entry = try directory.open().makeReader().entry("a", in: namespace)
        #expect(entry?.value == bytes("1"))
        #expect(entry?.etag == etag)
    }

    @Test func closingLeavesOneFileWithEverythingInIt() throws {
        let directory = try TestDirectory()
        let writer = try directory.open().makeWriter()
        _ = writer.apply([try put("a", "1", in: namespace)], now: 0)
        writer.close()
        let copy = try TestDirectory()
        try Files.copy(directory.database, to: copy.database)
        #expect(try copy.open().makeReader().text("a", in: namespace) == "1")
    }

    @Test func thereIsOneWriter() throws {
        let directory = try TestDirectory()
        let store = try directory.open()
        let writer = try store.makeWriter()
        #expect(throws: KVError.self) { try store.makeWriter() }
        writer.close()
        #expect(throws: KVError.self) { try store.makeWriter() }
    }

    @Test func aMissingDirectoryIsAnError() {
        #expect { try KVStore.open(directory: "/nonexistent/directory") } throws: { error in
            (error as? KVError)?.primaryCode == 14
        }
    }

    // SQLite takes a file of one byte for an empty one (os_unix.c, unixFileSize).
    @Test(arguments: [2, 100, 20_000])
    func aFileThatIsNoDatabaseIsRefusedAndKept(_ count: Int) throws {
        let directory = try TestDirectory()
        let text = Array(bytes(String(repeating: "not a database ", count: 2000)).prefix(count))
        try Files.write(text, to: directory.database)
        #expect { try directory.open() } throws: { ($0 as? KVError)?.isCorrupt == true }
        #expect(try Files.read(directory.database) == text)
    }

    @Test func anEmptyFileIsANewStore() throws {
        let directory = try TestDirectory()
        try Files.write([], to: directory.database)
        let writer = try directory.open().makeWriter()
        #expect(writer.apply([try put("a", "1", in: namespace)], now: 0)[0].isCreated)
    }

    @Test func aDamagedPageIsAnErrorAndNoCrash() throws {
        let directory = try TestDirectory()
        var writer = try directory.open().makeWriter()
        _ = writer.apply(try (0..<200).map { try put("key \($0)", "value \($0)", in: namespace) }, now: 0)
        writer.close()
        var file = try Files.read(directory.database)
        #expect(file.count > 20_000)
        // Everything behind the schema's own page.
        for index in 4096..<file.count { file[index] = 0x5a }
        try Files.write(file, to: directory.database)
        // Found at the opening or at the first use, but found.
        #expect {
            let store = try directory.open()
            writer = try store.makeWriter()
            if let error = writer.apply([try put("key 1", "x", in: namespace)], now: 0)[0].error { throw error }
        } throws: { ($0 as? KVError)?.isCorrupt == true }
    }

    @Test(arguments: [1, 3, 5], [false, true])
    func damageOnTheWayToTheFirstRowsIsFoundAtTheOpening(_ page: Int, _ isCut: Bool) throws {
        let directory = try TestDirectory()
        let writer = try directory.open().makeWriter()
        _ = writer.apply(try (0..<200).map { try put("key \($0)", "value \($0)", in: namespace) }, now: 0)
        writer.close()
        var file = try Files.read(directory.database)
        try #require(file.count > 8 * 4096)
        let rest = (page * 4096)..<file.count
        file.replaceSubrange(rest, with: isCut ? [] : [UInt8](repeating: 0x5a, count: rest.count))
        try Files.write(file, to: directory.database)
        #expect { try directory.open() } throws: { ($0 as? KVError)?.kind == .damaged }
        #expect(try Files.read(directory.database) == file)
    }

    @Test func damageInTheMiddleOfASmallFileIsFoundAtTheOpening() throws {
        let directory = try TestDirectory()
        let writer = try directory.open().makeWriter()
        _ = writer.apply(try (0..<3000).map { try put("key \($0)", "value \($0)", in: namespace) }, now: 0)
        writer.close()
        var file = try Files.read(directory.database)
        // Neither the first leaf of a table nor the last.
        let leaves = (1..<file.count / 4096).filter { file[$0 * 4096] == 0x0d }
        let leaf = leaves[leaves.count / 2] * 4096
        for index in leaf..<leaf + 64 { file[index] = 0x5a }
        try Files.write(file, to: directory.database)
        #expect { try directory.open() } throws: { ($0 as? KVError)?.kind == .damaged }
        #expect(try Files.read(directory.database) == file)
        // A larger one is opened without looking there.
        var options = KVOptions()
        options.checkedAtOpenBytes = file.count - 1
        #expect(throws: Never.self) { try directory.open(options) }
    }

    @Test(arguments: [false, true])
    func aFileThatIsRefusedKeepsItsLog(_ isForeign: Bool) throws {
        let directory = try TestDirectory()
        let writer = try directory.open().makeWriter()
        let sql = isForeign ? "PRAGMA application_id = 7" : "PRAGMA user_version = 99"
        try writer.connection.execute(sql, operation: "test")
        let image = try directory.crashImage()
        let before = try [image.database, image.database + "-wal"].map { try Files.read($0) }
        #expect(before[1].count > 4096)
        writer.close()
        #expect(throws: KVError.self) { try directory.open() }
        #expect(!Files.names(in: directory.path).contains("kv.sqlite3-wal"))
        for _ in 0..<2 {
            #expect { try image.open() } throws: {
                ($0 as? KVError)?.kind == (isForeign ? .anotherProgram : .newerSchema)
            }
            #expect(try [image.database, image.database + "-wal"].map { try Files.read($0) } == before)
        }
    }

    @Test(arguments: ["", "x", nil], [true, false])
    func whatIsLeftOfAStoreWithoutItsDatabaseIsDamageAndNotANewStore(_ database: String?, _ hasLog: Bool) throws {
        let directory = try TestDirectory()
        let store = try directory.open()
        let writer = try store.makeWriter()
        let file = try valueFile(store, 1000)
        _ = writer.apply([try put("a", file, in: namespace)], now: 0)
        let image = try directory.crashImage()
        if hasLog { Files.removeAll(image.values) } else { Files.removeAll(image.database + "-wal") }
        Files.removeAll(image.database)
        if let database { try Files.write(bytes(database), to: image.database) }
        let log = hasLog ? try Files.read(image.database + "-wal") : []
        #expect { try image.open() } throws: { ($0 as? KVError)?.kind == .damaged }
        if hasLog { #expect(try Files.read(image.database + "-wal") == log) }
        if !hasLog { #expect(image.valueFiles() == [file.id]) }
        try KVStore.moveAside(directory: image.path, suffix: "damaged-1")
        #expect(try image.open().makeReader().entry("a", in: namespace) == nil)
    }

    @Test func aDatabaseWithOurMarkAndWithoutOurTablesIsDamaged() throws {
        let directory = try TestDirectory()
        let writer = try directory.open().makeWriter()
        try writer.connection.execute("DROP TABLE value_files", operation: "test")
        writer.close()
        #expect { try directory.open() } throws: { ($0 as? KVError)?.kind == .damaged }
    }

    @Test func aDamagedStoreIsMovedAsideWholeAndNeverOverAnother() throws {
        let directory = try TestDirectory()
        let writer = try directory.open().makeWriter()
        _ = writer.apply([try put("a", "1", in: namespace)], now: 0)
        // With its log, as after a crash.
        let image = try directory.crashImage()
        try Files.write([1, 2, 3], to: image.values + "/kept")
        let log = try Files.read(image.database + "-wal")
        let moved = try KVStore.moveAside(directory: image.path, suffix: "damaged-1")
        #expect(moved == image.database + ".damaged-1")
        #expect(try Files.read(moved + "-wal") == log)
        #expect(try Files.read(image.values + ".damaged-1/kept") == [1, 2, 3])
        #expect(Files.names(in: image.path).allSatisfy { $0.contains(".damaged-1") || $0 == "reserve" })

        let fresh = try image.open()
        #expect(try fresh.makeReader().entry("a", in: namespace) == nil)
        try fresh.makeWriter().close()
        // Nothing but the name of the database itself is in the way now.
        Files.removeAll(image.values)
        for suffix in ["damaged-1", "", "a/b"] {
            #expect(throws: KVError.self) { try KVStore.moveAside(directory: image.path, suffix: suffix) }
        }
        #expect(try Files.read(moved + "-wal") == log)
        #expect(Files.names(in: image.path).contains(KVStore.fileName))
    }

    @Test func anEmptyLogIsNotKeptWithAStoreThatIsMovedAside() throws {
        let directory = try TestDirectory()
        try directory.open().makeWriter().close()
        for suffix in ["-wal", "-shm"] {
            Files.removeAll(directory.database + suffix)
            try Files.write([], to: directory.database + suffix)
        }
        let moved = try KVStore.moveAside(directory: directory.path, suffix: "replaced-1")
        #expect(moved == directory.database + ".replaced-1")
        #expect(
            Set(Files.names(in: directory.path)).subtracting(["reserve"])
                == ["kv.sqlite3.replaced-1", "values.replaced-1"])
    }

    @Test func noConnectionMapsTheFileWhereAnUnreadableSectorWouldBeASignal() throws {
        let directory = try TestDirectory()
        let store = try directory.open()
        #expect(try store.makeReader().connection.integer("PRAGMA mmap_size", operation: "test") == 0)
        #expect(try store.makeWriter().connection.integer("PRAGMA mmap_size", operation: "test") == 0)
    }

    @Test func theFileIsSetUpForDurability() throws {
        let directory = try TestDirectory()
        let connection = try directory.open().makeWriter().connection
        #expect(try connection.text("PRAGMA journal_mode", operation: "test") == "wal")
        #expect(try connection.integer("PRAGMA synchronous", operation: "test") == 2)
        #expect(try connection.integer("PRAGMA page_size", operation: "test") == 4096)
        #expect(try connection.integer("PRAGMA mmap_size", operation: "test") == 0)
        #expect(try connection.integer("PRAGMA wal_autocheckpoint", operation: "test") == 0)
    }
}
