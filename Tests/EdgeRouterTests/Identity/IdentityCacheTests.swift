// SPDX-License-Identifier: Apache-2.0

import KVStore
import Testing

@testable import EdgeRouter

@Suite struct IdentityCacheTests {
    private let digest = TokenDigest(of: Array("t".utf8).span)

    private func change(_ namespace: KVNamespace, _ key: String) throws -> KVChange {
        let mutation = KVMutation.delete(namespace, try KVKey(validating: Array(key.utf8)), if: .none)
        return try #require(KVChange.of(mutation, .deleted).first)
    }

    private func cleared(_ namespace: KVNamespace) throws -> KVChange {
        try #require(KVChange.of(.clear(namespace, limit: 1), .cleared(count: 1, isComplete: true)).first)
    }

    private func filled() -> IdentityCache {
        var cache = IdentityCache()
        for id in ["a", "b"] { cache.keep(ClientRecord(id: id, bot: nil, bodyBytes: nil, requestLimits: .none)) }
        cache.keep(host: "a.example", owner: "a")
        cache.keep(host: "nobody.example", owner: nil)
        cache.keep(TokenGrant(client: "a", scopes: .all, createdAt: 0), digest)
        return cache
    }

    @Test func `what was kept is found, absence too`() {
        var cache = filled()
        #expect(cache.record("a")?.id == "a" && cache.record("c") == nil)
        #expect(cache.owner(ofHost: "a.example") == "a")
        #expect(cache.owner(ofHost: "nobody.example") == .some(nil))
        #expect(cache.owner(ofHost: "unheard.example") == nil)
        #expect(cache.grant(digest)?.grant.client == "a")
    }

    @Test func `a change drops what it is about, and nothing else`() throws {
        var cache = filled()
        cache.drop(try change(.clientRecords, "a"))
        #expect(cache.record("a") == nil && cache.record("b") != nil)
        cache.drop(try change(.clientHosts, "a.example"))
        #expect(cache.owner(ofHost: "a.example") == nil && cache.owner(ofHost: "nobody.example") == .some(nil))
        cache.drop(try change(.tokens, TokenDigest(of: Array("u".utf8).span).hexadecimal.text))
        #expect(cache.grant(digest) != nil)
        cache.drop(try change(.tokens, digest.hexadecimal.text))
        #expect(cache.grant(digest) == nil)
    }

    @Test func `where a whole namespace goes, all of the kind goes`() throws {
        for namespace in KVNamespace.cachedByLoops where namespace != .clientRemovals {
            var cache = filled()
            cache.drop(try cleared(namespace))
            let left = [cache.record("b") != nil, cache.owner(ofHost: "a.example") != nil, cache.grant(digest) != nil]
            #expect(left.filter { $0 }.count == 2, "\(namespace.name)")
        }
    }

    @Test func `a removal ends the tokens of the client's life, and no other's`() throws {
        var cache = filled()
        let other = TokenDigest(of: Array("u".utf8).span)
        cache.keep(TokenGrant(client: "b", scopes: .all, createdAt: 0), other)
        cache.drop(try change(.clientRemovals, "a"))
        #expect(cache.record("a") == nil)
        let next = ClientRecord(id: "a", bot: nil, bodyBytes: nil, requestLimits: .none)
        next.life = ClientLife(text: "7")
        cache.keep(next)
        #expect(cache.grant(other) != nil && cache.grant(digest) == nil)
        cache.keep(TokenGrant(client: "a", scopes: .all, createdAt: 0, life: next.life), digest)
        #expect(cache.grant(digest) != nil && cache.grant(other) != nil)
    }

    @Test func `names that nobody has do not fill memory`() {
        var cache = filled()
        for number in 0..<40_000 { cache.keep(host: "\(number).example", owner: nil) }
        #expect((0..<40_000).filter { cache.owner(ofHost: "\($0).example") != nil }.count <= 16_384)
    }
}
