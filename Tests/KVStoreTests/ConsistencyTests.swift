// SPDX-License-Identifier: Apache-2.0

import KVStore
import Synchronization
import TestSupport
import Testing

/// The promise of `Invalidation`, tested by racing: no read is older than a write that was acknowledged before it
/// began, or than what any earlier read of the key saw.
struct ConsistencyTests {
    private static let keyCount = 4
    private static let commits = 2000

    /// What the threads know of each key: the last step acknowledged, and the last step that any read saw.
    private final class Ledger: Sendable {
        let acknowledged = InlineArray<4, Atomic<Int>> { _ in Atomic(0) }
        let seen = InlineArray<4, Atomic<Int>> { _ in Atomic(0) }
        let isOver = Atomic(false)
        let reads = Atomic(0)
        let staleReads = Atomic(0)
        let failures = Atomic(0)
    }

    @Test(arguments: [KVOptions().cacheEntries, 1])
    func noReadIsOlderThanAnAcknowledgedWriteOrAnEarlierRead(_ cacheEntries: Int) throws {
        let directory = try TestDirectory()
        var options = KVOptions()
        options.cacheEntries = cacheEntries
        let store = try directory.open(options)
        let namespace = KVNamespace(name: "client:acme")
        let ledger = Ledger()
        let writer = try store.makeWriter()
        let readers = (0..<3).map { number in
            { @Sendable in ConsistencyTests.read(store, namespace, ledger, seed: UInt64(number + 1)) }
        }
        try Threads.run(readers) {
            defer { ledger.isOver.store(true, ordering: .releasing) }
            var random = RepeatableNumbers(seed: 99)
            for step in 1...ConsistencyTests.commits {
                let index = Int(random.next() % UInt64(ConsistencyTests.keyCount))
                let results = writer.apply([try put("\(index)", "\(step)", in: namespace)], now: 0)
                try #require(results[0].error == nil)
                ledger.acknowledged[index].store(step, ordering: .releasing)
                if step.isMultiple(of: 100) { writer.checkpointIfNeeded() }
                if step.isMultiple(of: 500) { writer.idle() }
            }
        }
        #expect(ledger.failures.load(ordering: .relaxed) == 0)
        #expect(ledger.staleReads.load(ordering: .relaxed) == 0)
        #expect(ledger.reads.load(ordering: .relaxed) > ConsistencyTests.commits)
    }

    private static func read(_ store: KVStore, _ namespace: KVNamespace, _ ledger: Ledger, seed: UInt64) {
        do {
            let reader = try store.makeReader()
            defer { reader.close() }
            var random = RepeatableNumbers(seed: seed)
            while !ledger.isOver.load(ordering: .acquiring) {
                for _ in 0..<Int(random.next() % 16) {
                    let index = Int(random.next() % UInt64(keyCount))
                    let least = max(
                        ledger.acknowledged[index].load(ordering: .acquiring),
                        ledger.seen[index].load(ordering: .acquiring))
                    let step = Int(try reader.text("\(index)", in: namespace) ?? "0") ?? -1
                    if step < least { ledger.staleReads.add(1, ordering: .relaxed) }
                    ledger.seen[index].max(step, ordering: .acquiringAndReleasing)
                    ledger.reads.add(1, ordering: .relaxed)
                }
                reader.endBatch()
            }
        } catch {
            ledger.failures.add(1, ordering: .relaxed)
        }
    }
}
