// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import ArticleGen

@Suite struct ChatMessageTests {
    private func message(_ body: String) throws(GatewayError) -> ChatMessage {
        try ChatMessage(Array(body.utf8), client: "acme", limits: ClientLimits(), session: "made", id: "1")
    }

    @Test func `a message says what it is for`() throws {
        let message = try message(#"{"session":"s","message":"hi","system":"Be kind.","model":"m"}"#)
        #expect(message.session == "s")
        #expect(message.text == "hi")
        #expect(message.system == "Be kind.")
        #expect(message.model == "m")
        #expect(try self.message(#"{"message":"hi"}"#).session == "made")
    }

    @Test(arguments: [
        "{}", #"{"message":""}"#, #"{"message":1}"#, #"{"message":"a","session":"a/b"}"#,
        #"{"message":"a","messages":[]}"#, #"{"message":"\#(String(repeating: "a", count: 65537))"}"#,
    ])
    func `what is none is refused`(body: String) {
        #expect(throws: GatewayError.self) { try message(body) }
    }
}
