// SPDX-License-Identifier: Apache-2.0

import KVStore
import Testing

@testable import EdgeRouter

@Suite struct ClientLifeTests {
    @Test func `a removal's version names the life that begins with it`() {
        #expect(ClientLife(removal: nil) == .first)
        #expect(ClientLife(removal: Array("\"2a\"".utf8)) == ClientLife(text: "2a"))
        #expect(ClientLife(text: "2a") != ClientLife(text: "2b"))
    }

    @Test func `it holds as long as there is no further removal`() throws {
        let key = try KVKey(text: "acme")
        let first = try #require(ClientLife.first.condition(of: "acme").first)
        #expect(first.namespace == .clientRemovals && first.key == key)
        #expect("\(first.precondition)" == "\(KVPrecondition.ifNoneMatchAny)")
        let second = try #require(ClientLife(text: "2a").condition(of: "acme").first)
        #expect("\(second.precondition)" == "\(KVPrecondition.ifMatch([Array("\"2a\"".utf8)]))")
    }
}
