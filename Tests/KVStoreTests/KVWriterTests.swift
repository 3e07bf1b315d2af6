// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import KVStore

/// Failures are made with triggers and limits inside the database: they come from where real ones come from.
final class KVWriterTests: OpenStore {
    /// Does `action` to the transaction when a key named `bad` is inserted.
    private func failOnBad(_ action: String) throws {
        try execute(
            """
            CREATE TRIGGER fails BEFORE INSERT ON entries WHEN NEW.key = CAST('bad' AS BLOB)
            BEGIN SELECT RAISE(\(action), 'planted'); END
            """)
    }

    @Test func nothingToDoIsDone() {
        #expect(writer.apply([], now: 0) == [])
    }

    @Test func aMutationThatFailsDoesNotFailItsNeighbours() throws {
        try failOnBad("ABORT")
        let results = writer.apply(
            [
                try put("a", "1", in: acme), try put("bad", "2", in: acme),
                try put("b", "3", in: acme),
            ], now: 0)
        #expect(results.map(\.isCreated) == [true, false, true])
        #expect(results[1].error?.message == "planted")
        #expect(try reader.names(in: acme) == ["a", "b"])
    }

    @Test func aTransactionThatIsLostFailsAllOfItAndTheNextOneWorks() throws {
        _ = writer.apply([try put("a", "old", in: acme)], now: 0)
        try failOnBad("ROLLBACK")
        let results = writer.apply(
            [
                try put("a", "new", in: acme), try put("bad", "2", in: acme),
                try put("b", "3", in: acme),
            ], now: 0)
        #expect(results.allSatisfy { $0.error?.message == "planted" })
        #expect(try reader.names(in: acme) == ["a"])
        #expect(try reader.text("a", in: acme) == "old")
        #expect(writer.apply([try put("b", "3", in: acme)], now: 0)[0].isCreated)
        #expect(try reader.text("b", in: acme) == "3")
    }

    @Test func aCommitThatFailsRollsBackEveryMutationAndWhatWasKeptInMemory() throws {
        let other = KVNamespace(name: "client:new")
        try execute(
            """
            PRAGMA foreign_keys = ON;
            CREATE TABLE parent (number INTEGER PRIMARY KEY);
            CREATE TABLE child (number REFERENCES parent DEFERRABLE INITIALLY DEFERRED);
            CREATE TRIGGER orphan AFTER INSERT ON entries WHEN NEW.key = CAST('bad' AS BLOB)
            BEGIN INSERT INTO child VALUES (1); END
            """)
        #expect(try reader.text("a", in: other) == nil)
        let results = writer.apply([try put("a", "1", in: other), try put("bad", "2", in: other)], now: 0)
        #expect(results.map { $0.error?.operation } == ["commit", "commit"])
        #expect(try reader.names(in: other) == [])
        #expect(try reader.text("a", in: other) == nil)
        // The acme's row and the reserved versions went with the transaction, and both are needed again.
        let tag = try #require(writer.apply([try put("a", "1", in: other)], now: 0)[0].etag)
        #expect(try reader.entry("a", in: other)?.etag == tag)
        #expect(try writer.connection.integer("SELECT reserved_version FROM store", operation: "test") ?? 0 > 0)
    }

    // MARK: Limits of namespaces

    /// A put into `acme`, which may hold so many bytes.
    private func limited(_ name: String, _ value: String, _ limit: Int, expiresAt: Int64? = nil) throws -> KVMutation {
        .put(
            KVPut(
                namespace: acme, key: try key(name), value: bytes(value), expiresAt: expiresAt,
                limit: KVByteLimit(limit, of: acme)),
            if: .none)
    }

    @Test func aPutThatWouldExceedTheLimitIsRefusedAndChangesNothing() throws {
        // Within one transaction, so that what it has changed so far counts, too.
        let results = writer.apply(
            [
                try limited("a", "1234", 10), try limited("b", "1234", 10), try limited("c", "", 10),
                try limited("a", "12345", 10), try limited("a", "123", 10), try limited("c", "", 10),
                try delete("b", in: acme), try limited("c", "123456", 10),
            ], now: 0)
        #expect(results[0].isCreated && results[1].isCreated)
        #expect(results[2] == .limitReached(held: 10, added: 1, limit: 10))
        #expect(results[3] == .limitReached(held: 10, added: 1, limit: 10))
        #expect(results[4].isReplaced && results[5].isCreated && results[6] == .deleted)
        #expect(results[7] == .limitReached(held: 5, added: 6, limit: 10))
        #expect(try reader.usage(of: acme) == KVUsage(keys: 2, bytes: 5))
        #expect(writer.apply([try limited("c", "12345", 10)], now: 0)[0].isReplaced)
        #expect(try reader.usage(of: acme)?.bytes == 10)
    }

