// SPDX-License-Identifier: Apache-2.0

@testable import SEOAnalyzer

/// Short ways to analyse and to compare.
enum Analysis {
    static func html(
        _ html: String, keyphrase: String? = nil, language: String? = nil, url: String? = nil
    ) -> AnalysisReport {
        SEOAnalyzer.analyze(
            AnalysisInput(
                content: .html(Array(html.utf8), charset: nil), keyphrase: keyphrase, language: language, url: url))
    }

    static func text(_ text: String, keyphrase: String? = nil, language: String? = "en") -> AnalysisReport {
        SEOAnalyzer.analyze(
            AnalysisInput(content: .text(Array(text.utf8)), keyphrase: keyphrase, language: language))
    }

    /// The text of a page as its words are read from.
    static func visibleText(_ html: String) -> String {
        var builder = PageBuilder(url: nil)
        var tokenizer = HTMLTokenizer()
        let bytes = Array(html.utf8)
        tokenizer.feed(bytes.span, into: &builder)
        tokenizer.finish(into: &builder)
        builder.finish()
        return String(decoding: builder.text.bytes, as: UTF8.self)
    }
}

func string(_ bytes: [UInt8]?) -> String? { bytes.map { String(decoding: $0, as: UTF8.self) } }
