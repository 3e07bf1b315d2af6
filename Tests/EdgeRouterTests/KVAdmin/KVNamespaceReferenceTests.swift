// SPDX-License-Identifier: Apache-2.0

import KVStore
import Testing

@testable import EdgeRouter

@Suite struct KVNamespaceReferenceTests {
    private let made = String(repeating: "0a", count: 16)

    @Test func `a client's namespace and a binding's are made under their names`() {
        let client = KVNamespace.client("acme")
        #expect(KVNamespaceReference(id: nil, title: "client:acme").newNamespace == client)
        #expect(KVNamespaceReference(id: client.identity.id, title: "client:acme").newNamespace == client)
        #expect(KVNamespaceReference(id: nil, title: "binding:B").newNamespace == .binding("B"))
    }

    @Test func `all others are made under their ids`() {
        #expect(KVNamespaceReference(id: made, title: "My space").newNamespace == .made(made))
        #expect(KVNamespaceReference(id: made, title: "client:acme").newNamespace == .made(made))
        let free = KVNamespaceReference(id: nil, title: "My space").newNamespace
        #expect(free.identity.id.count == 32 && free == .made(free.identity.id))
    }
}
