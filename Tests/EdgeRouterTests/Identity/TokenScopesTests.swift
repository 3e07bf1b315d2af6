// SPDX-License-Identifier: Apache-2.0

import HTTPCore
import Testing

@testable import EdgeRouter

@Suite struct TokenScopesTests {
    @Test func `names and scopes belong together`() {
        for name in TokenScopes.names { #expect(TokenScopes(name: name)?.names == [name]) }
        #expect(TokenScopes.all.names == TokenScopes.names)
        #expect(TokenScopes(name: "kv") == nil)
        #expect(TokenScopes(name: "") == nil)
    }

    @Test(arguments: [
        (Destination.keyList, RequestMethod.get, TokenScopes.kvRead), (.keyList, .put, .kvRead),
        (.key(ByteRange(0, 1)), .get, .kvRead), (.key(ByteRange(0, 1)), .head, .kvRead),
        (.key(ByteRange(0, 1)), .put, .kvWrite), (.key(ByteRange(0, 1)), .delete, .kvWrite),
        (.boundKey(binding: "A", ByteRange(0, 1)), .get, .kvRead), (.analyze, .post, .analyze), (.bot, .get, .bot),
        (.namedBot("A"), .post, .bot), (.address("a"), .get, .bot), (.articles(nil), .get, .articles),
        (.template("a"), .get, .articles),
        (.chat(nil), .post, .chat), (.models(nil), .get, .llm),
        (.chatCompletions, .post, .llm), (.notServed("/analyses"), .get, .analyze),
        (.unknown, .get, TokenScopes()), (.health, .get, TokenScopes()),
    ])
    func `what a request needs`(destination: Destination, method: RequestMethod, scopes: TokenScopes) {
        #expect(TokenScopes.needed(for: destination, method) == scopes)
    }
}
