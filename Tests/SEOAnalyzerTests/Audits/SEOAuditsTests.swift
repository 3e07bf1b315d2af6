// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import SEOAnalyzer

struct SEOAuditsTests {
    private let url = "https://example.org/a/"
    private let head = "<!doctype html><html lang=en><title>t</title><meta name=description content=d>"

    private func report(
        _ body: String, fields: [(name: String, value: String)] = [], robots: String? = nil, status: Int = 200
    ) -> AnalysisReport {
        let response = HTTPResponseFacts(
            status: status, fields: fields,
            robots: robots.map { .answered(status: 200, body: Array($0.utf8)) } ?? .answered(status: 404, body: []),
            fetchedAt: 1_700_000_000)
        return SEOAnalyzer.analyze(
            AnalysisInput(content: .html(Array((head + body).utf8), charset: nil), url: url, response: response))
    }

    private func status(_ id: String, _ report: AnalysisReport) -> Audit.Status? {
        report.audits.first { $0.id == id }?.status
    }

    @Test("a page that fails nothing scores 100, one that may not be indexed 69")
    func scores() {
        let weights = report("").audits.filter { $0.category == "seo" }.map(\.weight)
        #expect(weights.count == 11 && abs(weights.reduce(0, +) - (9 + 93.0 / 23)) < 1e-9)
        #expect(report("<a href=/b>About us</a><img alt=x src=x>").seoScore == 100)
        let all = "<link rel=canonical href=https://example.org/a/><img alt=x src=x>"
        #expect(report("<meta name=robots content=noindex>" + all, robots: "user-agent: *\nallow: /").seoScore == 69)
    }

    @Test(
        "indexing is forbidden only if it is to all five bots",
        arguments: [
            ("<meta name=robots content='nofollow, NoIndex'>", Audit.Status.fail), ("", .pass),
            ("<meta name=robots content=none><meta name=googlebot content=all>", .pass),
            ("<meta name=googlebot content=noindex>", .pass), ("<meta name=robots content=noindexed>", .pass),
            ("<meta name=robots content='unavailable_after: 2020-01-01'>", .fail),
            ("<meta name=robots content='unavailable_after: 25 Jun 2090 15:00:00 PST'>", .pass),
            ("<p><meta name=robots content=noindex>", .pass),
        ])
    func crawlable(meta: String, expected: Audit.Status) {
        #expect(status("is-crawlable", report(meta)) == expected)
    }

