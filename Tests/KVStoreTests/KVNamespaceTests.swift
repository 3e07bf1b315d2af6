// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import KVStore

struct KVNamespaceTests {
    @Test func namespacesAreEqualWhenTheirNamesHaveTheSameBytes() {
        #expect(KVNamespace(name: "client:acme") == KVNamespace(name: "client:acme"))
        #expect(KVNamespace(name: "client:acme") != KVNamespace(name: "client:Acme"))
        #expect(KVNamespace(name: "\u{e9}") != KVNamespace(name: "e\u{301}"))
        #expect(KVNamespace(name: "client:\u{e9}").name == "client:\u{e9}")
    }

    @Test func theHashOfAKeyDependsOnTheNamespaceToo() {
        func hash(_ namespace: KVNamespace, _ key: [UInt8]) -> UInt64 {
            // The bytes live for the call.
            unsafe key.withUnsafeBytes { unsafe namespace.hash(of: $0) }
        }
        let acme = KVNamespace(name: "acme")
        #expect(hash(acme, bytes("a")) == hash(KVNamespace(name: "acme"), bytes("a")))
        #expect(hash(acme, bytes("a")) != hash(acme, bytes("b")))
        #expect(hash(acme, bytes("a")) != hash(KVNamespace(name: "other"), bytes("a")))
    }
}
