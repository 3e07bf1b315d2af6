// SPDX-License-Identifier: Apache-2.0

import EventLoop
import TestSupport
import Testing

@Suite struct AnalyzeTests {
    private static let folder = "../shared/data/pages"
    private static let pages = [
        "ebb-org", "engadget", "iab-1", "medium-1", "medium-2", "mozilla-2", "royal-road", "tmz-1", "toc-missing",
        "tumblr",
    ]

    @Test(
        .enabled(if: FileSystem.exists(folder), "\(folder) is not there: real pages are not analysed"), arguments: pages
    )
    func aRealPageIsReportedAlikeInEachForm(name: String) throws {
        let page = try FileSystem.read("\(Self.folder)/\(name).html", limit: 1 << 20)
        let server = try TestServer()
        let raw = try server.request(
            "POST", "/analyze", ["X-Client-ID: acme", "Content-Type: text/html; charset=utf-8"], body: page)
        #expect(raw.status == 200)
        #expect(raw["Content-Type"] == "application/json")
        #expect(raw["Server-Timing"]?.contains("analyze;dur=") == true)
        let report = try raw.json()
        #expect(report["client"]?.text == "acme")
        #expect(report["engine"]?.text == "in-process")
        #expect(report["url"] == .null)
        let facts = try #require(report["page"])
        #expect(facts["title"]?.text?.isEmpty == false)
        #expect((facts["links"]?["items"]?.elements.count ?? 0) > 0)
        #expect(try #require(report["content"]?["words"]?.number) > 50)
        for (kind, size) in [("unigrams", 1), ("bigrams", 2), ("trigrams", 3)] {
            let terms = try #require(report["keywords"]?[kind]?.elements)
            #expect(!terms.isEmpty && terms.count <= 50)
            #expect(terms.allSatisfy { $0["term"]?.text?.split(separator: " ").count == size }, "\(kind)")
        }
        let json = try server.request(
            "POST", "/analyze", ["X-Client-ID: acme", "Content-Type: application/json"],
            body: Array(#"{"html":"#.utf8) + Self.quoted(page) + Array("}".utf8))
        #expect(json.status == 200)
        for member in ["page", "content", "keywords"] {
            #expect(try json.json()[member] == report[member], "\(member)")
        }
    }

    @Test func textIsReportedWithoutAPage() throws {
        let server = try TestServer()
        let text = "Fresh bread needs time. Fresh bread needs flour."
        let raw = try server.acme("POST", "/analyze", ["Content-Type: text/plain"], body: text).json()
        let json = try server.acme("POST", "/analyze", body: #"{"text": "\#(text)"}"#).json()
        for report in [raw, json] {
            #expect(report["page"] == .null)
            #expect(report["content"]?["words"]?.number == 8)
            let bigram = report["keywords"]?["bigrams"]?.elements.first { $0["term"]?.text == "fresh bread" }
            #expect(bigram?["count"]?.number == 2)
            #expect(bigram?["density"]?.number == 25)
        }
    }

    @Test(arguments: [
        (type: "application/json", body: "{", status: 400, problem: "invalid-analysis-request", says: "JSON"),
        ("application/json", "", 400, "invalid-analysis-request", "JSON"),
        ("application/json", "<title>a page</title>", 400, "invalid-analysis-request", "text/html or text/plain"),
        ("application/json", "[]", 400, "invalid-analysis-request", "not a JSON object"),
        ("application/json", "{}", 400, "invalid-analysis-request", "html"),
        ("application/json", "{\"text\": 1}", 400, "invalid-analysis-request", "wrong type"),
        ("application/json", "{\"text\": \"a\", \"html\": \"b\"}", 400, "invalid-analysis-request", "more than one"),
        ("application/json", "{\"text\": \"a\", \"depth\": \"abyss\"}", 400, "invalid-analysis-request", "abyss"),
        ("application/json", "{\"url\": \"http://example.com/\"}", 501, "no-fetch", "html"),
        ("application/json", "{\"text\": \"a\", \"depth\": \"deep\"}", 503, "no-seo-bot", "SEO bot"),
        ("image/png", "x", 415, "unsupported-media-type", "image/png"),
        ("nonsense", "x", 415, "unsupported-media-type", "nonsense"),
    ])
    func whatCannotBeAnalysedIsRefusedWithTheReason(
        type: String, body: String, status: Int, problem: String, says: String
    ) throws {
        let server = try TestServer()
        let answer = try server.acme("POST", "/analyze", ["Content-Type: \(type)"], body: body)
        #expect(answer.status == status)
        #expect(answer.problem == problem)
        #expect(try answer.json()["detail"]?.text?.contains(says) == true, "\(answer.text)")
    }

    @Test func aPageTooLargeOrAskedForByGetIsRefused() throws {
        let server = try TestServer()
        let large = String(repeating: "a", count: (16 << 20) + 1)
        #expect(try server.acme("POST", "/analyze", ["Content-Type: text/plain"], body: large).status == 413)
        let get = try server.acme("GET", "/analyze")
        #expect(get.status == 405)
        #expect(get["Allow"] == "POST")
    }

    @Test func analysesDoNotHoldUpOtherRequestsNorMixUpTheirReports() throws {
        let server = try TestServer()
        let page = String(repeating: "<p>one two three four five six seven</p>", count: 20_000)
        let reports = try Threads(6) { index in
            try server.request(
                "POST", "/analyze", ["X-Client-ID: client-\(index)", "Content-Type: text/html"],
                body: Array("<title>Page \(index)</title>\(page)".utf8)
            ).json()
        }
        for _ in 0..<20 { #expect(try server.request("GET", "/healthz").status == 200) }
        for (index, report) in try reports.join().enumerated() {
            #expect(report["client"]?.text == "client-\(index)")
            #expect(report["page"]?["title"]?.text == "Page \(index)")
        }
    }

    /// A JSON string.
    private static func quoted(_ bytes: [UInt8]) -> [UInt8] {
        var json: [UInt8] = [0x22]
        for byte in bytes {
            switch byte {
            case 0x22, 0x5c: json += [0x5c, byte]
            case 0..<0x20: json += Array("\\u00\(byte < 16 ? "0" : "")\(String(byte, radix: 16))".utf8)
            default: json.append(byte)
            }
        }
        return json + [0x22]
    }
}
