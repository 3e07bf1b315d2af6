// SPDX-License-Identifier: Apache-2.0

/// An article with all that is needed to make it again.
public struct Article: Sendable, Hashable {
    /// How far it is.
    public enum State: String, Sendable {
        /// It is being written.
        case running
        /// It is whole.
        case complete
        /// Its writing ended early; what there is of it is kept.
        case interrupted
    }

    /// Where articles are kept.
    public static let prefix = "articles/"
    /// Earlier versions that are kept.
    static let versionCount = 20

    /// Its name, in the order of creation.
    public let id: String
    /// Whose it is.
    public let client: String
    /// How far it is.
    public var state: State
    /// What was asked for.
    public let request: JSONValue
    /// What shows in tabs and lists.
    public var title: String
    /// What shows below it.
    public var description = ""
    /// The phrase it should be found by.
    public var keyphrase = ""
    /// The text, its title as first heading.
    public var markdown = ""
    /// The text as HTML; empty where there is no renderer.
    public var html = ""
    /// When it was asked for, in unix seconds.
    public let createdAt: Int64
    /// `llm` or `template`.
    public var engine: String
    /// Who answered last.
    public var provider: String?
    /// The model that answered last.
    public var model: String?
    /// The template that was rendered.
    public var template: String?
    /// What all calls took together.
    public var usage = TokenUsage()
    /// What they cost in micro-dollars; nil where nobody knows.
    public var micros: Int? = 0
    /// What the analyzer says of it, and said before it was revised.
    public var seo: JSONValue?
    /// How it compares with what the client already has.
    public var uniqueness: JSONValue?
    /// The conversation that it went by.
    public var session: String?
    /// Counts its revisions, from 1.
    public var version = 1
    /// What it was before: `{version, at, title, meta_description, markdown, instructions}`, oldest first.
    public var versions: [JSONValue] = []
    /// Why it was interrupted.
    public var failure: String?
    /// The version of the prompts.
    var prompts = Prompt.version

    init(id: String, client: String, request: ArticleRequest, engine: String, createdAt: Int64) {
        self.id = id
        self.client = client
        state = .running
        self.request = request.value
        title = request.topic
        session = request.session
        self.engine = engine
        self.createdAt = createdAt
    }

    /// What is stored; nil if it is none.
    public init?(stored: [UInt8]) {
        guard let value = JSONValue(stored), let id = value["id"]?.text, let client = value["client"]?.text,
            let state = value["state"]?.text.flatMap(State.init(rawValue:)), let title = value["title"]?.text,
            let markdown = value["markdown"]?.text, let createdAt = value["created_at"]?.integer
        else { return nil }
        self.id = id
        self.client = client
        self.state = state
        self.title = title
        self.markdown = markdown
        self.createdAt = Int64(createdAt)
        request = value["request"] ?? .object([])
        description = value["meta_description"]?.text ?? ""
        keyphrase = value["keyphrase"]?.text ?? ""
        html = value["html"]?.text ?? ""
        engine = value["engine"]?.text ?? ""
        provider = value["provider"]?.text
        model = value["model"]?.text
        template = value["template"]?.text
        usage = TokenUsage(openAI: value["usage"]) ?? TokenUsage()
        micros = value["usd_micros"]?.integer
        seo = value["seo"]
        uniqueness = value["uniqueness"]
        session = value["session"]?.text
        version = value["version"]?.integer ?? 1
        versions = value["versions"]?.elements ?? []
        failure = value["failure"]?.text
        prompts = value["prompts"]?.integer ?? 0
    }

    /// The last part of its address.
    public var slug: String { Slug.make(title) }

    /// The whole record.
    public var value: JSONValue {
        func text(_ text: String?) -> JSONValue { text.map { .string($0) } ?? .null }
        return .members([
            "id": .string(id), "client": .string(client), "state": .string(state.rawValue),
            "topic": request["topic"] ?? .null, "title": .string(title), "slug": .string(slug),
            "meta_description": .string(description), "keyphrase": .string(keyphrase),
            "markdown": .string(markdown), "html": .string(html), "created_at": .int(Int(createdAt)),
            "engine": .string(engine), "provider": text(provider), "model": text(model), "template": text(template),
            "usage": usage.value, "usd_micros": micros.map { .int($0) } ?? .null, "seo": seo ?? .null,
            "uniqueness": uniqueness ?? .null, "session": text(session), "version": .int(version),
            "versions": .array(versions), "failure": text(failure), "prompts": .int(prompts), "request": request,
        ])
    }

    /// As it is stored, with what lists tell of it.
    public var document: StoredDocument {
        // Metadata has 1024 bytes at most: 512 are the signature's.
        StoredDocument(
            key: Self.prefix + id, value: value.json,
            metadata: .members([
                "state": .string(state.rawValue), "title": .string(Prompt.cut(title, 120)),
                "slug": .string(slug), "created_at": .int(Int(createdAt)), "engine": .string(engine),
                "version": .int(version),
                "signature": .string(state == .complete ? TextSignature(markdown).text : ""),
            ]))
    }

    /// Keeps what it is as an earlier version.
    mutating func keepVersion(at seconds: Int64, instructions: String) {
        versions.append(
            .members([
                "version": .int(version), "at": .int(Int(seconds)), "title": .string(title),
                "meta_description": .string(description), "markdown": .string(markdown),
                "instructions": .string(instructions),
            ]))
        if versions.count > Self.versionCount { versions.removeFirst(versions.count - Self.versionCount) }
        version += 1
    }

    /// The article as a page of its own.
    public var page: String {
        Self.page(title: title, description: description, html: html, language: request["language"]?.text)
    }

    /// What a template has made, as a page of its own; nil without a renderer.
    public static func page(_ rendered: ArticleTemplate.Rendered, language: String?) -> String? {
        guard let html = MarkdownRenderer.html(rendered.markdown) else { return nil }
        return page(
            title: plain(rendered.title ?? ""), description: plain(rendered.description ?? ""), html: html,
            language: language)
    }

    /// A title is a line of text, and templates escape what they put in as for HTML.
    static func plain(_ text: String) -> String {
        let pairs = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&amp;", "&")]
        return pairs.reduce(text) { text, pair in
            text.split(separator: pair.0, omittingEmptySubsequences: false).joined(separator: pair.1)
        }
    }

    private static func page(title: String, description: String, html: String, language: String?) -> String {
        func escaped(_ text: String) -> String {
            (try? MustacheTemplate("{{.}}").render(.string(text), limit: .max)) ?? ""
        }
        let language = language.map { " lang=\"\(escaped($0))\"" } ?? ""
        return "<!DOCTYPE html>\n<html\(language)>\n<head>\n<meta charset=\"utf-8\">\n"
            + "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
            + "<title>\(escaped(title))</title>\n<meta name=\"description\" content=\"\(escaped(description))\">\n"
            + "</head>\n<body>\n<article>\n\(html)</article>\n</body>\n</html>\n"
    }
}
