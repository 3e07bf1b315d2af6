// SPDX-License-Identifier: Apache-2.0

internal import ArticleGen
internal import EventLoop
internal import FoundationEssentials
internal import HTTPCore
internal import KVStore
internal import SEOAnalyzer

/// `POST /analyze`: a page or a text in, a report out. The work is done by ``AnalysisService``; here is what the
/// request says and what the answer looks like.
enum AnalyzeHandler {
    /// The JSON form of the request.
    private struct Request: Decodable {
        var url: String?
        var html: String?
        var text: String?
        var keyphrase: String?
        var language: String?
        var depth: String?
    }

    /// The longest body, in bytes: pages of the web are 20 KB to 600 KB, and JSON escapes may double one.
    private static let bodyBytes = 16 * 1024 * 1024
    /// Templates of a client that are looked at.
    private static let templateCount = 100

    static func handle(_ exchange: Exchange) {
        guard exchange.head.method == .post else { return exchange.fail(.methodNotAllowed("POST")) }
        exchange.gatherBody(limit: min(exchange.client?.bodyBytes ?? bodyBytes, bodyBytes), for: .analyze)
    }

    /// The body is complete: hands the page over.
    static func analyze(_ exchange: Exchange, _ body: [UInt8]) {
        do throws(Problem) {
            let input = try input(exchange, body)
            let worker = exchange.worker
            let job = AnalysisService.Job(
                input: input, client: exchange.client?.id, templates: templates(exchange), ticket: exchange.ticket,
                reply: worker.sender)
            guard worker.services.analysis.submit(job, bytes: body.count) else {
                throw Problem(
                    503, "busy", "Busy", "Too many pages wait for analysis.", side: .router, retryAfter: 1)
            }
            worker.awaitMessage(exchange)
        } catch {
            exchange.fail(error)
        }
    }

    private static func input(_ exchange: Exchange, _ body: [UInt8]) throws(Problem) -> AnalysisInput {
        let type = MediaType(exchange.value(.contentType) ?? "application/json")
        let query = Query(exchange)
        switch type.essence {
        case "text/html", "application/xhtml+xml":
            return AnalysisInput(
                content: .html(body, charset: type.charset), keyphrase: query["keyphrase"], language: query["language"])
        case "text/plain":
            return AnalysisInput(content: .text(body), keyphrase: query["keyphrase"], language: query["language"])
        case "application/json", "application/x-www-form-urlencoded":
            // The latter is what curl says of `--data '{…}'`.
            return try input(json: body)
        default:
            throw Problem(
                415, "unsupported-media-type", "Unsupported media type",
                "`\(type.essence)` cannot be analysed; send text/html, text/plain or application/json.")
        }
    }

    private static func input(json: [UInt8]) throws(Problem) -> AnalysisInput {
        let request: Request
        do throws(JSONBody.Failure) {
            request = try JSONBody.decode(Request.self, json)
        } catch {
            throw bad("The body is not what is wanted: \(error.text). Send {\"html\": …} or {\"text\": …}.")
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

    /// The client's article templates with the keywords in their metadata: `templates/NAME`, `{"keywords": […]}`.
    private static func templates(_ exchange: Exchange) -> [TemplateCandidate] {
        struct Metadata: Decodable { var keywords: [String] }
        guard let namespace = exchange.client?.namespace else { return [] }
        let prefix = Array("templates/".utf8)
        let page = try? exchange.worker.reader.list(
            namespace, prefix: prefix, limit: templateCount, cursor: nil, now: exchange.worker.dates.seconds)
        guard let page else { return [] }
        return zip(page.names, page.metadata).compactMap { name, metadata in
            guard let metadata, let decoded = try? JSONBody.decode(Metadata.self, metadata) else { return nil }
            return TemplateCandidate(
                name: String(decoding: name.dropFirst(prefix.count), as: UTF8.self), keywords: decoded.keywords)
        }
    }

    /// The report as JSON; on the analysis thread.
    static func json(_ report: AnalysisReport, _ job: AnalysisService.Job, nanoseconds: UInt64) -> [UInt8] {
        var context = ReportContext()
        context.client = job.client
        context.analyzeMilliseconds = Double(nanoseconds / 1000) / 1000
        context.templates = TemplateSelector.select(job.templates, terms: report.keywordTerms(limit: 50))
        return report.json(context: context)
    }

    /// The report is there.
    static func finish(_ exchange: Exchange, _ json: [UInt8], nanoseconds: UInt64) {
        exchange.timing.add(.analyze, nanoseconds)
        exchange.respond(200, contentType: "application/json", json)
    }
}
