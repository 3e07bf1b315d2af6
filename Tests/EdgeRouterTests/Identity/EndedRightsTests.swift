// SPDX-License-Identifier: Apache-2.0

import KVStore
import Testing

@testable import EdgeRouter

/// How streams are ended, ``StreamEndTests`` has a running server show.
@Suite struct EndedRightsTests {
    private let digest = TokenDigest(of: Array("t".utf8).span)
    private let other = TokenDigest(of: Array("u".utf8).span)
    private let first = ("a", ClientLife.first)

    private func rights(_ mutation: KVMutation, _ result: KVMutationResult) -> EndedRights {
        EndedRights(KVChange.of(mutation, result))
    }

    @Test func `a token that was revoked or has expired ends by itself`() throws {
        let key = try KVKey(validating: digest.hexadecimal)
        let revoked = rights(.delete(.tokens, key, if: .none), .deleted)
        let expired = EndedRights([KVChange(KVExpired(namespace: .tokens, key: key))])
        for ended in [revoked, expired] {
            #expect(!ended.isEmpty && ended.include(token: digest, client: first, isBot: false))
            #expect(!ended.include(token: other, client: first, isBot: false))
            #expect(!ended.include(token: nil, client: first, isBot: false))
        }
        let cleared = rights(.clear(.tokens, limit: 1), .cleared(count: 1, isComplete: true))
        #expect(cleared.include(token: other, client: nil, isBot: false))
    }

    @Test func `a removal ends what was the client's before it, and nothing of the next of that id`() throws {
        let put = KVPut(namespace: .clientRemovals, key: try KVKey(text: "a"), value: [])
        let ended = rights(.put(put, if: .none), .created(etag: Array("\"1f\"".utf8)))
        #expect(ended.include(token: digest, client: first, isBot: false))
        #expect(ended.include(token: nil, client: first, isBot: true))
        #expect(!ended.include(token: digest, client: ("a", ClientLife(text: "1f")), isBot: false))
        #expect(!ended.include(token: digest, client: ("b", .first), isBot: true))
        // In open mode whoever says so is the client, before and after.
        #expect(!ended.include(token: nil, client: first, isBot: false))
    }

    @Test func `a new token, a record and a client's own values end nothing`() throws {
        let key = try KVKey(validating: digest.hexadecimal)
        for namespace in [KVNamespace.tokens, .clientRecords, .client("a")] {
            let put = KVPut(namespace: namespace, key: key, value: [])
            #expect(rights(.put(put, if: .none), .created(etag: Array("\"1\"".utf8))).isEmpty)
        }
        #expect(rights(.delete(.clientRecords, try KVKey(text: "a"), if: .none), .deleted).isEmpty)
    }
}
