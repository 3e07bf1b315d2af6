// SPDX-License-Identifier: Apache-2.0

import KVStore
import Testing

@testable import EdgeRouter

@Suite struct BoundNamespaceTests {
    @Test func `without an id a binding has that of its name`() {
        let bound = BoundNamespace(binding: "ADVICE", id: nil)
        #expect(bound.namespace.name == "binding:ADVICE")
        #expect(bound.id == NamespaceID(hashOf: "binding:ADVICE").text)
    }

    @Test func `with an id it is the namespace of that id, however that is spelt, and whoever else names it`() {
        let id = "0f2ac74b498b48028cb68387c421e279"
        let spellings = [id, id.uppercased(), "0f2ac74b-498b-4802-8cb6-8387c421e279"]
        for bound in spellings.map({ BoundNamespace(binding: "A", id: $0) }) + [BoundNamespace(binding: "B", id: id)] {
            #expect(bound.id == id && bound.namespace == .made(id))
        }
    }

    @Test func `an id that is no UUID gets one, the same for all who name it`() {
        let bound = BoundNamespace(binding: "A", id: "my-local_kv")
        #expect(bound.configuredID == "my-local_kv")
        #expect(NamespaceID(bound.id.utf8) != nil)
        #expect(bound.id == BoundNamespace(binding: "B", id: "my-local_kv").id)
        #expect(bound.id != BoundNamespace(binding: "A", id: nil).id)
    }

    @Test func `a namespace has the id and title that a put gives it`() {
        #expect(KVNamespace.client("acme").identity.title == "client:acme")
        #expect(KVNamespace.client("acme").identity.id == NamespaceID(hashOf: "client:acme").text)
        let id = NamespaceID.random().text
        #expect(KVNamespace.made(id).identity.id == id)
        #expect(
            KVNamespace.client("a").isClients && !KVNamespace.binding("a").isClients && !KVNamespace.made(id).isClients)
    }

    @Test func `a title names a client where what it says is a client's id`() {
        #expect(KVNamespace.ofClient(title: "client:acme") == .client("acme"))
        for title in ["", "acme", "client:", "client:Acme", "client:a b", "binding:acme", "xclient:acme"] {
            #expect(KVNamespace.ofClient(title: title) == nil, "\(title)")
        }
    }

    @Test func `it is made with another title where its own is taken`() throws {
        let bound = BoundNamespace(binding: "A", id: nil)
        #expect(
            bound.creations.map { mutation in
                if case .createNamespace(let namespace, let id, let title) = mutation,
                    namespace == bound.namespace, id == bound.id
                {
                    title
                } else {
                    ""
                }
            } == ["binding:A", "binding:A (\(bound.id))"])
    }
}
