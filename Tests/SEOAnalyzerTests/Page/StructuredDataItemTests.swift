// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import SEOAnalyzer

struct StructuredDataItemTests {
    private func types(_ json: String) -> [String?] {
        StructuredDataItem.items(of: Array(json.utf8)).map { string($0.type) }
    }

    @Test(arguments: [
        (#"{"@type":"Article","author":{"@type":"Person"}}"#, ["Article"]),
        (#"[{"@type":"A"},{"@type":["B","C"]}]"#, ["A", "B"]),
        (#"{"@context":"x","@graph":[{"@type":"A"},{"name":{"@type":"N"},"@type":"B"}]}"#, ["A", "B"]),
    ])
    func theThingsDescribedAreListedByType(json: String, expected: [String]) {
        #expect(types(json) == expected)
    }

    @Test func whatHasNoTypeOrIsNoJSONSaysSo() {
        #expect(StructuredDataItem.items(of: Array("{}".utf8)).first?.problems == ["no @type"])
        let broken = StructuredDataItem.items(of: Array(#"{"@type":"A",}"#.utf8))
        #expect(broken == [.init(type: Array("A".utf8), isValid: false, problems: ["not well-formed JSON at byte 13"])])
    }

    @Test func blocksOfAPageAreRead() {
        let page = Analysis.html(#"<script type=" application/LD+json">{"@type":"Recipe"}</script>"#).page
        #expect(page?.structuredData.map { string($0.type) } == ["Recipe"])
    }
}

struct JSONReaderTests {
    private func isWellFormed(_ json: String) -> Bool {
        var reader = JSONReader(Array(json.utf8))
        do {
            while try reader.next() != nil {}
            return true
        } catch {
            return false
        }
    }

    @Test(arguments: [
        "{}", "[]", " [1, -0.5e+3, true, null, \"\\u00e9\\n\"] ", #"{"a":{"b":[{}]}}"#, "0", "\"\"",
    ])
    func wellFormedTextIsRead(json: String) {
        #expect(isWellFormed(json))
    }

    @Test(arguments: [
        "", "{", "[1,]", "{,}", "{\"a\"}", "{\"a\":1,}", "[1 2]", "01", "1.", "-", "tru", "\"\\x\"", "\"\n\"", "[}",
        "1 2",
        "\"\\u12\"", "{1:2}",
    ])
    func anythingElseIsRefused(json: String) {
        #expect(!isWellFormed(json))
    }

    @Test func depthIsBounded() {
        let deep = JSONReader.maximumDepth
        #expect(isWellFormed(String(repeating: "[", count: deep) + String(repeating: "]", count: deep)))
        #expect(!isWellFormed(String(repeating: "[", count: deep + 1) + String(repeating: "]", count: deep + 1)))
    }

    @Test func pairsOfEscapedSurrogatesAreOneCharacter() throws {
        var reader = JSONReader(Array(#""\ud83d\ude00\ud800x""#.utf8))
        guard case .string(let bytes)? = try reader.next() else {
            Issue.record("no string")
            return
        }
        #expect(String(decoding: bytes, as: UTF8.self) == "😀\u{FFFD}x")
    }
}
