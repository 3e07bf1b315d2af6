// SPDX-License-Identifier: Apache-2.0

/// Where templates come from: the client's own, and those that all share.
public protocol TemplateStore: Sendable {
    /// Which there are, the client's own first.
    func templates() async throws(GatewayError) -> [TemplateCandidate]
    /// A template's text; nil for none.
    func template(_ name: String) async throws(GatewayError) -> String?
}

/// A template of an article: Mustache that makes Markdown. Lines `title: …` and `description: …` may stand at its
/// beginning, ended by a line of three hyphens.
public struct ArticleTemplate: Sendable {
    /// The template where none fits.
    public static let usual = "article"

    /// What it was rendered to.
    public struct Rendered: Hashable, Sendable {
        /// The title; nil where the template has none.
        public var title: String?
        /// The description; nil where the template has none.
        public var description: String?
        /// The text.
        public var markdown: String
    }

    private let title: MustacheTemplate?
    private let description: MustacheTemplate?
    private let text: MustacheTemplate

    /// Reads a template.
    public init(_ source: String) throws(GatewayError) {
        var (head, body) = ([String: String](), Substring(source))
        let lines = source.split(separator: "\n", omittingEmptySubsequences: false)
        if let end = lines.prefix(10).firstIndex(where: { $0.hasPrefix("---") }) {
            for line in lines[..<end] {
                let parts = line.split(separator: ":", maxSplits: 1)
                guard parts.count == 2 else { continue }
                head[parts[0].lowercased()] = String(parts[1].drop { $0 == " " })
            }
            body = lines[(end + 1)...].joined(separator: "\n")[...]
        }
        do throws(MustacheError) {
            title = try head["title"].map { (source) throws(MustacheError) in try MustacheTemplate(source) }
            description = try head["description"].map { (source) throws(MustacheError) in try MustacheTemplate(source) }
            text = try MustacheTemplate(String(body))
        } catch {
            throw GatewayError(
                422, "invalid_request_error", code: "invalid_template",
                "The template is none: line \(error.line): \(error.text).")
        }
    }

    /// Puts values in.
    public func render(_ values: JSONValue) throws(GatewayError) -> Rendered {
        guard let markdown = text.render(values) else {
            throw GatewayError(
                422, "invalid_request_error", code: "invalid_template", "The template makes more than 1 MiB.")
        }
        return Rendered(
            title: title?.render(values, limit: 300), description: description?.render(values, limit: 500),
            markdown: markdown)
    }

    /// What a template can use.
    static func values(
        _ request: ArticleRequest, client: String, terms: [String], profile: JSONValue?
    ) -> JSONValue {
        var values = request.value
        values.set("text", nil)
        values.set("excerpt", request.text.map { .string(Prompt.cut($0, 1000)) })
        values.set("client", .string(client))
        values.set("keyphrase", .string(request.keyphrase ?? terms.first ?? request.topic))
        values.set("keywords", .array(terms.prefix(10).map { .string($0) }))
        values.set("profile", profile)
        return values
    }
}
