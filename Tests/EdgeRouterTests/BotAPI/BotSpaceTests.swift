// SPDX-License-Identifier: Apache-2.0

import KVStore
import Testing

@testable import EdgeRouter

@Suite struct BotSpaceTests {
    @Test func `a space is found again by its key`() throws {
        let space = BotSpace(binding: "SEO-BOT_1", client: "client-a")
        #expect(BotSpace(key: try space.key.bytes) == space)
        #expect(try space.key.bytes.text == "client-a/SEO-BOT_1")
        #expect(try space.key.bytes.text.hasPrefix(BotSpace.prefix("client-a")))
        for text in ["", "/", "a", "a/", "/b"] { #expect(BotSpace(key: Array(text.utf8)) == nil) }
    }

    @Test func `each has state of its own, which no client's surface shows`() {
        let spaces = [("A", "b"), ("B", "a"), ("A", "a"), ("B", "b")].map { BotSpace(binding: $0, client: $1) }
        #expect(Set(spaces.map(\.state)).count == 4)
        #expect(spaces.allSatisfy { $0.state.isSystem })
        #expect(spaces.allSatisfy { $0.state.name.hasPrefix(BotSpace.statePrefix($0.client)) })
        // No id has a colon: nobody's begins as another's does.
        #expect(!spaces[0].state.name.hasPrefix(BotSpace.statePrefix("a")))
        #expect(KVNamespaceGroup.all(of: "a").prefix == BotSpace.statePrefix("a"))
        #expect(KVNamespace.botSpaces.isSystem && KVNamespace.botAlarms.isSystem)
    }
}
