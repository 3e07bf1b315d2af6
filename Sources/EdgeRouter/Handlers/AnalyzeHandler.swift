// SPDX-License-Identifier: Apache-2.0

internal import ArticleGen
internal import EventLoop
internal import HTTPCore
internal import KVStore

/// `POST /analyze`: a page or a text in, a report out. Here is what runs on the loop: gathering the body, handing it
/// over to ``BackgroundService`` and answering with what comes back.
enum AnalyzeHandler {
    /// The longest body, in bytes: pages of the web are 20 KB to 600 KB, and JSON escapes may double one.
    private static let bodyBytes = 16 * 1024 * 1024

    static func handle(_ exchange: Exchange) {
        guard exchange.head.method == .post else { return exchange.fail(.methodNotAllowed("POST")) }
        exchange.gatherBody(limit: min(exchange.client?.bodyBytes ?? bodyBytes, bodyBytes)) { analyze($0, $1) }
    }

    /// The body is complete: hands it over as it is.
    private static func analyze(_ exchange: Exchange, _ body: [UInt8]) {
        let query = Query(exchange)
        let request = AnalyzeRequest(
            body: body, contentType: exchange.value(.contentType), keyphrase: query["keyphrase"],
            language: query["language"], templates: templates(exchange))
        let client = exchange.client?.id
        exchange.worker.offload(exchange, bytes: body.count) {
            let start = Instant.now
            let result = Result { () throws(Problem) in try request.report(client: client, since: start) }
            return (result, Instant.now.nanoseconds(since: start))
        } _: { exchange, outcome in
            finish(exchange, outcome.0, nanoseconds: outcome.1)
        }
    }

    /// The names of the client's article templates, `templates/NAME`, and of those that all share, with their metadata.
    private static func templates(_ exchange: Exchange) -> [AnalyzeRequest.Template] {
        guard let namespace = exchange.client?.namespace else { return [] }
        func named(_ namespace: KVNamespace, _ prefix: String) -> [AnalyzeRequest.Template] {
            let page = try? exchange.worker.reader.list(
                namespace, prefix: Array(prefix.utf8), limit: SharedTemplates.count, cursor: nil,
                now: exchange.worker.dates.seconds)
            guard let page else { return [] }
            return zip(page.names, page.metadata).compactMap { name, metadata in
                metadata.map {
                    AnalyzeRequest.Template(name: Array(name.dropFirst(prefix.utf8.count)), metadata: $0)
                }
            }
        }
        let own = named(namespace, SharedTemplates.ownPrefix)
        let names = Set(own.map(\.name))
        var shared = named(SharedTemplates.namespace, "")
        if let reader = try? exchange.worker.reader, !SharedTemplates.isSeeded(reader) {
            shared += SeededTemplate.all.map {
                AnalyzeRequest.Template(name: Array($0.name.utf8), metadata: $0.metadata.json)
            }
        }
        return own + shared.filter { !names.contains($0.name) }
    }

    /// The report is there, or the reason why there is none.
    private static func finish(_ exchange: Exchange, _ result: Result<[UInt8], Problem>, nanoseconds: UInt64) {
        exchange.timing.add(.analyze, nanoseconds)
        switch result {
        case .success(let json): exchange.respond(200, contentType: "application/json", json)
        case .failure(let problem): exchange.fail(problem)
        }
    }
}
