// SPDX-License-Identifier: Apache-2.0

internal import ArticleGen
internal import SEOAnalyzer

/// Checks articles with the in-process analyzer, on threads that may take the processor.
struct ArticleReviewer: ArticleChecker {
    /// Characters of a title that search engines show, and of a description (Yoast SEO's assessments).
    private static let titleLength = 20...65
    private static let descriptionLength = 70...156
    /// Words without a heading that are too many (Yoast SEO, subheading distribution).
    private static let wordsWithoutHeading = 300
    /// What is hard to read: below the middle of the analyzer's scale.
    private static let leastReadability = 40

    let threads: BackgroundService

    func check(_ article: Article) async -> ArticleCheck {
        await onThread { Self.check(article) } ?? ArticleCheck(problems: [], report: .object([]))
    }

    func terms(_ text: String) async -> [String] {
        await onThread {
            SEOAnalyzer.analyze(AnalysisInput(content: .text(Array(text.utf8)))).keywordTerms(limit: 50)
        } ?? []
    }

    /// Nil if no thread can be had.
    private func onThread<Value: Sendable>(_ work: @escaping @Sendable () -> Value) async -> Value? {
        await withCheckedContinuation { continuation in
            if !threads.submit({ continuation.resume(returning: work()) }) { continuation.resume(returning: nil) }
        }
    }

    /// What is good and bad about an article.
    static func check(_ article: Article) -> ArticleCheck {
        let input = AnalysisInput(
            content: .html(Array(article.page.utf8), charset: "utf-8"),
            keyphrase: article.keyphrase.isEmpty ? nil : article.keyphrase,
            language: article.request["language"]?.text)
        let report = SEOAnalyzer.analyze(input)
        var problems: [String] = []
        func length(_ name: String, _ text: String, _ range: ClosedRange<Int>) {
            guard !range.contains(text.count) else { return }
            problems.append(
                "The \(name) has \(text.count) characters; it should have \(range.lowerBound) to "
                    + "\(range.upperBound).")
        }
        length("title", article.title, titleLength)
        length("description", article.description, descriptionLength)
        for check in report.focusChecks where check.status == "bad" { problems.append("\(check.id): \(check.detail)") }
        if let score = report.readabilityScore, score < leastReadability {
            problems.append("The text is hard to read: use shorter sentences and simpler words.")
        }
        if report.wordCount > wordsWithoutHeading, !article.markdown.contains("\n## ") {
            problems.append("The text has no headings: divide it.")
        }
        if let wanted = article.request["words"]?.integer, report.wordCount * 10 < wanted * 6 {
            problems.append("The text has \(report.wordCount) words; about \(wanted) are wanted.")
        }
        return ArticleCheck(problems: problems, report: value(report))
    }

    private static func value(_ report: AnalysisReport) -> JSONValue {
        func number(_ value: Double?) -> JSONValue {
            value.map { .number("\(($0 * 100).rounded() / 100)") } ?? .null
        }
        return .members([
            "scores": .members([
                "seo": report.seoScore.map { .int($0) } ?? .null,
                "readability": report.readabilityScore.map { .int($0) } ?? .null,
            ]),
            "words": .int(report.wordCount), "density": number(report.focusDensity),
            "flesch_reading_ease": number(report.fleschReadingEase),
            "checks": .array(
                report.focusChecks.map { check in
                    .members([
                        "id": .string(check.id), "status": .string(check.status), "score": .int(check.score),
                        "detail": .string(check.detail),
                    ])
                }),
        ])
    }
}
