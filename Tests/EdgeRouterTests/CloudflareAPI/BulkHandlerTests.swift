// SPDX-License-Identifier: Apache-2.0

import KVStore
import Testing

@testable import EdgeRouter

@Suite struct BulkHandlerTests {
    private func refusal(_ json: String, _ namespace: KVNamespace = .made("x")) -> Int? {
        do throws(Problem) {
            _ = try BulkHandler.deletions(Array(json.utf8), namespace)
            return nil
        } catch {
            return error.status
        }
    }

    private func keys(_ names: String...) throws -> [KVKey?] { try names.map { try KVKey(validating: Array($0.utf8)) } }

    @Test func `names become deletes, in order`() throws {
        let names = try BulkHandler.deletions(Array(#"["a", "é", "a"]"#.utf8), .made("x")).map { mutation in
            if case .delete(.made("x"), let key, if: _) = mutation { key.bytes.text } else { "" }
        }
        #expect(names == ["a", "é", "a"])
    }

    @Test func `one name that is no key refuses them all`() {
        #expect(refusal("[]") == nil)
        for json in ["", "{}", #"{"keys":["a"]}"#, "[1]", "null", #"["a",""]"#] {
            #expect(refusal(json) == 400, "\(json)")
        }
        #expect(refusal(#"["a","\#(String(repeating: "k", count: 513))"]"#) == 414)
        #expect(refusal(#"["a","chat/b"]"#, .client("c")) == 403)
        let names = Array(repeating: "\"a\"", count: BulkHandler.deletedKeys)
        #expect(refusal("[" + names.joined(separator: ",") + "]") == nil)
        #expect(refusal("[" + (names + ["\"a\""]).joined(separator: ",") + "]") == 400)
    }

    @Test func `what was not done is named`() throws {
        let answer = try BulkHandler.answer(
            try keys("a", "b\"", "c"), [.created(etag: []), .preconditionFailed, .absent], "bulk put")
        #expect(answer.text.contains(#""result":{"successful_key_count":2,"unsuccessful_keys":["b\""]}"#))
        #expect(try BulkHandler.answer([], [], "bulk put").text.contains(#""successful_key_count":0"#))
    }

    @Test func `where nothing was done the reason is the answer`() throws {
        let two = try keys("a", "b")
        do throws(Problem) {
            _ = try BulkHandler.answer(two, [.noNamespace, .noNamespace], "bulk put")
            Issue.record("answered")
        } catch {
            #expect(error.cloudflareCode == 10013)
        }
    }
}
