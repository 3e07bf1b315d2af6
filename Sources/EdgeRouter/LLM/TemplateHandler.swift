// SPDX-License-Identifier: Apache-2.0

internal import ArticleGen
internal import EventLoop
internal import HTTPCore

/// `to = "template:NAME"`: a page from the client's template of that name, by rules alone. A template of the type
/// text/html makes the page itself, any other one an article.
enum TemplateHandler {
    static func handle(_ exchange: Exchange, _ client: ClientRecord, _ name: String) throws(Problem) {
        guard exchange.head.method.isRead else { throw .methodNotAllowed("GET, HEAD") }
        let documents = ClientDocuments(client, exchange.worker.services)
        let values = values(exchange, client.id)
        exchange.countRead()
        exchange.worker.offload(exchange, to: .files, bytes: 0) { () -> Result<String, GatewayError> in
            Result { () throws(GatewayError) in
                guard let template = try documents.template(named: name) else { throw .missing(name) }
                return try page(template.value, template.type, values)
            }
        } _: { exchange, result in
            switch result {
            case .success(let page):
                exchange.respond(200, contentType: "text/html; charset=utf-8", Array(page.utf8)) { out in
                    out.append(field: "X-Content-Type-Options", "nosniff")
                    out.append(field: "Content-Security-Policy", ArticlesHandler.Form.policy)
                }
            case .failure(let error): exchange.fail(Problem(error))
            }
        }
    }

    /// What a template can use: `client`, `path`, `query`, and `topic` and `keyphrase`, from the query or else the last
    /// part of the path.
    private static func values(_ exchange: Exchange, _ client: String) -> JSONValue {
        let path = exchange.text(exchange.semantics.target.path)
        let last = path.split(separator: "/").last.map { $0.split(separator: "-").joined(separator: " ") } ?? ""
        let query = Query(exchange)
        let topic = query["topic"] ?? last
        return .members([
            "client": .string(client), "path": .string(path), "topic": .string(topic),
            "keyphrase": .string(query["keyphrase"] ?? topic),
            "query": .object(query.all.map { JSONValue.Member($0.name, .string($0.value)) }),
        ])
    }

    /// A template with those values in it.
    static func page(_ template: [UInt8], _ type: String?, _ values: JSONValue) throws(GatewayError) -> String {
        let source = String(decoding: template, as: UTF8.self)
        let rendered: ArticleTemplate.Rendered
        if type?.lowercased().hasPrefix("text/html") == true {
            // Without a head: what is HTML says its title itself.
            return try ArticleTemplate("---\n" + source).render(values).markdown
        }
        rendered = try ArticleTemplate(source).render(values)
        guard let page = Article.page(rendered, language: values["query"]?["language"]?.text) else {
            throw GatewayError(
                503, "api_error", code: "no_renderer",
                "Markdown cannot be rendered: libcmark-gfm is not installed on this server.")
        }
        return page
    }
}

extension GatewayError {
    fileprivate static func missing(_ name: String) -> GatewayError {
        GatewayError(
            404, "invalid_request_error", code: "no_such_template",
            "There is no template `\(printable(name))`: store one as `templates/\(printable(name))`.")
    }
}
