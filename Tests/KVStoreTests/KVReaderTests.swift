// SPDX-License-Identifier: Apache-2.0

import KVStore
import Testing

struct KVReaderTests {
    private let namespace = KVNamespace(name: "client:acme")
    private let directory: TestDirectory
    private let store: KVStore
    private let writer: KVWriter
    private let reader: KVReader

    init() throws {
        directory = try TestDirectory()
        store = try directory.open()
        writer = try store.makeWriter()
        reader = try store.makeReader()
    }

    @Test func aSecondReadIsAnsweredFromTheCacheWithTheSameEntry() throws {
        _ = writer.apply([try put("a", "1", in: namespace)], now: 0)
        let first = try reader.entry("a", in: namespace)
        #expect(try reader.entry("a", in: namespace) === first)
        #expect(reader.statistics.misses == 1)
        #expect(reader.statistics.hits == 1)
    }

    @Test func absenceIsCachedUntilThePutIsAcknowledged() throws {
        #expect(try reader.text("a", in: namespace) == nil)
        #expect(try reader.text("a", in: namespace) == nil)
        #expect(reader.statistics.hits == 1)
        _ = writer.apply([try put("a", "1", in: namespace)], now: 0)
        #expect(try reader.text("a", in: namespace) == "1")
    }

    @Test func everyReaderSeesAWriteAtOnceCachedOrInItsSnapshotOrNot() throws {
        let second = try store.makeReader()
        _ = writer.apply([try put("a", "0", in: namespace), try put("b", "0", in: namespace)], now: 0)
        for step in 1...20 {
            // `a` is cached by both, and both have a snapshot open that is older than the write.
            #expect(try reader.text("a", in: namespace) == "\(step - 1)")
            #expect(try second.text("a", in: namespace) == "\(step - 1)")
            _ = writer.apply([try put("a", "\(step)", in: namespace), try put("b", "\(step)", in: namespace)], now: 0)
            #expect(try reader.text("b", in: namespace) == "\(step)")
            #expect(try second.text("a", in: namespace) == "\(step)")
        }
    }

    @Test func missesOfABatchShareASnapshotUntilSomethingIsCommitted() throws {
        _ = writer.apply(try (0..<10).map { try put("k\($0)", "v", in: namespace) }, now: 0)
        for index in 0..<5 { _ = try reader.text("k\(index)", in: namespace) }
        #expect(reader.statistics.snapshots == 1)
        _ = writer.apply([try put("other", "v", in: namespace)], now: 0)
        for index in 5..<7 { _ = try reader.text("k\(index)", in: namespace) }
        #expect(reader.statistics.snapshots == 2)
        reader.endBatch()
        reader.endBatch()
        _ = try reader.text("k7", in: namespace)
        #expect(reader.statistics.snapshots == 3)
    }

    @Test func anEmptyBatchOfConditionsThatFailedInvalidatesNothing() throws {
        _ = writer.apply([try put("a", "1", in: namespace)], now: 0)
        let first = try reader.entry("a", in: namespace)
        _ = writer.apply([try put("a", "2", in: namespace, if: .ifNoneMatchAny)], now: 0)
        #expect(try reader.entry("a", in: namespace) === first)
    }

    @Test func aLargeValueIsReadAnewEachTime() throws {
        let large = [UInt8](repeating: 9, count: KVOptions().cachedValueBytes + 1)
        let put = KVPut(namespace: namespace, key: try key("large"), value: large)
        _ = writer.apply([.put(put, if: .none)], now: 0)
        let first = try reader.entry("large", in: namespace)
        #expect(first?.value == large)
        #expect(try reader.entry("large", in: namespace) !== first)
        #expect(reader.statistics.cachedKeys == 0)
    }

    @Test func bytesThatCannotBeAKeyAreAbsent() throws {
        for key in [[], [UInt8](repeating: 0x61, count: KVLimits.keyBytes + 1), [0xff, 0xfe]] as [[UInt8]] {
            guard case .absent = try reader.get(namespace, key: key.span, now: 0) else {
                Issue.record("found \(key)")
                continue
            }
        }
    }

    @Test func aPageEndsWhenItHasLookedAtEnoughExpiredRows() throws {
        let count = KVLimits.listScanRows + 10
        let expired = try (0..<count).map { index in
            try put("\(100_000 + index)", "", in: namespace, expiresAt: 10)
        }
        _ = writer.apply(expired + [try put("last", "", in: namespace)], now: 0)
        let page = try reader.list(namespace, prefix: [], limit: 10, cursor: nil, now: 10)
        #expect(page.names.isEmpty)
        #expect(!page.isComplete)
        #expect(try reader.names(in: namespace, now: 10) == ["last"])
    }

    @Test func aReaderWithoutAWriterReadsWhatIsThere() throws {
        _ = writer.apply([try put("a", "1", in: namespace)], now: 0)
        writer.close()
        #expect(try store.makeReader().text("a", in: namespace) == "1")
    }

    @Test func aClosedReaderFailsAndDoesNotCrash() throws {
        _ = writer.apply([try put("a", "1", in: namespace)], now: 0)
        reader.close()
        #expect(throws: KVError.self) { try reader.text("a", in: namespace) }
        #expect(throws: KVListError.self) {
            try reader.list(namespace, prefix: [], limit: 1, cursor: nil, now: 0)
        }
        reader.endBatch()
        reader.close()
    }
}
