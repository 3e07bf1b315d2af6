// SPDX-License-Identifier: Apache-2.0

/// Page and keyword analysis: a document in, a report out. No network, no disk, no clock.
public enum SEOAnalyzer {
    /// Analyses a document. Any bytes give a report: what cannot be read is read as browsers would, and what is beyond
    /// the limits is left out. Takes time and memory linear in the input.
    public static func analyze(_ input: AnalysisInput) -> AnalysisReport {
        switch input.content {
        case .html(let bytes, let charset):
            let document = DecodedDocument(html: bytes, charset: charset)
            var builder = PageBuilder(url: input.url)
            var tokenizer = HTMLTokenizer()
            tokenizer.feed(document.bytes.span.extracting(droppingFirst: document.start), into: &builder)
            tokenizer.finish(into: &builder)
            builder.finish()
            builder.facts.saysCharsetEarly = document.saysEncoding
            if builder.facts.charset == nil { builder.facts.charset = charset.map { Array($0.lowercased().utf8) } }
            return report(input, document, builder.text.bytes, builder.facts, builder.blocks)
        case .text(let bytes):
            let document = DecodedDocument(text: bytes)
            return report(input, document, PlainText.collapsed(document.bytes, from: document.start), nil, nil)
        }
    }

    private static func report(
        _ input: AnalysisInput, _ document: DecodedDocument, _ text: [UInt8], _ page: PageFacts?, _ blocks: TextBlocks?
    ) -> AnalysisReport {
        var model = TextModel(text)
        let language = language(input, page, text, model)
        let stopWords = language.flatMap { StopWords.words($0.primary) }
        if let stopWords { model.markStopWords(stopWords) }
        let stems = StemTable(of: model, language: language?.primary)
        var content = AnalysisReport.Content()
        content.words = model.words.count
        content.sentences = model.sentences
        content.paragraphs = page?.paragraphs ?? model.paragraphs
        content.characters = model.characters
        if page != nil, document.bytes.count > document.start {
            content.textToHTMLRatio = Double(text.count) / Double(document.bytes.count - document.start)
        }
        content.mainTextWords = blocks.map(model.words) ?? content.words
        content.readability = Readability(of: model, language: language?.primary)
        var audits: [Audit] = []
        if let page {
            let context = AuditContext(page: page, url: input.url, response: input.response)
            audits = SEOAudits.run(context) + PracticeAudits.run(context)
        }
        return AnalysisReport(
            isTruncated: document.isTruncated, language: language, page: page, content: content,
            keywords: KeywordFacts(of: model),
            keyphrases: Keyphrase.best(of: model, stems: stems, isEnglish: language?.primary == "en"),
            focus: input.keyphrase.flatMap {
                FocusAssessment(
                    $0,
                    in: FocusAssessment.Document(
                        text: model, stems: stems, language: language?.primary, page: page, blocks: blocks,
                        url: input.url))?.result
            }, audits: audits)
    }

    private static func language(
        _ input: AnalysisInput, _ page: PageFacts?, _ text: [UInt8], _ words: TextModel
    ) -> LanguageGuess? {
        if let code = input.language, !code.isEmpty {
            return LanguageGuess(code: code, confidence: 1, source: "request")
        }
        if let code = page?.language, !code.isEmpty {
            return LanguageGuess(code: String(decoding: code, as: UTF8.self), confidence: 1, source: "html")
        }
        return LanguageGuess(of: text.span, words: words)
    }
}
