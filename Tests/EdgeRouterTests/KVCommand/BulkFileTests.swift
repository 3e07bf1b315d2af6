// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import EdgeRouter

@Suite struct BulkFileTests {
    private func file(_ text: String) throws -> BulkFile { try BulkFile("f", Array(text.utf8)) }

    @Test func `entries pass as they are written`() throws {
        let entries = try file(#"[ {"key":"a" ,"value":"b","x":[1, 2]}, {"value":"","key":"c"} ]"#).entries()
        #expect(
            entries.map { Array($0).text } == [#"{"key":"a" ,"value":"b","x":[1, 2]}"#, #"{"value":"","key":"c"}"#])
        #expect(BulkFile.list(entries[...]).text == #"[{"key":"a" ,"value":"b","x":[1, 2]},{"value":"","key":"c"}]"#)
        #expect(BulkFile.list([]).text == "[]")
    }

    @Test func `keys are strings, or names of what a listing prints`() throws {
        let keys = try file(#"["a",{"name":"b","metadata":1},{"key":"c","value":"d"}]"#).keys()
        #expect(BulkFile.list(keys[...]).text == #"["a","b","c"]"#)
    }

    @Test(arguments: ["", "{", "{}", "1", "[1,]", "\"a\""])
    func `what is no list is refused`(text: String) {
        #expect(throws: CommandFailure.self) { try file(text) }
    }

    @Test(arguments: ["[1]", "[null]", "[[]]", #"["a",{}]"#, #"[{"key":1}]"#])
    func `what is no key is refused by its place`(text: String) {
        #expect(throws: CommandFailure.self) { try file(text).keys() }
        #expect(throws: CommandFailure.self) { try file(text).entries() }
    }

    @Test func `batches keep to their count and bytes, but for a single one`() {
        let items = [10, 10, 10, 50, 5, 5].map { [UInt8](repeating: 0, count: $0)[...] }
        #expect(BulkFile.batches(items, count: 2, bytes: 1000) == [0..<2, 2..<4, 4..<6])
        #expect(BulkFile.batches(items, count: 100, bytes: 25) == [0..<2, 2..<3, 3..<4, 4..<6])
        #expect(BulkFile.batches(items, count: 100, bytes: 1000) == [0..<6])
        #expect(BulkFile.batches([], count: 2, bytes: 10).isEmpty)
    }
}