    @Test func namespacesThatAreCountedTogetherShareTheLimit() throws {
        let group = KVNamespaceGroup(acme, andAllBeginningWith: "system:state:acme:")
        func limited(_ namespace: String, _ name: String, _ value: String) throws -> KVMutation {
            .put(
                KVPut(
                    namespace: KVNamespace(name: namespace), key: try key(name), value: bytes(value),
                    limit: KVByteLimit(10, of: group)), if: .none)
        }
        let (a, b) = ("system:state:acme:A", "system:state:acme:B")
        // The first batch counts what it has itself changed, the second what is stored.
        let first = writer.apply(
            [
                try limited(acme.name, "k", "123"), try limited(a, "k", "12"), try limited(b, "k", "123"),
                try limited(b, "k", "12"), try put("k", "123456789", in: KVNamespace(name: "system:state:acme2:A")),
            ], now: 0)
        #expect(first.map(\.isStored) == [true, true, false, true, true])
        #expect(first[2] == .limitReached(held: 7, added: 4, limit: 10))
        let second = writer.apply([try limited(acme.name, "l", "")], now: 0)
        #expect(second == [.limitReached(held: 10, added: 1, limit: 10)])
        #expect(try reader.usage(of: group) == KVUsage(keys: 3, bytes: 10))
        // One that is removed holds nothing any more.
        _ = writer.apply([.removeNamespace(KVNamespace(name: a), limit: 0)], now: 0)
        #expect(try reader.usage(of: group).bytes == 7)
        #expect(writer.apply([try limited(acme.name, "l", "12")], now: 0)[0].isCreated)
    }

    @Test func aNamespaceThatIsOverALowerLimitMayShrinkAndNotGrow() throws {
        _ = writer.apply([try put("a", "1234567890", in: acme), try put("b", "1", in: acme)], now: 0)
        let results = writer.apply(
            [try limited("a", "123456789", 5), try limited("b", "12", 5), try limited("b", "2", 5)], now: 0)
        #expect(results[0].isReplaced && results[2].isReplaced)
        #expect(results[1] == .limitReached(held: 12, added: 1, limit: 5))
    }

    @Test func whatHasExpiredCountsUntilItIsSwept() throws {
        _ = writer.apply([try limited("a", "1234", 5, expiresAt: 10)], now: 0)
        #expect(writer.apply([try limited("b", "1", 5)], now: 20)[0] == .limitReached(held: 5, added: 2, limit: 5))
        #expect(writer.apply([try limited("a", "4321", 5, expiresAt: 30)], now: 20)[0].isCreated)
        #expect(try writer.sweep(limit: 10, now: 40).count == 1)
        #expect(writer.apply([try limited("b", "1", 5)], now: 40)[0].isCreated)
    }

