// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import ArticleGen

@Suite struct BudgetRecordTests {
    @Test func `what is written is read again`() {
        var record = BudgetRecord()
        record.entries["month"] = .init(start: 86_400, spent: Spend(tokens: 5, micros: 7))
        record.entries["s60"] = .init(start: 0, spent: Spend())
        #expect(BudgetRecord(record.json) == record)
        #expect(String(decoding: record.json, as: UTF8.self) == #"{"month":[86400,5,7],"s60":[0,0,0]}"#)
    }

    @Test(arguments: ["", "[]", #"{"a":[1,2]}"#, #"{"a":[1,-2,3]}"#, #"{"a":5}"#, #"{"a":[1,2,"3"]}"#])
    func `what is no record is none`(text: String) { #expect(BudgetRecord(Array(text.utf8)) == nil) }
}
