// SPDX-License-Identifier: Apache-2.0

import TestSupport
import Testing

@testable import SEOAnalyzer

/// Whatever comes in, a report in well-formed JSON comes out, for work in proportion.
struct SEOAnalyzerTests {
    private static let seed = Array(
        """
        <!DOCTYPE html PUBLIC "-//W3C" 'x'><html lang=en><head><title>T &amp; &notit; &#x41;</title><base href=/b>
        <meta charset=utf-8><meta name=description content="d"><link rel=canonical href="https://e.org/">
        <script type=application/ld+json>{"@graph":[{"@type":["A"]}]}</script><script><!--<script>x--></script>
        <body><h1>Über “quotes”</h1><p>It’s 3.14. Mr. X!<br><br><a href=/x rel=nofollow>l</a><svg><a href=q/>
        <![CDATA[x]]></svg><table><tr><td>1<td>2</table><template><p></template><!-- c --!><b><div hidden></b>
        日本語 テスト<textarea></textarea><select><option>1<option>2</select></body></html>\u{301}
        """.utf8)

    @Test func mutatedPagesGiveReports() throws {
        var generator = RepeatableNumbers(seed: 1)
        for round in 0..<1500 {
            var bytes = SEOAnalyzerTests.seed
            for _ in 0..<Int.random(in: 1...12, using: &generator) {
                let index = Int.random(in: 0..<bytes.count, using: &generator)
                switch UInt8.random(in: 0..<4, using: &generator) {
                case 0: bytes[index] = UInt8.random(in: 0...255, using: &generator)
                case 1: bytes.remove(at: index)
                case 2: bytes.insert(contentsOf: bytes[index..<min(index + 20, bytes.count)], at: index)
                default: bytes.insert(Array("<>&\"'/!-=;\0\r".utf8).randomElement(using: &generator) ?? 0, at: index)
                }
            }
            let charset = [nil, "utf-8", "latin1", "utf-16be"].randomElement(using: &generator) ?? nil
            let content: AnalysisInput.Content =
                round % 5 == 0 ? .text(bytes) : .html(bytes, charset: charset)
            let report = SEOAnalyzer.analyze(.init(content: content, keyphrase: "it’s 3.14"))
            expectWellFormed(report, "round \(round)")
        }
    }

    private func expectWellFormed(_ report: AnalysisReport, _ name: String) {
        let json = report.json(context: ReportContext())
        var reader = JSONReader(json)
        do {
            while try reader.next() != nil {}
        } catch {
            Issue.record("\(name): not JSON")
        }
        #expect((try? UTF8Span(validating: json.span)) != nil)
    }

    private static let patterns: [String] = [
        "<", "<a", "<a ", "<a href=x>", "</a>", "</x>", "<div>", "<div></b>", "<b><div>", "<p>", "&", "&amp", "&#1",
        "&not",
        "<!--", "-", "]]>", "<![CDATA[", "<!doctype ", "<table><tr><td>", "<svg>", "<svg><p>", "<h1>", "<li>",
        "<template>",
        "<option>", "<title>", "<script>", "<script type=application/ld+json>[", "<!--<script>", "\0", "\r", "é", "日",
        "a.",
        "a b ", "A. ", "' ", "<x y=", "<meta property=og:a content=b>", "<a href=//x>y", "\u{FEFF}", "<style>",
        "<textarea>",
        " a=b", "<img alt>", "<br>", "<select>", "<dd>", "<plaintext>",
    ]

    @Test(arguments: patterns)
    func whatIsRepeatedWithoutEndGivesAReport(pattern: String) {
        let bytes = Array(String(repeating: pattern, count: 20_000).utf8)
        expectWellFormed(SEOAnalyzer.analyze(.init(content: .html(bytes, charset: nil), keyphrase: "a b")), pattern)
    }

    /// Counts what the tokenizer hands over, which is the work behind it.
    private struct WorkCounter: HTMLTokenSink {
        static var readsComments: Bool { true }
        var isInForeignContent: Bool { true }
        var work = 0

        mutating func text(_ bytes: Span<UInt8>) { work += 1 + bytes.count }
        mutating func startTag(_ tag: HTMLTag) -> HTMLContentModel {
            work += 1 + tag.bytes.count
            return tag.nameEnd == 6 ? .script : .data
        }
        mutating func endTag(_ tag: HTMLTag) { work += 1 + tag.bytes.count }
        mutating func comment(_ bytes: Span<UInt8>) { work += 1 + bytes.count }
        mutating func doctype(_ doctype: HTMLDoctype) { work += 1 }
    }

    @Test(arguments: patterns)
    func theTokenizersWorkGrowsNoFasterThanItsInput(pattern: String) {
        let bytes = Array(String(repeating: pattern, count: 5000).utf8)
        var counter = WorkCounter()
        var tokenizer = HTMLTokenizer()
        for chunk in stride(from: 0, to: bytes.count, by: 100) {
            tokenizer.feed(bytes.span.extracting(chunk..<min(chunk + 100, bytes.count)), into: &counter)
        }
        tokenizer.finish(into: &counter)
        // Four tokens of a byte each for a byte is more than any state hands over.
        #expect(counter.work <= 8 * bytes.count + 8)
        #expect(tokenizer.pending.count <= 64)
    }

    @Test func theDepthOfOpenElementsIsBounded() {
        var builder = PageBuilder(url: nil)
        var tokenizer = HTMLTokenizer()
        let bytes = Array(String(repeating: "<x-y><b><div>", count: 10_000).utf8)
        tokenizer.feed(bytes.span, into: &builder)
        #expect(builder.open.entries.count == AnalysisLimits.nestingDepth)
    }

    @Test func emptyAndBinaryInputsGiveReports() {
        expectWellFormed(SEOAnalyzer.analyze(.init(content: .html([], charset: nil))), "empty page")
        expectWellFormed(SEOAnalyzer.analyze(.init(content: .text([]))), "empty text")
        var generator = RepeatableNumbers(seed: 2)
        let noise = (0..<200_000).map { _ in UInt8.random(in: 0...255, using: &generator) }
        expectWellFormed(SEOAnalyzer.analyze(.init(content: .html(noise, charset: nil))), "noise")
        expectWellFormed(SEOAnalyzer.analyze(.init(content: .text(noise))), "noise as text")
    }
}
