// SPDX-License-Identifier: Apache-2.0

/// What `POST /articles` asks for.
public struct ArticleRequest: Sendable {
    /// What writes.
    public enum Engine: String, Sendable {
        /// A model where there is one, else a template; never a template after a failure.
        case auto
        /// A language model.
        case llm
        /// A template.
        case template
    }

    /// The longest topic in bytes.
    static let topicBytes = 1000
    /// The longest text to go by, in bytes: JSON escapes may double it on the way.
    public static let textBytes = 1024 * 1024
    /// Words of an article where the request does not say.
    static let usualWords = 600

    /// What it is about.
    public var topic: String
    /// The phrase it should be found by.
    public var keyphrase: String?
    /// A text to go by.
    public var text: String?
    /// The language to write in (BCP 47).
    public var language: String?
    /// How it should sound.
    public var tone: String?
    /// Who is to read it.
    public var audience: String?
    /// About how many words.
    public var words: Int
    /// A conversation to go by.
    public var session: String?
    /// What writes.
    public var engine: Engine
    /// The template; nil for the one that fits.
    public var template: String?
    /// The model; nil for the usual one.
    public var model: String?

    /// Reads the body of a request.
    public init(_ body: [UInt8]) throws(GatewayError) {
        let members = try RequestMembers(
            body,
            names: [
                "topic", "keyphrase", "url", "text", "language", "tone", "audience", "words", "session", "engine",
                "template", "model",
            ])
        topic = try members.required("topic", atMost: Self.topicBytes)
        keyphrase = try members.text("keyphrase", atMost: 200)
        text = try members.text("text", atMost: Self.textBytes)
        language = try members.text("language", atMost: 35)
        tone = try members.text("tone", atMost: 200)
        audience = try members.text("audience", atMost: 500)
        words = try members.whole("words", in: 50...5000) ?? Self.usualWords
        session = try members.session()
        template = try members.text("template", atMost: 256)
        model = try members.text("model", atMost: 256)
        if try members.text("url", atMost: 8192) != nil {
            throw GatewayError(
                501, "invalid_request_error", code: "no_fetch", param: "url",
                "This version fetches no pages: send what the page says as `text`.")
        }
        let name = try members.text("engine", atMost: 16)
        guard let engine = name.map(Engine.init(rawValue:)) ?? .auto else {
            throw .invalid("engine", "`engine` must be auto, llm or template.")
        }
        self.engine = engine
    }

    /// What it asked for, so that it can be asked for again.
    var value: JSONValue {
        var value = JSONValue.object([])
        value.set("topic", .string(topic))
        value.set("keyphrase", keyphrase.map { .string($0) })
        value.set("text", text.map { .string($0) })
        value.set("language", language.map { .string($0) })
        value.set("tone", tone.map { .string($0) })
        value.set("audience", audience.map { .string($0) })
        value.set("words", .int(words))
        value.set("session", session.map { .string($0) })
        value.set("engine", .string(engine.rawValue))
        value.set("template", template.map { .string($0) })
        value.set("model", model.map { .string($0) })
        return value
    }
}
