// SPDX-License-Identifier: Apache-2.0

import KVStore
import Testing

final class KVReaderTests: OpenStore {
    @Test func aSecondReadIsAnsweredFromTheCacheWithTheSameEntry() throws {
        _ = writer.apply([try put("a", "1", in: acme)], now: 0)
        let first = try reader.entry("a", in: acme)
        #expect(try reader.entry("a", in: acme) === first)
        #expect(reader.statistics.misses == 1)
        #expect(reader.statistics.hits == 1)
    }

    @Test func absenceIsCachedUntilThePutIsAcknowledged() throws {
        #expect(try reader.text("a", in: acme) == nil)
        #expect(try reader.text("a", in: acme) == nil)
        #expect(reader.statistics.hits == 1)
        _ = writer.apply([try put("a", "1", in: acme)], now: 0)
        #expect(try reader.text("a", in: acme) == "1")
    }

    @Test func everyReaderSeesAWriteAtOnceCachedOrInItsSnapshotOrNot() throws {
        let second = try store.makeReader()
        _ = writer.apply([try put("a", "0", in: acme), try put("b", "0", in: acme)], now: 0)
        for step in 1...20 {
            // `a` is cached by both, and both have a snapshot open that is older than the write.
            #expect(try reader.text("a", in: acme) == "\(step - 1)")
            #expect(try second.text("a", in: acme) == "\(step - 1)")
            _ = writer.apply([try put("a", "\(step)", in: acme), try put("b", "\(step)", in: acme)], now: 0)
            #expect(try reader.text("b", in: acme) == "\(step)")
            #expect(try second.text("a", in: acme) == "\(step)")
        }
    }

    @Test func missesOfABatchShareASnapshotUntilSomethingIsCommitted() throws {
        _ = writer.apply(try (0..<10).map { try put("k\($0)", "v", in: acme) }, now: 0)
        for index in 0..<5 { _ = try reader.text("k\(index)", in: acme) }
        #expect(reader.statistics.snapshots == 1)
        _ = writer.apply([try put("other", "v", in: acme)], now: 0)
        for index in 5..<7 { _ = try reader.text("k\(index)", in: acme) }
        #expect(reader.statistics.snapshots == 2)
        reader.endBatch()
        reader.endBatch()
        _ = try reader.text("k7", in: acme)
        #expect(reader.statistics.snapshots == 3)
    }

    @Test func anEmptyBatchOfConditionsThatFailedInvalidatesNothing() throws {
        _ = writer.apply([try put("a", "1", in: acme)], now: 0)
        let first = try reader.entry("a", in: acme)
        _ = writer.apply([try put("a", "2", in: acme, if: .ifNoneMatchAny)], now: 0)
        #expect(try reader.entry("a", in: acme) === first)
    }

    @Test func aLargeValueIsReadAnewEachTime() throws {
        let large = [UInt8](repeating: 9, count: KVOptions().cachedValueBytes + 1)
        let put = KVPut(namespace: acme, key: try key("large"), value: large)
        _ = writer.apply([.put(put, if: .none)], now: 0)
        let first = try reader.entry("large", in: acme)
        #expect(first?.value == large)
        #expect(try reader.entry("large", in: acme) !== first)
        #expect(reader.statistics.cachedKeys == 0)
    }

    @Test func bytesThatCannotBeAKeyAreAbsent() throws {
        for key in [[], [UInt8](repeating: 0x61, count: KVLimits.keyBytes + 1), [0xff, 0xfe]] as [[UInt8]] {
            guard case .absent = try reader.get(acme, key: key.span, now: 0) else {
                Issue.record("found \(key)")
                continue
            }
        }
    }

    @Test func theNumberOfARemovedNamespaceLeadsToNobodyElsesKeys() throws {
        let other = KVNamespace(name: "client:other")
        for round in 0..<3 {
            let mine = try put("a", "mine \(round)", in: acme)
            _ = writer.apply([mine, try put("b", "too", in: acme)], now: 0)
            // The second reads by the number that the first found.
            #expect(try reader.text("a", in: acme) == "mine \(round)")
            #expect(try reader.text("b", in: acme) == "too")
            _ = writer.apply([.removeNamespace(acme, limit: 100)], now: 0)
            // It has the number that the removed one had.
            _ = writer.apply([try put("c", "theirs", in: other)], now: 0)
            #expect(try reader.text("c", in: acme) == nil)
            #expect(try reader.text("c", in: other) == "theirs")
            #expect(try reader.text("a", in: acme) == nil)
            _ = writer.apply([.removeNamespace(other, limit: 100)], now: 0)
        }
    }

    @Test func aNamespaceThatComesIntoBeingIsFoundAtOnce() throws {
        let other = KVNamespace(name: "client:other")
        #expect(try reader.text("a", in: other) == nil)
        #expect(try reader.text("b", in: other) == nil)
        _ = writer.apply([try put("b", "1", in: other)], now: 0)
        #expect(try reader.text("b", in: other) == "1")
    }

    @Test func aPageEndsWhenItHasLookedAtEnoughExpiredRows() throws {
        let count = KVLimits.listScanRows + 10
        let expired = try (0..<count).map { index in
            try put("\(100_000 + index)", "", in: acme, expiresAt: 10)
        }
        _ = writer.apply(expired + [try put("last", "", in: acme)], now: 0)
        let page = try reader.list(acme, prefix: [], limit: 10, cursor: nil, now: 10)
        #expect(page.names.isEmpty)
        #expect(!page.isComplete)
        #expect(try reader.names(in: acme, now: 10) == ["last"])
    }

    @Test func aReaderWithoutAWriterReadsWhatIsThere() throws {
        _ = writer.apply([try put("a", "1", in: acme)], now: 0)
        writer.close()
        #expect(try store.makeReader().text("a", in: acme) == "1")
    }

    @Test func aClosedReaderFailsAndDoesNotCrash() throws {
        _ = writer.apply([try put("a", "1", in: acme)], now: 0)
        reader.close()
        #expect(throws: KVError.self) { try reader.text("a", in: acme) }
        #expect(throws: KVListError.self) {
            try reader.list(acme, prefix: [], limit: 1, cursor: nil, now: 0)
        }
        reader.endBatch()
        reader.close()
    }
}
