// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import KVStore

/// Who removes the file of a large value, and when.
final class KVValueFileTests: OpenStore {
    @Test func aFileIsKeptAsLongAsAnEntryNamesIt() throws {
        let first = try valueFile(store, 1000).id
        do {
            let file = try valueFile(store, 2000)
            #expect(writer.apply([try put("a", file, in: acme)], now: 0)[0].isCreated)
            #expect(try reader.usage(of: acme) == KVUsage(keys: 1, bytes: 2001))
        }
        #expect(directory.valueFiles().count == 1)
        #expect(!directory.valueFiles().contains(first))
        // Replaced by a file, by bytes, by a file again; deleted; expired; cleared; removed.
        #expect(writer.apply([try put("a", try valueFile(store, 10), in: acme)], now: 0)[0].isReplaced)
        #expect(directory.valueFiles().count == 1)
        #expect(try reader.usage(of: acme) == KVUsage(keys: 1, bytes: 11))
        #expect(writer.apply([try put("a", "inline", in: acme)], now: 0)[0].isReplaced)
        #expect(directory.valueFiles() == [])
        _ = writer.apply([try put("a", try valueFile(store, 10), in: acme)], now: 0)
        #expect(writer.apply([try delete("a", in: acme)], now: 0) == [.deleted])
        #expect(directory.valueFiles() == [])
        _ = writer.apply([try put("a", try valueFile(store, 10), in: acme, expiresAt: 5)], now: 0)
        #expect(try writer.sweep(limit: 5, now: 9).count == 1)
        #expect(directory.valueFiles() == [])
        _ = writer.apply([try put("a", try valueFile(store, 10), in: acme)], now: 0)
        _ = writer.apply([.clear(acme, limit: 5)], now: 0)
        #expect(directory.valueFiles() == [])
        _ = writer.apply([try put("a", try valueFile(store, 10), in: acme)], now: 0)
        _ = writer.apply([.removeNamespace(acme, limit: 5)], now: 0)
        #expect(directory.valueFiles() == [])
        #expect(try writer.connection.integer("SELECT count(*) FROM value_files", operation: "test") == 0)
    }

    @Test func aPutThatIsNotDoneDiscardsItsFile() throws {
        try execute(
            """
            CREATE TRIGGER fails BEFORE INSERT ON entries WHEN NEW.key = CAST('bad' AS BLOB)
            BEGIN SELECT RAISE(ABORT, 'planted'); END;
            CREATE TRIGGER ends BEFORE INSERT ON entries WHEN NEW.key = CAST('worse' AS BLOB)
            BEGIN SELECT RAISE(ROLLBACK, 'planted'); END;
            """)
        let files = try (0..<4).map { _ in try valueFile(store, 10) }
        let needs = KVPut(
            namespace: KVNamespace(name: "none"), key: try key("a"), value: .file(files[2]), mustExist: true)
        let refused = writer.apply(
            [
                try put("a", files[0], in: acme, if: .ifMatchAny), try put("bad", files[1], in: acme),
                .put(needs, if: .none),
            ], now: 0)
        #expect(refused[0] == .preconditionFailed)
        #expect(refused[1].error?.message == "planted")
        #expect(refused[2] == .noNamespace)
        #expect(directory.valueFiles() == [files[3].id])
        #expect(writer.apply([try put("worse", files[3], in: acme)], now: 0)[0].error != nil)
        #expect(directory.valueFiles() == [])
    }

    @Test func aFileIsPutOnceAndNotAfterItIsDiscarded() throws {
        let file = try valueFile(store, 10)
        let results = writer.apply([try put("a", file, in: acme), try put("b", file, in: acme)], now: 0)
        #expect(results[0].isCreated)
        #expect(results[1].error != nil)
        #expect(writer.apply([try put("c", file, in: acme)], now: 0)[0].error != nil)
        #expect(try reader.entry("a", in: acme)?.file?.bytes(at: 0, count: 99) == largeValue(10))
        #expect(try reader.names(in: acme) == ["a"])
        let gone = try valueFile(store, 10)
        gone.discard()
        #expect(writer.apply([try put("d", gone, in: acme)], now: 0)[0].error != nil)
        let elsewhere = try TestDirectory()
        let foreign = try valueFile(try elsewhere.open(), 10)
        #expect(writer.apply([try put("e", foreign, in: acme)], now: 0)[0].error != nil)
    }

    @Test func aTransactionThatIsLostKeepsTheFilesOfItsEntries() throws {
        _ = writer.apply([try put("a", try valueFile(store, 10), in: acme)], now: 0)
        let before = directory.valueFiles()
        try execute(
            """
            CREATE TRIGGER ends BEFORE INSERT ON entries WHEN NEW.key = CAST('bad' AS BLOB)
            BEGIN SELECT RAISE(ROLLBACK, 'planted'); END
            """)
        _ = writer.apply([try delete("a", in: acme), try put("bad", "1", in: acme)], now: 0)
        #expect(directory.valueFiles() == before)
        #expect(try reader.entry("a", in: acme)?.file?.bytes(at: 3, count: 4) == Array(largeValue(10)[3..<7]))
    }

    @Test func filesThatACrashLeftInNoEntryAreRemovedWhileIdle() throws {
        let file = try valueFile(store, 10)
        _ = writer.apply([try put("a", file, in: acme)], now: 0)
        // The crash came behind the file and before the row, and behind the row and before the file.
        let pending = try valueFile(store, 20)
        let image = try directory.crashImage()
        for number in 0..<600 { try Files.write([1], to: image.values + "/orphan-\(number)") }
        #expect(image.valueFiles().count == 602)
        let again = try image.open()
        let fresh = try valueFile(again, 30)
        let tidy = try again.makeWriter()
        for _ in 0..<4 { #expect(tidy.idle() == nil) }
        #expect(image.valueFiles() == [file.id, fresh.id].sorted())
        #expect(try again.makeReader().entry("a", in: acme)?.file?.bytes(at: 0, count: 10) == largeValue(10))
        #expect(directory.valueFiles().contains(pending.id))
    }
}
