// SPDX-License-Identifier: Apache-2.0

import TestSupport
import Testing

@testable import EdgeRouter

@Suite struct JSONBodyTests {
    private struct Value: Decodable, Equatable {
        struct Inner: Decodable, Equatable { var number: Int }
        var text: String?
        var inner: Inner?
        var needed: Int
    }

    /// What is said to be wrong.
    private func failure(_ text: String) -> String? {
        do throws(JSONBody.Failure) {
            _ = try JSONBody.decode(Value.self, Array(text.utf8))
            return nil
        } catch {
            return error.text
        }
    }

    @Test func `an object is decoded, members nobody asked for are read over`() throws {
        let value = try JSONBody.decode(Value.self, Array(#"{"needed":1,"inner":{"number":2},"more":[]}"#.utf8))
        #expect(value == Value(text: nil, inner: Value.Inner(number: 2), needed: 1))
    }

    @Test func `what is wrong is named`() {
        #expect(failure(#"{"text":1,"needed":1}"#) == "the member `text` has the wrong type")
        #expect(failure(#"{"needed":1,"inner":{"number":"x"}}"#) == "the member `inner.number` has the wrong type")
        #expect(failure(#"{"text":"a"}"#) == "the member `needed` is missing")
        #expect(failure("{") == "the body is not well-formed JSON")
        for text in ["", "[]", "1", "\"\"", "null", "\u{feff}{}"] {
            #expect(failure(text) == "the body is not a JSON object", "\(text)")
        }
    }

    @Test func `an array is decoded where one is wanted`() throws {
        #expect(try JSONBody.decode([Int].self, Array(" [1, 2]".utf8), .array) == [1, 2])
        for text in ["", "{}", "1", "\"\"", "null"] {
            #expect(throws: JSONBody.Failure(text: "the body is not a JSON array")) {
                try JSONBody.decode([Int].self, Array(text.utf8), .array)
            }
        }
    }

    @Test func `for Cloudflare's API a failure has its number`() throws {
        #expect(try JSONBody.api(Value.self, Array(#"{"needed":1}"#.utf8)).needed == 1)
        do throws(Problem) {
            _ = try JSONBody.api(Value.self, [])
            Issue.record("decoded")
        } catch {
            #expect(error.status == 400 && error.cloudflareCode == 10012)
        }
    }

    @Test func `any bytes end in a value or a sentence`() {
        var numbers = RepeatableNumbers(seed: 3)
        let original = Array(#"{"needed":1,"inner":{"number":2},"text":"\u00e9"}"#.utf8)
        var refused = 0
        for round in 0..<3000 {
            var bytes = round % 2 == 0 ? original : numbers.bytes(Int.random(in: 0...40, using: &numbers))
            if round % 2 == 0 { bytes[Int.random(in: 0..<bytes.count, using: &numbers)] = numbers.bytes(1)[0] }
            do throws(JSONBody.Failure) {
                _ = try JSONBody.decode(Value.self, bytes)
            } catch {
                refused += 1
                #expect(!error.text.isEmpty)
            }
        }
        #expect(refused > 1500)
    }
}
