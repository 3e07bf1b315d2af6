// SPDX-License-Identifier: Apache-2.0

import Synchronization
import Testing

@testable import KVStore

/// Backup and restore, together: one is worth nothing without the other.
final class KVBackupTests: OpenStore {
    private var backup: String { directory.path + "/backup.sqlite3" }

    @Test func aRestoredStoreHasEverythingIncludingVersionsAndNamespaces() throws {
        let id = String(repeating: "a", count: 32)
        let books = KVNamespace(name: "ns:\(id)")
        let content = largeValue(2_500_000)
        let full = KVPut(
            namespace: acme, key: try key("a"), value: .file(try valueFile(store, content.count)),
            contentType: bytes("text/plain"), metadata: bytes("{}"), expiresAt: 500)
        let results = writer.apply(
            [
                .put(full, if: .none), .createNamespace(books, id: id, title: "Books"), try put("b", "1", in: books),
                try put("empty", try valueFile(store, 0), in: books),
            ], now: 0)
        var steps: [KVProgress] = []
        try store.backup(to: backup) { steps.append($0) }
        #expect(steps.last == KVProgress(phase: .values, done: 2, total: 2))
        #expect(Files.names(in: directory.path).filter { $0.hasPrefix("backup") } == ["backup.sqlite3"])

        let target = try TestDirectory()
        try KVStore.restore(from: backup, into: target.path)
        #expect(Files.names(in: target.path) == ["kv.sqlite3", "values"])
        #expect(try KVStore.verify(directory: target.path).isSound)
        let again = try target.open()
        let reader = try again.makeReader()
        let entry = try #require(try reader.entry("a", in: acme))
        #expect(entry.etag == results[0].etag)
        #expect(entry.expiresAt == 500)
        #expect(entry.metadata == bytes("{}"))
        #expect(try entry.file?.bytes(at: 0, count: .max) == content)
        #expect(try reader.entry("empty", in: books)?.valueLength == 0)
        #expect(try reader.namespace(title: "Books")?.usage == KVUsage(keys: 2, bytes: 7))
        let next = try again.makeWriter().apply([try put("b", "2", in: books)], now: 0)[0].etag
        #expect(!results.compactMap(\.etag).contains(try #require(next)))
    }

    @Test func aStoreIsEmptyAsLongAsItHoldsNoEntry() throws {
        #expect(try KVStore.isEmpty(directory: directory.path))
        _ = writer.apply([.createNamespace(acme, id: "i", title: "t")], now: 0)
        #expect(try KVStore.isEmpty(directory: directory.path))
        // In the log, where it is without any writer, too.
        _ = writer.apply([try put("a", "1", in: acme)], now: 0)
        #expect(try !KVStore.isEmpty(directory: directory.path))
        let image = try directory.crashImage()
        #expect(try !KVStore.isEmpty(directory: image.path))
        let other = try TestDirectory()
        try Files.write([UInt8](repeating: 0x5a, count: 40_000), to: other.database)
        #expect(throws: KVError.self) { try KVStore.isEmpty(directory: other.path) }
    }

    @Test func aBackupIsOneMomentWhileWritesGoOnAndEveryValueOfItIsWhole() throws {
        // Two keys that belong together, one of them a file: each transaction gives both the same number.
        let (store, writer, acme) = (store, writer, acme)
        let write = { (step: Int) throws in
            let file = try valueFile(store, 1000 + step, seed: UInt64(step))
            let results = writer.apply([try put("n", "\(step)", in: acme), try put("f", file, in: acme)], now: 0)
            try #require(results.allSatisfy { $0.error == nil })
        }
        try write(1)
        let isOver = Atomic(false)
        let failures = Atomic(0)
        let directory = directory
        let backups = 8
        try Threads.run([
            { @Sendable in
                for number in 0..<backups {
                    do {
                        try store.backup(to: directory.path + "/backup-\(number)")
                    } catch {
                        failures.add(1, ordering: .relaxed)
                    }
                }
                isOver.store(true, ordering: .releasing)
            }
        ]) {
            var step = 1
            while !isOver.load(ordering: .acquiring) {
                step += 1
                try write(step)
                writer.checkpointIfNeeded()
            }
        }
        #expect(failures.load(ordering: .relaxed) == 0)
        // What was kept for the backups is gone with the last of them.
        #expect(directory.valueFiles().count == 1)
        for number in 0..<backups {
            let target = try TestDirectory()
            try KVStore.restore(from: directory.path + "/backup-\(number)", into: target.path)
            let reader = try target.open().makeReader()
            let step = try #require(Int(try reader.text("n", in: acme) ?? ""))
            let file = try #require(try reader.entry("f", in: acme)?.file)
            #expect(try file.bytes(at: 0, count: .max) == largeValue(1000 + step, seed: UInt64(step)))
        }
    }

    @Test func aBackupDoesNotReplaceAFileAndIsNotMadeIfAValueIsLost() throws {
        try Files.write([1], to: backup)
        #expect(throws: KVError.self) { try store.backup(to: backup) }
        #expect(try Files.read(backup) == [1])
        let file = try valueFile(store, 100)
        _ = writer.apply([try put("a", file, in: acme)], now: 0)
        try Files.write(largeValue(100, seed: 9), to: directory.values + "/" + file.id)
        #expect { try store.backup(to: backup + "2") } throws: { ($0 as? KVError)?.kind == .valueLost }
        #expect(Files.names(in: directory.path).filter { $0.hasPrefix("backup") } == ["backup.sqlite3"])
        #expect(!store.values.isPinned)
    }

    @Test func aStoreIsReplacedOnlyIfAskedAndItsLogDoesNotComeBack() throws {
        _ = writer.apply([try put("a", "backed up", in: acme)], now: 0)
        try store.backup(to: backup)
        let target = try TestDirectory()
        let other = try target.open()
        let old = try other.makeWriter()
        _ = old.apply([try put("a", "old", in: acme), try put("b", try valueFile(other, 10), in: acme)], now: 0)
        // As a crash leaves it, with a log.
        let image = try target.crashImage()
        #expect(throws: KVError.self) { try KVStore.restore(from: backup, into: image.path) }
        #expect(try Files.read(image.database + "-wal").count > 0)
        try KVStore.restore(from: backup, into: image.path, replacing: true)
        let store = try image.open()
        let reader = try store.makeReader()
        #expect(try reader.text("a", in: acme) == "backed up")
        #expect(try reader.names(in: acme) == ["a"])
        let writer = try store.makeWriter()
        _ = writer.idle()
        #expect(image.valueFiles() == [])
    }

    @Test func whatIsNoBackupOrIsDamagedIsNotRestored() throws {
        _ = writer.apply([try put("a", try valueFile(store, 3_000_000), in: acme)], now: 0)
        try store.backup(to: backup)
        let target = try TestDirectory()
        var content = try Files.read(backup)
        content[content.count - 500_000] ^= 1
        try Files.write(content, to: backup + ".damaged")
        try Files.write(bytes("nothing of the kind"), to: backup + ".text")
        for path in [backup + ".damaged", backup + ".text", backup + ".missing", directory.database] {
            #expect(throws: KVError.self) { try KVStore.restore(from: path, into: target.path) }
        }
        #expect(Files.names(in: target.path) == [])
    }
}
