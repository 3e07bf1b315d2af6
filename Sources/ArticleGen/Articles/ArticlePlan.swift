// SPDX-License-Identifier: Apache-2.0

/// What an article is to be: a model's answer, read as forgivingly as can be.
struct ArticlePlan: Hashable, Sendable {
    /// Sections of an article.
    static let sections = 1...12

    var title: String
    var description: String
    var keyphrase: String
    var headings: [String]

    /// Why a text is no plan, for the model that wrote it.
    struct Failure: Error, Equatable { let text: String }

    /// How many sections so many words make.
    static func sections(forWords words: Int) -> Int { min(max(words / 180, 2), 8) }

    /// Reads a model's answer: the JSON object in it, whatever stands around it.
    init(_ answer: String, keyphrase: String?) throws(Failure) {
        guard let start = answer.firstIndex(of: "{"), let end = answer.lastIndex(of: "}"), start < end else {
            throw Failure(text: "there is no JSON object")
        }
        guard let value = JSONValue(String(answer[start...end])) else {
            throw Failure(text: "the JSON is not well-formed")
        }
        guard let title = value["title"]?.text.map(Self.line), !title.isEmpty else {
            throw Failure(text: "`title` is missing")
        }
        let headings = (value["sections"]?.elements ?? []).compactMap { section in
            (section["heading"]?.text ?? section.text).map(Self.line)
        }.filter { !$0.isEmpty }
        guard !headings.isEmpty else { throw Failure(text: "`sections` has no headings") }
        self.title = title
        description = Self.line(value["description"]?.text ?? "")
        self.keyphrase = keyphrase ?? Self.line(value["keyphrase"]?.text ?? "")
        if self.keyphrase.isEmpty { self.keyphrase = title }
        self.headings = Array(headings.prefix(Self.sections.upperBound))
    }

    /// Where no model's answer is one: the topic itself, in one section.
    init(topic: String, keyphrase: String?) {
        title = Self.line(topic)
        description = ""
        self.keyphrase = keyphrase ?? title
        headings = [title]
    }

    /// One line of text without Markdown's marks for a heading, of a length that a title has.
    private static func line(_ text: String) -> String {
        let words = text.split { $0.isWhitespace || $0.unicodeScalars.contains { $0.value < 0x20 } }
        return Prompt.cut(String(words.joined(separator: " ").drop { $0 == "#" || $0 == " " }), 200)
    }

    /// The schema of such an answer, as `response_format` has it.
    static let responseFormat = JSONValue.members([
        "type": .string("json_schema"),
        "json_schema": .members([
            "name": .string("article_plan"), "strict": .bool(true),
            "schema": object([
                "title": text, "description": text, "keyphrase": text,
                "sections": .members(["type": .string("array"), "items": object(["heading": text])]),
            ]),
        ]),
    ])

    private static let text = JSONValue.members(["type": .string("string")])

    private static func object(_ properties: KeyValuePairs<String, JSONValue>) -> JSONValue {
        .members([
            "type": .string("object"), "properties": .members(properties),
            "required": .array(properties.map { .string($0.key) }), "additionalProperties": .bool(false),
        ])
    }
}
