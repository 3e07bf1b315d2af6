// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// How the writer tells all readers what they may no longer believe, without a lock and without a message.
///
/// Each key belongs by its hash to one of a few thousand counters. Only the writer writes them. A counter is odd while
/// a commit that touches one of its keys is under way, and even otherwise. The writer's order is
///
///     touched counters become odd · COMMIT · `commits` is raised · touched counters become even · acknowledge
///
/// and a reader, for a key, loads its counter first and `commits` second.
///
/// - A cached entry holds the even value that its counter had before its row was read. It is valid while the counter
///   has that value: no commit to the key has begun since.
/// - An open snapshot may serve a miss if the counter is even and `commits` is what it was before the snapshot began.
///   Had a commit to this key become visible since, the counter could be even only after `commits` was raised, and the
///   reader, who loads in the opposite order, would see that.
/// - While the counter is odd, a reader takes a new snapshot and caches nothing.
///
/// One more counter belongs to no key. It moves when all do, as for the removal of a namespace, and says by the same
/// rules whether a reader may still believe the number that it knows of a namespace.
///
/// So a read sees every write that was acknowledged before it began, and no read sees an older value than an earlier
/// read of the same key saw, on whatever thread.
final class Invalidation: Sendable {
    /// How many counters. More of them mean fewer entries invalidated by a stranger's write: at 60,000 writes per
    /// second each is raised 15 times per second. 32 KiB in all.
    static let count = 4096

    /// The counter that moves only when all do.
    static let namespaces = count

    private let counters = InlineArray<4097, Atomic<UInt64>> { _ in Atomic(0) }
    private let commitCount = Atomic<UInt64>(0)

    /// Which counter a key's hash belongs to. The high bits: the cache's table uses the low ones.
    static func index(hash: UInt64) -> Int {
        Int(truncatingIfNeeded: hash >> 48) & (count - 1)
    }

    /// The counter's value, ordered before everything that the caller reads after it.
    func stamp(_ index: Int) -> UInt64 {
        counters[index].load(ordering: .acquiring)
    }

    /// How many commits have changed anything. A reader keeps it from before its snapshot began.
    var commits: UInt64 { commitCount.load(ordering: .acquiring) }

    /// Before COMMIT, by the writer alone.
    func beginCommit(_ touched: TouchedCounters) {
        touched.forEach { index in
            let value = counters[index].load(ordering: .relaxed)
            // Two keys of one batch may share a counter.
            if value.isMultiple(of: 2) { counters[index].store(value + 1, ordering: .sequentiallyConsistent) }
        }
    }

    /// After COMMIT, whether it succeeded or not, by the writer alone.
    func endCommit(_ touched: TouchedCounters) {
        commitCount.add(1, ordering: .sequentiallyConsistent)
        touched.forEach { index in
            let value = counters[index].load(ordering: .relaxed)
            if !value.isMultiple(of: 2) { counters[index].store(value + 1, ordering: .sequentiallyConsistent) }
        }
    }
}

/// The counters whose keys a batch changes.
struct TouchedCounters {
    private var indices: [Int] = []
    private var all = false

    /// Whether the batch changes nothing.
    var isEmpty: Bool { !all && indices.isEmpty }

    /// Adds the counter of a key.
    mutating func insert(hash: UInt64) { indices.append(Invalidation.index(hash: hash)) }

    /// Adds every counter, when the keys are not known one by one.
    mutating func insertAll() { all = true }

    /// Forgets everything and keeps the memory.
    mutating func removeAll() {
        indices.removeAll(keepingCapacity: true)
        all = false
    }

    /// Calls the body with each, some perhaps twice.
    func forEach(_ body: (Int) -> Void) {
        if all { (0...Invalidation.namespaces).forEach(body) } else { indices.forEach(body) }
    }
}
