// SPDX-License-Identifier: Apache-2.0

import TestSupport
import Testing

@testable import SEOAnalyzer

/// Damaged input of every kind gives a report, whatever it is.
struct FuzzTests {
    private static let seeds = [
        "<!doctype html><html lang=en><head><meta charset=shift_jis><title>t &amp; &#x41;</title><base href=/b/>",
        "<script type=application/ld+json>{\"@graph\":[{\"@type\":[\"A\"],\"x\":1}]}</script><p hidden>a<b>c</p>",
        "<a href='https://[::1]:80/%2e?x#y' rel=nofollow>here</a><img src=x><svg><title>a</title></svg><table><td>",
        "user-agent: *\ndisallow: /a*b$\nsitemap: https://x/\n日本語。これは文です。",
        "<link rel=canonical href=//é.example/><meta name=robots content='unavailable_after: 1 Jan 2020 10:00'>",
    ]

    @Test("damaged pages, robots files and headers are read to their end")
    func mutations() {
        var numbers = RepeatableNumbers(seed: 7)
        for round in 0..<3000 {
            var bytes = Array(FuzzTests.seeds[round % FuzzTests.seeds.count].utf8)
            for _ in 0..<Int.random(in: 1...8, using: &numbers) {
                let at = Int.random(in: 0..<bytes.count, using: &numbers)
                switch Int.random(in: 0..<4, using: &numbers) {
                case 0: bytes[at] = UInt8.random(in: 0...255, using: &numbers)
                case 1: bytes.insert(UInt8.random(in: 0...255, using: &numbers), at: at)
                case 2: bytes.removeSubrange(at..<min(bytes.count, at + 3))
                default: bytes.insert(contentsOf: bytes[at..<min(bytes.count, at + 12)], at: at)
                }
                if bytes.isEmpty { bytes = [0x3C] }
            }
            let text = String(decoding: bytes, as: UTF8.self)
            let labels = ["utf-8", "shift_jis", "iso-2022-jp", "gbk", "big5", "euc-kr", "utf-16", "koi8-r"]
            let response = HTTPResponseFacts(
                status: 200, fields: [("Link", text), ("X-Robots-Tag", text)],
                robots: .answered(status: 200, body: bytes), fetchedAt: 0)
            let report = SEOAnalyzer.analyze(
                AnalysisInput(
                    content: .html(bytes, charset: labels[round % labels.count]), keyphrase: text,
                    url: "https://example.org/", response: response))
            #expect(!report.json(context: ReportContext()).isEmpty)
        }
    }
}
