// SPDX-License-Identifier: Apache-2.0

import HTTPCore
import Testing

@testable import EdgeRouter

@Suite struct CORSAnswerTests {
    private func fields(_ answer: CORSAnswer, _ text: String) -> String {
        var out: [UInt8] = []
        answer.append(Array(text.utf8), to: &out)
        return out.text
    }

    @Test func `a page of a configured origin may read the answer, others may not`() {
        let allowed = fields(.allowed(ByteRange(0, 16)), "https://app.test")
        #expect(allowed.contains("Access-Control-Allow-Origin: https://app.test\r\n"))
        #expect(allowed.contains("Access-Control-Expose-Headers: ETag,") && allowed.contains("Vary: Origin\r\n"))
        #expect(!allowed.contains("Credentials"))
        #expect(fields(.varies, "") == "Vary: Origin\r\n")
    }

    @Test(arguments: [
        ("OPTIONS", "Access-Control-Request-Method: PUT\r\n", true), ("OPTIONS", "", false),
        ("GET", "Access-Control-Request-Method: PUT\r\n", false),
    ])
    func `a preflight is an OPTIONS with a question`(method: String, field: String, isPreflight: Bool) throws {
        let bytes = Array("\(method) / HTTP/1.1\r\nHost: a\r\n\(field)\r\n".utf8)
        var parser = HeadParser(.request)
        _ = try #require(try parser.parse(bytes.span))
        #expect(CORSAnswer.isPreflight(parser.head, bytes.span) == isPreflight)
    }
}
