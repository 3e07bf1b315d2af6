// SPDX-License-Identifier: Apache-2.0

import ArticleGen
import Testing

@testable import EdgeRouter

@Suite struct LLMUsageRowTests {
    @Test func `what is written is read again, with what a newer version adds`() throws {
        var row = LLMUsageRow()
        row.requests = 3
        row.answered = 2
        row.hits = 1
        row.promptTokens = 70
        row.completionTokens = 50
        row.cachedTokens = 4
        row.micros = 17
        #expect(String(decoding: row.json, as: UTF8.self) == "[3,2,1,70,50,4,17]")
        #expect(LLMUsageRow(stored: row.json) == row)
        #expect(LLMUsageRow(stored: Array("[3,2,1,70,50,4,17,99]".utf8)) == row)
        row.add(row)
        #expect(row.promptTokens == 140 && row.micros == 34)
    }

    @Test(arguments: ["", "{}", "[1,2]", #"["1",2,3,4,5,6,7]"#]) func `what is no row is none`(text: String) {
        #expect(LLMUsageRow(stored: Array(text.utf8)) == nil)
    }
}