    @Test("headers and robots.txt forbid indexing too")
    func headers() {
        #expect(status("is-crawlable", report("", fields: [("X-Robots-Tag", "noindex")])) == .fail)
        #expect(status("is-crawlable", report("", fields: [("X-Robots-Tag", "Googlebot: noindex")])) == .pass)
        #expect(status("is-crawlable", report("", robots: "user-agent: *\ndisallow: /a/")) == .fail)
        #expect(
            status("is-crawlable", report("", robots: "user-agent: *\ndisallow: /\nuser-agent: bingbot\nallow: /"))
                == .pass)
    }

    @Test(
        "canonical addresses are judged",
        arguments: [
            ("<link rel=canonical href=https://example.org/b>", Audit.Status.pass), ("", .notApplicable),
            ("<link rel=canonical href=/a>", .fail), ("<link rel=canonical href=https://[>", .fail),
            ("<link rel=canonical href=https://example.org/>", .fail),
            ("<link rel=canonical href=https://a.example/><link rel=canonical href=https://b.example/>", .fail),
            ("<p><link rel=canonical href=/a>", .notApplicable), ("<link rel=canonical href>", .notApplicable),
            (
                "<link rel=alternate hreflang=de href=https://example.org/a/><link rel=canonical "
                    + "href=https://example.org/e><link rel=alternate hreflang=en href=https://example.org/e>", .fail
            ),
        ])
    func canonical(links: String, expected: Audit.Status) {
        #expect(status("canonical", report(links)) == expected)
    }

    @Test(
        "alternates have a language and a full address",
        arguments: [
            ("de-AT", "https://a.example/", Audit.Status.pass), ("X-Default", "http://a.example/", .pass),
            ("xx", "https://a.example/", .fail), ("de", "/de", .fail), ("de", "//a.example/", .fail),
            ("nah", "https://a.example/", .pass), ("nah-x", "https://a.example/", .pass),
        ])
    func hreflang(language: String, href: String, expected: Audit.Status) {
        #expect(status("hreflang", report("<link rel=alternate hreflang=\(language) href=\(href)>")) == expected)
        let field = "<\(href)>; rel=\"alternate\"; hreflang=\(language)"
        #expect(status("hreflang", report("", fields: [("Link", field)])) == expected)
    }

    @Test(
        "links say where they lead",
        arguments: [
            ("<a href=/b>Click HERE</a>", Audit.Status.fail), ("<a href=/b lang=de>hier</a>", .fail),
            ("<a href=/b>hier</a>", .pass), ("<a href=#x>here</a>", .pass), ("<a href=/a/#x>here</a>", .pass),
            ("<a href=/b rel=nofollow>here</a>", .pass), ("<a href='javascript:x()'>here</a>", .pass),
            ("<p lang=sv><a href=/b>här</a></p><a href=/b>här</a>", .fail),
        ])
    func linkText(html: String, expected: Audit.Status) {
        #expect(status("link-text", report("<body>" + html)) == expected)
    }

    @Test(
        "anchors lead somewhere",
        arguments: [
            ("<a href=/b>x</a>", Audit.Status.pass), ("<a href='javascript:void(0)'>x</a>", .fail),
            ("<a href='javascript: void(0)' role=button>x</a>", .pass), ("<a onclick=x()>x</a>", .fail),
            ("<a>x</a>", .pass), ("<a target=_blank>x</a>", .fail), ("<a href='' id=x>x</a>", .pass),
            ("<a href=file:///x>x</a>", .fail), ("<a name=x>x</a>", .pass), ("<a href=https://[>x</a>", .fail),
            ("<a href=mailto:a@b>x</a>", .pass),
        ])
    func anchors(html: String, expected: Audit.Status) {
        #expect(status("crawlable-anchors", report("<body>" + html)) == expected)
    }

    @Test(
        "images are described unless nobody is shown them",
        arguments: [
            ("<img src=a>", Audit.Status.fail), ("<img src=a alt>", .pass), ("<img src=a title=x>", .pass),
            ("<img src=a role=presentation>", .pass), ("<img src=a hidden>", .notApplicable), ("", .notApplicable),
            ("<div style='display: none'><img src=a></div>", .notApplicable),
        ])
    func images(html: String, expected: Audit.Status) {
        #expect(status("image-alt", report("<body>" + html)) == expected)
    }

    @Test("what was not fetched is not judged")
    func unknown() {
        let page = Analysis.html(head)
        #expect(status("http-status-code", page) == .manual && status("robots-txt", page) == .manual)
        #expect(page.seoScore == 100)
        #expect(status("http-status-code", report("", status: 404)) == .fail)
        #expect(Analysis.text("x").seoScore == nil)
    }

    @Test(
        "robots.txt is judged line by line",
        arguments: [
            ("user-agent: *\ndisallow: /", Audit.Status.pass), ("disallow: /", .fail), ("user-agent: *\nfoo: x", .fail),
            ("user-agent:", .fail), ("sitemap: /s.xml", .fail), ("sitemap: ftp://a.example/s", .pass),
            ("<html>", .fail),
            ("user-agent: *\nallow: a", .fail), ("user-agent: *\nallow: /a$b", .fail), ("# x\n\n", .pass),
        ])
    func robots(text: String, expected: Audit.Status) {
        #expect(status("robots-txt", report("", robots: text)) == expected)
    }
}
