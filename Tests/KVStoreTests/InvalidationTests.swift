// SPDX-License-Identifier: Apache-2.0

import Synchronization
import Testing

@testable import KVStore

struct InvalidationTests {
    @Test func aCounterIsOddDuringACommitAndEvenAndNewAfterIt() {
        let invalidation = Invalidation()
        var touched = TouchedCounters()
        let index = Invalidation.index(hash: .max)
        // Two keys of one counter, which must not bring it back to even.
        touched.insert(hash: .max)
        touched.insert(hash: .max)
        #expect(invalidation.stamp(index) == 0)
        invalidation.beginCommit(touched)
        #expect(invalidation.stamp(index) == 1)
        #expect(invalidation.commits == 0)
        invalidation.endCommit(touched)
        #expect(invalidation.stamp(index) == 2)
        #expect(invalidation.commits == 1)
        #expect(invalidation.stamp(0) == 0)
    }

    @Test func allCountersCanBeTouchedAtOnce() {
        let invalidation = Invalidation()
        var touched = TouchedCounters()
        touched.insertAll()
        invalidation.beginCommit(touched)
        #expect((0..<Invalidation.count).allSatisfy { invalidation.stamp($0) == 1 })
        invalidation.endCommit(touched)
        #expect((0..<Invalidation.count).allSatisfy { invalidation.stamp($0) == 2 })
    }

    @Test func everyHashHasACounter() {
        for hash in [0, 1, 1 << 48, 1 << 63, UInt64.max] {
            #expect((0..<Invalidation.count).contains(Invalidation.index(hash: hash)))
        }
        #expect(Set((0..<4096).map { Invalidation.index(hash: $0 << 48) }).count == Invalidation.count)
    }

    @Test func whoeverSeesACounterRaisedSeesTheCommitCounted() {
        // With all counters touched, the first is raised long before the last: long enough to be caught in between.
        let invalidation = Invalidation()
        let isOver = Atomic(false)
        let violations = Atomic(0)
        let commits: UInt64 = 2000
        withExtendedLifetime(isOver) {
            Threads.run([
                { @Sendable in
                    while !isOver.load(ordering: .acquiring) {
                        // Every commit raises the counter twice.
                        let seen = invalidation.stamp(0) / 2
                        if invalidation.commits < seen { violations.add(1, ordering: .relaxed) }
                    }
                }
            ]) {
                var touched = TouchedCounters()
                touched.insertAll()
                for _ in 0..<commits {
                    invalidation.beginCommit(touched)
                    invalidation.endCommit(touched)
                }
                isOver.store(true, ordering: .releasing)
            }
        }
        #expect(violations.load(ordering: .relaxed) == 0)
        #expect(invalidation.commits == commits)
    }
}
