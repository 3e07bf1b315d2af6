// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import KVStore

struct ReserveFileTests {
    private let acme = KVNamespace(name: "client:acme")
    private let directory: TestDirectory

    init() throws { directory = try TestDirectory() }

    private var path: String { directory.path + "/reserve" }

    @Test func roomIsHeldGivenUpOnceAndHeldAgain() throws {
        var reserve = ReserveFile(beside: directory.path, bytes: 100_000)
        #expect(reserve.isHeld)
        #expect(try Files.read(path).count == 100_000)
        let first = reserve.release()
        #expect(Files.names(in: directory.path) == [])
        let second = reserve.release()
        #expect([first, second] == [true, false])
        reserve.hold()
        #expect(reserve.isHeld)
        #expect(try Files.read(path).count == 100_000)
    }

    @Test func aPartLeftByACrashIsMadeWholeAndNoneIsHeldIfNoneIsWanted() throws {
        try Files.write([1, 2, 3], to: path)
        #expect(ReserveFile(beside: directory.path, bytes: 5000).isHeld)
        #expect(try Files.read(path).count == 5000)
        Files.removeAll(path)
        var none = ReserveFile(beside: directory.path, bytes: 0)
        let mayGoOn = none.hold()
        let hadAny = none.release()
        #expect([mayGoOn, hadAny] == [true, false])
        #expect(Files.names(in: directory.path) == [])
    }

    @Test func aDiskWithoutRoomHoldsNothingAndLeavesNothing() throws {
        // More than any disk: the call fails as on a full one.
        var reserve = ReserveFile(beside: directory.path, bytes: 1 << 60)
        #expect(!reserve.isHeld)
        let isHeld = reserve.hold()
        #expect(!isHeld)
        #expect(Files.names(in: directory.path) == [])
    }

    @Test func aReserveThatCannotBeHadForAnotherReasonIsNoneToRefusePuts() throws {
        try Files.makeDirectory(path)
        var reserve = ReserveFile(beside: directory.path, bytes: 5000)
        let mayGoOn = reserve.hold()
        #expect(mayGoOn && !reserve.isHeld)
    }

    @Test func theStoreSetsAsideWhatItIsTold() throws {
        #expect(try #require(File.diskBytes(of: directory.path)) > 1 << 20)
        #expect(File.diskBytes(of: directory.path + "/nowhere") == nil)
        var options = KVOptions()
        options.reserveBytes = 12_288
        try directory.open(options).makeWriter().close()
        #expect(try Files.read(path).count == 12_288)
    }

    @Test func roomForTheDatabaseIsAllocatedBeforeTheCommitAndGivenBackAtTheEnd() throws {
        let writer = try directory.open().makeWriter()
        #expect(writer.apply([try put("a", String(repeating: "x", count: 100_000), in: acme)], now: 0)[0].isCreated)
        let pages = try #require(try writer.connection.integer("PRAGMA page_count", operation: "test"))
        // All of it is in the log still.
        let allocated = Files.length(directory.database)
        #expect(allocated >= Int(pages) * 4096 && allocated.isMultiple(of: 262_144))
        #expect(writer.pagesInLog > 0)
        writer.close()
        #expect(Files.length(directory.database) == Int(pages) * 4096)
        // What does not grow it leaves it as it is.
        let again = try directory.open().makeWriter()
        _ = try again.sweep(limit: 10, now: 0)
        #expect(again.apply([try delete("a", in: acme)], now: 0)[0] == .deleted)
        #expect(Files.length(directory.database) == Int(pages) * 4096)
    }

    @Test func aDeleteThatFindsNoRoomGetsTheReserveAndAPutDoesNot() throws {
        let store = try directory.open()
        let writer = try store.makeWriter()
        _ = writer.apply([try put("a", "1", in: acme), try put("b", "1", in: acme)], now: 0)
        // A delete that needs room, in a file that may not grow.
        try writer.connection.execute(
            """
            CREATE TABLE grown (a);
            CREATE TRIGGER grows AFTER DELETE ON entries BEGIN INSERT INTO grown VALUES (zeroblob(100000)); END
            """, operation: "test")
        let pages = try #require(try writer.connection.integer("PRAGMA page_count", operation: "test"))
        _ = try writer.connection.integer("PRAGMA max_page_count = \(pages + 2)", operation: "test")
        let large = KVPut(namespace: acme, key: try key("c"), value: largeValue(100_000))
        #expect(writer.apply([.put(large, if: .none)], now: 0)[0].error?.isFull == true)
        #expect(Files.names(in: directory.path).contains("reserve"))
        #expect(writer.apply([try delete("a", in: acme)], now: 0)[0].error?.isFull == true)
        #expect(!Files.names(in: directory.path).contains("reserve"))
        // While no room can be set aside a put is refused, a delete is not.
        writer.reserve = ReserveFile(beside: directory.path, bytes: 1 << 60)
        #expect(writer.apply([try put("c", "1", in: acme)], now: 0)[0].error?.isFull == true)
        _ = try writer.connection.integer("PRAGMA max_page_count = \(pages + 100)", operation: "test")
        #expect(
            writer.apply([try put("c", "1", in: acme), try delete("a", in: acme)], now: 0).map { $0 == .deleted }
                == [false, true])
        writer.reserve = ReserveFile(beside: directory.path, bytes: 100_000)
        #expect(writer.apply([try put("c", "1", in: acme)], now: 0)[0].isCreated)
        #expect(Files.names(in: directory.path).contains("reserve"))
    }
}
