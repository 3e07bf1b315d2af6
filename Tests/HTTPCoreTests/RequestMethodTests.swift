// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import HTTPCore

@Suite struct RequestMethodTests {
    private func method(_ text: String) -> RequestMethod {
        let input = bytes("x" + text)
        return RequestMethod(input.span, ByteRange(1, input.count))
    }

    @Test func `each method is recognised by its exact spelling`() {
        let spellings: [(String, RequestMethod)] = [
            ("GET", .get), ("HEAD", .head), ("POST", .post), ("PUT", .put), ("DELETE", .delete),
            ("CONNECT", .connect), ("OPTIONS", .options), ("TRACE", .trace), ("PATCH", .patch),
        ]
        for (text, expected) in spellings {
            #expect(method(text) == expected)
            #expect(method(text.lowercased()) == .other)
            #expect(method(text + "X") == .other)
            #expect(method(String(text.dropLast())) == .other)
            #expect(method(String(text.dropLast()) + "X") == .other)
        }
        #expect(method("PROPFIND") == .other)
    }

    @Test func `methods are safe and idempotent as RFC 9110 section 9_2 says, unknown ones never`() {
        let all: [RequestMethod] = [.get, .head, .post, .put, .delete, .connect, .options, .trace, .patch, .other]
        #expect(all.filter(\.isSafe) == [.get, .head, .options, .trace])
        #expect(all.filter(\.isIdempotent) == [.get, .head, .put, .delete, .options, .trace])
    }
}
