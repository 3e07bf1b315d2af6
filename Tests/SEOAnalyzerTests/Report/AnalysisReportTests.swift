// SPDX-License-Identifier: Apache-2.0

import TestSupport
import Testing

@testable import SEOAnalyzer

struct AnalysisReportTests {
    private let html = """
        <!doctype html><html lang=en><head><meta charset=utf-8><title>Red \\"fox\\"</title>
        <meta property=og:title content=x><link rel=alternate hreflang=de href=/de>
        <script type=application/ld+json>{"@type":"Article"}</script></head>
        <body><h1>The red fox</h1><p>The red fox runs. <a href=/a>Foxes</a> <img src=a></p>
        """

    /// The names of an object's members in the order they stand in the text.
    private func names(_ bytes: [UInt8], depth wanted: Int, under parent: String?) throws -> [String] {
        var reader = JSONReader(bytes)
        var depth = 0
        var current: [String?] = []
        var found: [String] = []
        while let event = try reader.next() {
            switch event {
            case .beginObject, .beginArray:
                depth += 1
                current.append(nil)
            case .endObject, .endArray:
                depth -= 1
                current.removeLast()
            case .name(let name):
                let text = String(decoding: name, as: UTF8.self)
                if depth == wanted, parent == nil || current.dropLast().last == parent { found.append(text) }
                current[current.count - 1] = text
            case .string, .other:
                break
            }
        }
        return found
    }

    @Test func theFieldsAreThoseOfTheContractInItsOrder() throws {
        let json = Analysis.html(html, keyphrase: "red fox").json(context: ReportContext())
        #expect(
            try names(json, depth: 1, under: nil) == [
                "client", "engine", "url", "final_url", "status", "fetched_at", "truncated", "timing", "language",
                "page", "content", "keywords", "audits", "scores", "advice", "templates",
            ])
        #expect(
            try names(json, depth: 2, under: "page") == [
                "title", "title_length", "title_px", "meta_description", "meta_description_length", "canonical",
                "robots", "viewport", "charset", "lang", "headings", "open_graph", "twitter", "hreflang",
                "structured_data", "links", "images", "icons", "pagination", "amphtml", "manifest",
                "open_graph_missing", "twitter_missing",
            ])
        #expect(
            try names(json, depth: 2, under: "content") == [
                "words", "sentences", "paragraphs", "characters", "text_to_html_ratio", "reading_seconds",
                "main_text_words", "readability",
            ])
        #expect(
            try names(json, depth: 2, under: "keywords")
                == ["unigrams", "bigrams", "trigrams", "keyphrases", "focus"])
        #expect(
            try names(json, depth: 3, under: "focus") == ["keyphrase", "count", "density", "checks"])
        #expect(try names(json, depth: 3, under: "links") == ["internal", "external", "nofollow", "items"])
    }

    @Test func theValuesAreThoseFound() throws {
        let json = try JSONValue(Analysis.html(html, keyphrase: "red fox").json(context: ReportContext()))
        let page = json["page"]
        #expect(page?["title"]?.text == "Red \\\"fox\\\"")
        #expect(page?["title_length"]?.number == 11)
        #expect(page?["meta_description"] == .null)
        #expect(page?["open_graph"]?["title"]?.text == "x")
        #expect(page?["hreflang"]?[0]?["lang"]?.text == "de")
        #expect(page?["structured_data"]?[0]?["type"]?.text == "Article")
        #expect(page?["structured_data"]?[0]?["valid"]?.isTrue == true)
        #expect(page?["links"]?["items"]?[0]?["kind"]?.text == "internal")
        #expect(page?["links"]?["items"]?[0]?["rel"] == .null)
        #expect(page?["images"]?["missing_alt"]?.number == 1)
        #expect(json["content"]?["words"]?.number == 8)
        #expect(json["keywords"]?["focus"]?["count"]?.number == 2)
        #expect(json["keywords"]?["focus"]?["density"]?.number == 25)
        // 4.0435 of crawling, title, links twice; not description, image, alternate.
        #expect(json["scores"]?["seo"]?.number == 70)
        #expect(json["audits"]?.elements.count == 22)
        #expect(json["language"]?["source"]?.text == "html")
    }

    @Test func plainTextHasNoPage() throws {
        let json = try JSONValue(Analysis.text("A text.").json(context: ReportContext()))
        #expect(json["page"] == .null)
        #expect(json["content"]?["text_to_html_ratio"] == .null)
        #expect(json["keywords"]?["focus"] == .null)
    }

    @Test func whatOnlyTheCallerKnowsIsWrittenAsGiven() throws {
        var context = ReportContext()
        context.client = "acme"
        context.url = "https://example.org/"
        context.finalURL = "https://example.org/a"
        context.status = 404
        context.fetchedAt = "2026-01-01T00:00:00Z"
        context.fetchMilliseconds = 12.5
        context.analyzeMilliseconds = 0.25
        context.templates = ["recipe"]
        context.advice = [.init(about: "image-alt", severity: "high", text: "Say it.", source: "advice/image-alt")]
        let json = try JSONValue(Analysis.text("x").json(context: context))
        #expect(json["client"]?.text == "acme")
        #expect(json["engine"]?.text == "in-process")
        #expect(json["final_url"]?.text == "https://example.org/a")
        #expect(json["status"]?.number == 404)
        #expect(json["timing"]?["fetch_ms"]?.number == 12.5)
        #expect(json["timing"]?["analyze_ms"]?.number == 0.25)
        #expect(json["templates"]?[0]?.text == "recipe")
        #expect(json["advice"]?[0]?["severity"]?.text == "high")
        #expect(json["truncated"]?.isTrue == false)
    }

    @Test func aDocumentThatWasCutSaysSo() {
        let long = [UInt8](repeating: 0x20, count: AnalysisLimits.inputBytes + 1)
        #expect(SEOAnalyzer.analyze(.init(content: .text(long))).isTruncated)
        var context = ReportContext()
        context.isTruncated = true
        let json = String(decoding: Analysis.text("x").json(context: context), as: UTF8.self)
        #expect(json.contains(#""truncated":true"#))
    }
}
