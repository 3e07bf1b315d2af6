// SPDX-License-Identifier: Apache-2.0

import HTTPCore
import Testing

@testable import EdgeRouter

@Suite struct EnvelopeTests {
    private func text(_ info: Envelope.Info? = nil, message: String? = nil) -> String {
        Envelope.success(info, message: message) { $0.append(text: "[1]") }.text
    }

    @Test func `success has a result and no errors`() {
        #expect(text() == "{\"success\":true,\"errors\":[],\"messages\":[],\"result\":[1]}\n")
        #expect(Envelope.empty.text == "{\"success\":true,\"errors\":[],\"messages\":[],\"result\":null}\n")
        #expect(text(message: "a \"b\"").contains(#""messages":[{"code":10000,"message":"a \"b\""}]"#))
    }

    @Test func `a page says which one it is`() {
        let info = #","result_info":{"page":2,"per_page":20,"count":3,"total_count":23}}"# + "\n"
        #expect(text(.pages(page: 2, perPage: 20, count: 3, total: 23)).hasSuffix(info))
    }

    @Test func `a cursor stands where each kind of client reads it, and is empty at the end`() {
        let next = #","result_info":{"count":2,"cursor":"ab","cursors":{"after":"ab"}}}"# + "\n"
        #expect(text(.cursor(count: 2, next: Array("ab".utf8))).hasSuffix(next))
        let last = #","result_info":{"count":0,"cursor":"","cursors":{"after":""}}}"# + "\n"
        #expect(text(.cursor(count: 0, next: nil)).hasSuffix(last))
    }
}
