// SPDX-License-Identifier: Apache-2.0

import EventLoop
import Glibc
import Testing

@Suite struct UserFactsTests {
    @Test func `users and groups have names, and may have none`() {
        #expect(UserFacts.id == geteuid())
        #expect(UserFacts.name(ofUser: 0) == "root")
        #expect(UserFacts.name(ofGroup: 0) == "root")
        #expect(UserFacts.name(ofUser: 4_000_000_123) == nil)
        #expect(UserFacts.name(ofGroup: 4_000_000_123) == nil)
    }
}
