// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import EdgeRouter

@Suite struct TokenGrantTests {
    private let grant = TokenGrant(
        client: "acme", name: "a \"quoted\" name", scopes: [.kvRead, .bot], createdAt: 100, expiresAt: 200)

    @Test func `a grant is read as it was written`() {
        #expect(TokenGrant(json: grant.json) == grant)
        let endless = TokenGrant(client: "acme", scopes: .all, createdAt: 1)
        #expect(TokenGrant(json: endless.json) == endless)
    }

    @Test func `a scope that this version does not know gives nothing`() throws {
        let text = grant.json.text.replacing("kv:read", with: "fly")
        #expect(TokenGrant(json: Array(text.utf8))?.scopes == .bot)
    }

    @Test(arguments: ["", "{}", "[]", #"{"client":"a"}"#])
    func `anything else is none`(text: String) {
        #expect(TokenGrant(json: Array(text.utf8)) == nil)
    }

    @Test func `it is good for anything until the second in which it expires`() {
        #expect(grant.isAlive(now: 199))
        #expect(!grant.isAlive(now: 200))
        #expect(TokenGrant(client: "a", scopes: .all, createdAt: 0).isAlive(now: .max))
    }
}
