// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import EdgeRouter

@Suite struct JSONAnswerTests {
    @Test func `members are read by their kind`() throws {
        let answer = try JSONAnswer(Array(#"{"a":{"t":"x"},"l":[1,{}],"n":7}"#.utf8))
        #expect(try answer.member("a").text("t") == "x")
        #expect(try answer.elements("l").count == 2)
        #expect(try answer.count("n") == 7)
        #expect(answer.parts.map(\.name) == ["a", "l", "n"])
    }

    @Test func `what is not there, or is no object, is a failure`() throws {
        #expect(throws: CommandFailure.self) { try JSONAnswer(Array("<html>".utf8)) }
        #expect(throws: CommandFailure.self) { try JSONAnswer(Array("[]".utf8)) }
        let answer = try JSONAnswer(Array("{\"a\":1}".utf8))
        #expect(throws: CommandFailure.self) { try answer.text("b") }
        #expect(throws: CommandFailure.self) { try answer.member("a") }
    }
}
