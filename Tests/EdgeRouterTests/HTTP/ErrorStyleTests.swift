// SPDX-License-Identifier: Apache-2.0

import HTTPCore
import Testing

@testable import EdgeRouter

@Suite struct ErrorStyleTests {
    private func text(_ style: ErrorStyle, _ problem: Problem) -> String {
        String(decoding: style.body(problem, requestID: Array("id1".utf8)), as: UTF8.self)
    }

    @Test func `our own form is the problem with the request's id`() {
        let text = text(.problem, Problem(404, "no-such-key", "No such key", "none"))
        #expect(text.contains(#""type":"urn:edge-router:problem:no-such-key""#))
        #expect(text.contains(#""request_id":"id1""#))
        #expect(ErrorStyle.problem.contentType == "application/problem+json")
    }

    @Test func `Cloudflare's form has its code and says that it failed`() {
        var problem = Problem(404, "no-such-key", "No such key", "get: 'key \"not\" found'")
        problem.cloudflareCode = 10009
        let expected =
            #"{"success":false,"errors":[{"code":10009,"message":"get: 'key \"not\" found'"}],"#
            + "\"messages\":[],\"result\":null}\n"
        #expect(text(.cloudflare, problem) == expected)
        #expect(ErrorStyle.cloudflare.contentType == "application/json")
    }

    @Test func `OpenAI's form is the object that its clients read`() {
        #expect(
            text(.openAI, Problem(403, "wrong-scope", "Wrong scope", "not \"llm\""))
                == #"{"error":{"message":"not \"llm\"","type":"invalid_request_error","param":null,"#
                + #""code":"wrong-scope"}}"#)
        #expect(text(.openAI, Problem(503, "busy", "Busy", "x")).contains(#""type":"api_error""#))
    }

    @Test(arguments: [(401, 10000), (403, 10000), (404, 7003), (405, 10405), (413, 10021), (429, 10429), (503, 10021)])
    func `without a code of its own the status has one`(status: Int, code: Int) {
        #expect(text(.cloudflare, Problem(status, "x", "x", "x")).contains(#""code":\#(code),"#))
    }
}
