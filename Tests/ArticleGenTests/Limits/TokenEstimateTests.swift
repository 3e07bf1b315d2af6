// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import ArticleGen

@Suite struct TokenEstimateTests {
    private func estimate(_ text: String) throws -> TokenEstimate {
        TokenEstimate(try ChatRequest(Array(text.utf8)))
    }

    @Test func `the worst case has a token for each byte that a model may see`() throws {
        let text = String(repeating: "é", count: 500)
        let estimate = try estimate(#"{"model":"m","messages":[{"role":"user","content":"\#(text)"}]}"#)
        #expect(1000...1100 ~= estimate.worstPrompt)
        #expect(330...400 ~= estimate.likelyPrompt)
        let tools = try self.estimate(
            #"{"messages":[{"role":"user","content":"x"}],"tools":[{"function":{"name":"\#(text)"}}]}"#)
        #expect(tools.worstPrompt > 1000)
    }

    @Test func `pictures count, text parts do not`() throws {
        let one = try estimate(
            #"{"messages":[{"content":[{"type":"text","text":"x"},{"type":"image_url","image_url":{"url":"u"}}]}]}"#)
        #expect(TokenEstimate.pictureTokens...(TokenEstimate.pictureTokens + 200) ~= one.worstPrompt)
        #expect(one.likelyPrompt < 100)
    }

    @Test func `what was received is counted by pieces or bytes, whatever is more`() {
        #expect(TokenEstimate.received(pieces: 10, bytes: 12) == 10)
        #expect(TokenEstimate.received(pieces: 1, bytes: 100) == 34)
        #expect(TokenEstimate.received(pieces: 0, bytes: 0) == 0)
    }
}
