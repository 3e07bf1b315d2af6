// SPDX-License-Identifier: Apache-2.0

internal import ArticleGen
internal import EventLoop
internal import FoundationEssentials
internal import HTTPCore
internal import SEOAnalyzer

/// What was sent to be analysed, as it was sent. It is read on the analysis thread: decoding megabytes of JSON is no
/// work for a loop.
struct AnalyzeRequest: Sendable {
    /// A template's name and the JSON that its client stored with it, `{"keywords": […]}`.
    struct Template: Sendable {
        let name: [UInt8]
        let metadata: [UInt8]
    }

    let body: [UInt8]
    let contentType: String?
    /// From the query; JSON names its own.
    let keyphrase: String?
    let language: String?
    let templates: [Template]

    /// The members of the JSON form.
    private struct Members: Decodable {
        var url: String?
        var html: String?
        var text: String?
        var keyphrase: String?
        var language: String?
        var depth: String?
    }

    /// Reads, analyses and reports.
    func report(client: String?, since start: Instant) throws(Problem) -> [UInt8] {
        let report = SEOAnalyzer.analyze(try input())
        var context = ReportContext()
        context.client = client
        context.analyzeMilliseconds = Double(Instant.now.nanoseconds(since: start) / 1000) / 1000
        context.templates = TemplateSelector.select(candidates(), terms: report.keywordTerms(limit: 50))
        return report.json(context: context)
    }

    private func candidates() -> [TemplateCandidate] {
        struct Metadata: Decodable { var keywords: [String] }
        return templates.compactMap { template in
            guard let metadata = try? JSONBody.decode(Metadata.self, template.metadata) else { return nil }
            return TemplateCandidate(
                name: String(decoding: template.name, as: UTF8.self), keywords: metadata.keywords)
        }
    }

    private func input() throws(Problem) -> AnalysisInput {
        let type = MediaType(contentType ?? "application/json")
        switch type.essence {
        case "text/html", "application/xhtml+xml":
            return AnalysisInput(
                content: .html(body, charset: type.charset), keyphrase: keyphrase, language: language)
        case "text/plain":
            return AnalysisInput(content: .text(body), keyphrase: keyphrase, language: language)
        case "application/json", "application/x-www-form-urlencoded":
            // The latter is what curl says of `--data '{…}'`.
            return try Self.input(json: body)
        default:
            throw Problem(
                415, "unsupported-media-type", "Unsupported media type",
                "`\(type.essence)` cannot be analysed; send text/html, text/plain or application/json.")
        }
    }

    private static func input(json: [UInt8]) throws(Problem) -> AnalysisInput {
        let request: Members
        do throws(JSONBody.Failure) {
            request = try JSONBody.decode(Members.self, json)
        } catch {
            throw bad(
                "The body is not what is wanted: \(error.text). Send {\"html\": …} or {\"text\": …}, or the page "
                    + "itself with Content-Type text/html or text/plain.")
        }
        if request.depth == "deep" {
            throw Problem(
                503, "no-seo-bot", "No SEO bot", "depth \"deep\" needs the SEO bot, and none is configured.",
                side: .router)
        }
        if let depth = request.depth, depth != "fast" {
            throw bad("`depth` is \"fast\" or \"deep\", not \"\(depth)\".")
        }
        let content: AnalysisInput.Content
        switch (request.html, request.text, request.url) {
        case (let html?, nil, nil): content = .html(Array(html.utf8), charset: "utf-8")
        case (nil, let text?, nil): content = .text(Array(text.utf8))
        case (nil, nil, _?):
            throw Problem(
                501, "no-fetch", "No fetching",
                "This version fetches no pages: send the page itself as {\"html\": …}.", side: .router)
        case (nil, nil, nil): throw bad("The body names nothing to analyse; send `html` or `text`.")
        default: throw bad("The body names more than one of `url`, `html` and `text`; send one.")
        }
        return AnalysisInput(content: content, keyphrase: request.keyphrase, language: request.language)
    }

    private static func bad(_ detail: String) -> Problem {
        Problem(400, "invalid-analysis-request", "Not an analysis request", detail)
    }
}
