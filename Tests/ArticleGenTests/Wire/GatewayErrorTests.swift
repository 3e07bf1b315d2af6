// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import ArticleGen

@Suite struct GatewayErrorTests {
    @Test func `a failure has the form that OpenAI's clients read`() {
        let error = GatewayError(429, "requests", code: "budget_exceeded", "No more.", retryAfter: 5)
        #expect(
            String(decoding: error.body, as: UTF8.self)
                == #"{"error":{"message":"No more.","type":"requests","param":null,"code":"budget_exceeded"}}"#)
    }

    @Test func `what a provider wrote is answered as it is`() {
        var error = GatewayError.invalid("model", "x")
        error.passedOn = [0x7b, 0x7d]
        #expect(error.body == [0x7b, 0x7d])
        #expect(error.value["error"]?["param"]?.text == "model")
    }
}
