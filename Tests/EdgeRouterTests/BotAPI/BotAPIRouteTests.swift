// SPDX-License-Identifier: Apache-2.0

import HTTPCore
import Testing

@testable import EdgeRouter

@Suite struct BotAPIRouteTests {
    private func route(_ path: String, _ method: RequestMethod = .get) -> BotAPIRoute? {
        let received = Received(path)
        return BotAPIRoute(received.range, received.bytes.span, method)
    }

    private func part(_ path: String, _ text: String) throws -> ByteRange {
        try #require(Received(path).range(of: text))
    }

    @Test func `each path names what the contract says`() throws {
        #expect(route("/kv") == .keyList && route("/state") == .stateList && route("/alarm") == .alarm)
        #expect(route("/v1/chat/completions", .post) == .gateway)
        #expect(route("/kv/a/b") == .key(try part("/kv/a/b", "a/b")))
        #expect(route("/kv/") == .key(ByteRange(4, 4)))
        #expect(route("/kv/%40a/b") == .key(try part("/kv/%40a/b", "%40a/b")))
        #expect(route("/state/a/b") == .stateKey(try part("/state/a/b", "a/b")))
    }

    @Test func `an at sign leads to a granted namespace`() throws {
        let path = "/kv/@SEO/a/b"
        #expect(route(path) == .grantedKey(try part(path, "SEO"), try part(path, "a/b")))
        #expect(route("/kv/@SEO") == .grantedList(ByteRange(5, 8)))
        #expect(route("/kv/@SEO/") == .grantedKey(ByteRange(5, 8), ByteRange(9, 9)))
        #expect(route("/kv/@") == .grantedList(ByteRange(5, 5)))
    }

    @Test func `a transaction is posted, and a key of that name is like any other`() throws {
        #expect(route("/state/transaction", .post) == .stateTransaction)
        #expect(route("/state/transaction", .put) == .stateKey(try part("/state/transaction", "transaction")))
    }

    @Test(arguments: ["/", "", "/kvx", "/states", "/alarm/", "/alarms", "/healthz", "/metrics", "/bot/x", "/v1/models"])
    func `anything else is none`(path: String) { #expect(route(path) == nil) }
}
