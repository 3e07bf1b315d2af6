// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import ArticleGen

@Suite struct RequestMembersTests {
    @Test func `members are read with their limits`() throws {
        let members = try RequestMembers(
            Array(#"{"a":"x","n":3,"session":"s-1.A_","none":null}"#.utf8), names: ["a", "n", "session", "none"])
        #expect(try members.text("a", atMost: 1) == "x")
        #expect(try members.required("a", atMost: 1) == "x")
        #expect(try members.text("none", atMost: 1) == nil)
        #expect(try members.whole("n", in: 1...3) == 3)
        #expect(try members.session() == "s-1.A_")
        #expect(throws: GatewayError.self) { try members.required("none", atMost: 1) }
        #expect(throws: GatewayError.self) { try members.text("n", atMost: 1) }
        #expect(throws: GatewayError.self) { try members.whole("n", in: 4...5) }
    }

    @Test(arguments: ["", "[]", "{", #"{"other":1}"#]) func `what is not as it must be is refused`(body: String) {
        #expect(throws: GatewayError.self) { try RequestMembers(Array(body.utf8), names: ["a"]) }
    }

    @Test(arguments: [#"{"a":""}"#, #"{"a":" \n"}"#, #"{"a":"xx"}"#, #"{"a":[]}"#])
    func `a text that is none is refused`(body: String) throws {
        let members = try RequestMembers(Array(body.utf8), names: ["a"])
        #expect(throws: GatewayError.self) { try members.text("a", atMost: 1) }
    }

    @Test(arguments: ["", "-a", "a/b", "a b", "ä", String(repeating: "a", count: 65)])
    func `what is no name of a session is none`(name: String) {
        #expect(!SessionName.isValid(name))
    }
}
