// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import KVStore

struct KVPreconditionTests {
    private let one = EntityTag.bytes(version: 1)
    private let two = EntityTag.bytes(version: 2)

    @Test func noneAlwaysHolds() {
        #expect(KVPrecondition.none.holds(current: nil))
        #expect(KVPrecondition.none.holds(current: 1))
    }

    @Test func ifMatchNeedsAnEntryWithOneOfTheTags() {
        #expect(KVPrecondition.ifMatchAny.holds(current: 1))
        #expect(!KVPrecondition.ifMatchAny.holds(current: nil))
        #expect(KVPrecondition.ifMatch([two, one]).holds(current: 1))
        #expect(!KVPrecondition.ifMatch([two]).holds(current: 1))
        #expect(!KVPrecondition.ifMatch([one]).holds(current: nil))
        #expect(!KVPrecondition.ifMatch([]).holds(current: 1))
    }

    @Test func ifNoneMatchNeedsNoEntryOrNoneOfTheTags() {
        #expect(KVPrecondition.ifNoneMatchAny.holds(current: nil))
        #expect(!KVPrecondition.ifNoneMatchAny.holds(current: 1))
        #expect(KVPrecondition.ifNoneMatch([one]).holds(current: nil))
        #expect(KVPrecondition.ifNoneMatch([one]).holds(current: 2))
        #expect(!KVPrecondition.ifNoneMatch([two, one]).holds(current: 1))
    }

    @Test func aWeakTagCountsForIfNoneMatchAlone() {
        let weak = bytes("W/") + one
        #expect(!KVPrecondition.ifMatch([weak]).holds(current: 1))
        #expect(!KVPrecondition.ifNoneMatch([weak]).holds(current: 1))
    }

    @Test func bothConditionsMustHold() {
        let both = KVPrecondition(match: .any, noneMatch: .list([one]))
        #expect(!both.holds(current: nil))
        #expect(!both.holds(current: 1))
        #expect(both.holds(current: 2))
    }
}