    @Test func theFileOfARefusedPutIsRemoved() throws {
        let file = try valueFile(store, 200_000)
        let refused = KVPut(
            namespace: acme, key: try key("a"), value: .file(file), limit: KVByteLimit(100_000, of: acme))
        #expect(
            writer.apply([.put(refused, if: .none)], now: 0) == [.limitReached(held: 0, added: 200_001, limit: 100_000)]
        )
        #expect(try reader.usage(of: acme) == nil)
        // It is gone: nobody can store it any more.
        #expect(writer.apply([try put("a", file, in: acme)], now: 0)[0].error?.message.contains("discarded") == true)
    }

    @Test func aPutIsDoneOnlyWhileWhatItNeedsIsThere() throws {
        let grants = KVNamespace(name: "system:tokens")
        var needing = KVPut(namespace: acme, key: try key("a"), value: [1])
        needing.needs = [.init(grants, try key("t"), .ifMatchAny)]
        let write = KVMutation.put(needing, if: .none)
        let results = writer.apply(
            [
                write, try put("t", "", in: grants, expiresAt: 10), write, try delete("t", in: grants), write,
                try put("t", "", in: grants, expiresAt: 10),
            ], now: 0)
        #expect(results[0] == .needMissing && results[2].isCreated && results[4] == .needMissing)
        #expect(writer.apply([write], now: 9)[0].isReplaced)
        #expect(writer.apply([write], now: 10) == [.needMissing])
    }

    @Test func aTransactionTakesNoLimitAndNoNeed() throws {
        let limited = KVPut(namespace: acme, key: try key("a"), value: [1], limit: KVByteLimit(100, of: acme))
        var needing = KVPut(namespace: acme, key: try key("a"), value: [1])
        needing.needs = [.init(acme, try key("a"), .ifMatchAny)]
        for put in [limited, needing] {
            let results = writer.apply([.transaction(KVTransaction(puts: [put]))], now: 0)
            #expect(results[0].error?.message.contains("limit") == true)
        }
        #expect(try reader.usage(of: acme) == nil)
    }

    @Test func aFullStoreRefusesPutsAloneAndLetsDeletesThrough() throws {
        let large = [UInt8](repeating: 1, count: 100_000)
        _ = writer.apply([try put("a", "1", in: acme), try put("b", "2", in: acme)], now: 0)
        let pages = try #require(try writer.connection.integer("PRAGMA page_count", operation: "test"))
        _ = try writer.connection.integer("PRAGMA max_page_count = \(pages + 2)", operation: "test")
        let results = writer.apply(
            [
                try delete("a", in: acme),
                .put(KVPut(namespace: acme, key: try key("large"), value: large), if: .none),
                try put("b", "3", in: acme),
            ], now: 0)
        #expect(results[0] == .deleted)
        #expect(results[1].error?.isFull == true)
        #expect(results[2].isReplaced)
        #expect(try reader.names(in: acme) == ["b"])
        _ = try writer.connection.integer("PRAGMA max_page_count = \(pages + 100)", operation: "test")
        let put = KVPut(namespace: acme, key: try key("large"), value: large)
        #expect(writer.apply([.put(put, if: .none)], now: 0)[0].isCreated)
        #expect(try reader.entry("large", in: acme)?.value == large)
    }

    @Test func versionsGrowAndAreNotUsedAgainAfterARestart() throws {
        var highest: UInt64 = 0
        reader.close()
        writer.close()
        for _ in 0..<3 {
            let store = try directory.open()
            let writer = try store.makeWriter()
            let reader = try store.makeReader()
            for step in 0..<3 {
                _ = writer.apply([try put("a", "\(step)", in: acme)], now: 0)
                let version = try #require(try reader.entry("a", in: acme)).version
                #expect(version > highest)
                highest = version
                _ = writer.apply([try delete("a", in: acme)], now: 0)
            }
            reader.close()
            writer.close()
        }
    }

    @Test func oversizedPartsAreRefused() throws {
        let fits = KVPut(
            namespace: acme, key: try key("a"), value: [],
            contentType: [UInt8](repeating: 1, count: KVLimits.contentTypeBytes),
            metadata: [UInt8](repeating: 1, count: KVLimits.metadataBytes))
        var metadata = fits
        metadata.metadata?.append(1)
        var contentType = fits
        contentType.contentType?.append(1)
        var name = fits
        name.namespace = KVNamespace(name: String(repeating: "n", count: KVLimits.namespaceBytes + 1))
        let results = writer.apply([fits, metadata, contentType, name].map { .put($0, if: .none) }, now: 0)
        #expect(results[0].isCreated)
        #expect(results.dropFirst().allSatisfy { $0.error?.isTooLarge == true })
    }

    @Test func theLogIsMovedIntoTheFileAtItsLimitAndWhenIdleAndKeepsItsLength() throws {
        var options = KVOptions()
        options.checkpointPages = 20
        let directory = try TestDirectory()
        let writer = try directory.open(options).makeWriter()
        var longest = 0
        for step in 0..<200 {
            _ = writer.apply([try put("key \(step)", String(repeating: "v", count: 1000), in: acme)], now: 0)
            longest = max(longest, writer.pagesInLog)
            #expect(writer.checkpointIfNeeded() == nil)
        }
        #expect(longest >= 20)
        #expect(longest < 60)
        let length = Files.length(directory.database + "-wal")
        #expect(writer.idle() == nil)
        #expect(writer.pagesInLog == 0)
        #expect(Files.length(directory.database + "-wal") == length)
        #expect(Files.length(directory.database) > 200 * 1000)
        // The next write begins it anew.
        _ = writer.apply([try put("key 1", "v", in: acme)], now: 0)
        #expect(writer.pagesInLog > 0 && writer.pagesInLog < 5)
        #expect(Files.length(directory.database + "-wal") == length)
    }

    @Test func whatAnUnusualBatchHasMadeOfTheLogIsCutOffWhenItBeginsAnew() throws {
        var options = KVOptions()
        options.checkpointPages = 20
        let directory = try TestDirectory()
        let writer = try directory.open(options).makeWriter()
        _ = writer.apply([try put("a", String(repeating: "v", count: 1_000_000), in: acme)], now: 0)
        #expect(Files.length(directory.database + "-wal") > 1_000_000)
        #expect(writer.idle() == nil)
        _ = writer.apply([try put("b", "v", in: acme)], now: 0)
        #expect(Files.length(directory.database + "-wal") == 2 * 20 * 4096)
    }

    @Test func aSweepIsDueWhenAnEntryHasExpiredAndNotBefore() throws {
        // At first it is not known whether a removed namespace is left.
        #expect(writer.isSweepDue(now: 0))
        #expect(try writer.sweep(limit: 1, now: 0).isEmpty)
        #expect(!writer.isSweepDue(now: .max - 1))
        _ = writer.apply([try put("late", "v", in: acme, expiresAt: 200)], now: 0)
        _ = writer.apply([try put("soon", "v", in: acme, expiresAt: 100)], now: 0)
        _ = writer.apply([try put("for ever", "v", in: acme)], now: 0)
        #expect(!writer.isSweepDue(now: 99))
        #expect(writer.isSweepDue(now: 100))
        #expect(try writer.sweep(limit: 10, now: 100).count == 1)
        #expect(!writer.isSweepDue(now: 199))
        #expect(writer.isSweepDue(now: 200))
        // An entry that expires no more makes one due for nothing, once.
        _ = writer.apply([try put("late", "v", in: acme)], now: 0)
        #expect(writer.isSweepDue(now: 200))
        #expect(try writer.sweep(limit: 10, now: 200).isEmpty)
        #expect(!writer.isSweepDue(now: .max - 1))
    }

    @Test func aSweepIsDueWhileEntriesOfARemovedNamespaceAreLeftAndKnowsOfThoseOfAnEarlierLife() throws {
        _ = writer.apply([try put("a", "v", in: acme), try put("b", "v", in: acme)], now: 0)
        _ = try writer.sweep(limit: 1, now: 0)
        #expect(!writer.isSweepDue(now: 0))
        _ = writer.apply([.removeNamespace(acme, limit: 1)], now: 0)
        #expect(writer.isSweepDue(now: 0))
        _ = try writer.sweep(limit: 5, now: 0)
        #expect(!writer.isSweepDue(now: 0))
        _ = writer.apply([try put("a", "v", in: acme, expiresAt: 100)], now: 0)
        reader.close()
        writer.close()
        let again = try directory.open().makeWriter()
        _ = try again.sweep(limit: 5, now: 0)
        #expect(!again.isSweepDue(now: 99))
        #expect(again.isSweepDue(now: 100))
    }

    @Test func aReaderInTheMiddleOfABatchDoesNotStopTheWriter() throws {
        _ = writer.apply([try put("a", "1", in: acme)], now: 0)
        #expect(try reader.text("a", in: acme) == "1")
        _ = writer.apply([try put("a", "2", in: acme)], now: 0)
        #expect(writer.idle() == nil)
        #expect(writer.pagesInLog > 0)
        #expect(try reader.text("a", in: acme) == "2")
        reader.endBatch()
        #expect(writer.idle() == nil)
        #expect(writer.pagesInLog == 0)
    }

    @Test func aClosedWriterFailsAndDoesNotCrash() throws {
        writer.close()
        let results = writer.apply([try put("a", "1", in: acme), try delete("a", in: acme)], now: 0)
        #expect(results.allSatisfy { $0.error != nil })
        #expect(throws: KVError.self) { try writer.sweep(limit: 1, now: 0) }
        writer.checkpointIfNeeded()
        writer.idle()
        writer.close()
    }

    /// The index of keys has what a listing tells, and each page that a put changes takes time to be made durable.
    @Test func aPutThatIsListedAlikeWritesOnePage() throws {
        let directory = try TestDirectory()
        let store = try directory.open()
        let writer = try store.makeWriter()
        let reader = try store.makeReader()
        let acme = KVNamespace(name: "client:acme")
        func change(_ value: String, _ metadata: String?, _ expiresAt: Int64?) throws -> Int {
            let put = KVPut(
                namespace: acme, key: try key("k77"), value: bytes(value), metadata: metadata.map(bytes),
                expiresAt: expiresAt)
            let before = writer.pagesInLog
            #expect(writer.apply([.put(put, if: .none)], now: 0)[0].isReplaced)
            let page = try reader.list(acme, prefix: bytes("k77"), limit: 1, cursor: nil, now: 0)
            #expect(page.metadata == [metadata.map(bytes)])
            #expect(page.expirations == [expiresAt])
            reader.endBatch()
            #expect(try reader.text("k77", in: acme) == value)
            return writer.pagesInLog - before
        }
        _ = writer.apply(try (10..<400).map { try put("k\($0)", "0", in: acme) }, now: 0)
        #expect(try change("1", nil, nil) == 1)
        #expect(try change("2", nil, 50) > 1)
        #expect(try change("3", nil, 50) == 1)
        #expect(try change("4", "{}", 50) > 1)
        #expect(try change("5", "{}", 50) == 1)
        #expect(try change("6", "[]", 50) > 1)
        #expect(try change("7", nil, nil) > 1)
        writer.close()
        #expect(try KVStore.verify(directory: directory.path).isSound)
    }
}
