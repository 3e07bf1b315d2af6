// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import KVStore

@Suite struct KVNamespaceGroupTests {
    private let own = KVNamespace(name: "client:acme")

    @Test func `the names of the others are all that begin with the prefix, and none besides`() throws {
        let range = try #require(KVNamespaceGroup(own, andAllBeginningWith: "system:state:acme:").range)
        func isInside(_ name: String) -> Bool {
            let bytes = Array(name.utf8)
            return !bytes.lexicographicallyPrecedes(range.from) && bytes.lexicographicallyPrecedes(range.to)
        }
        #expect(["", "A", "é", "\u{10ffff}"].allSatisfy { isInside("system:state:acme:" + $0) })
        for name in ["system:state:acme", "system:state:acme2:A", "system:state:acme;", "system:state:acm:A", ""] {
            #expect(!isInside(name), "\(name)")
        }
    }

    @Test func `without a prefix there are no others, and an empty one is none`() {
        #expect(KVNamespaceGroup(own).range == nil)
        #expect(KVNamespaceGroup(own, andAllBeginningWith: "") == KVNamespaceGroup(own))
    }
}
