// SPDX-License-Identifier: Apache-2.0

/// How a client wants its articles: what it has stored as `profile` in its namespace, `{voice, audience, banned_words,
/// examples, links: [{url, text}]}`. What is of another form is passed over.
struct ClientProfile: Hashable, Sendable {
    /// Where it stands.
    static let key = "profile"
    /// What of each is read, so that a profile does not fill a prompt: pieces, and bytes of one.
    private static let count = 20
    private static let textBytes = 2000

    var voice: String?
    var audience: String?
    var bannedWords: [String] = []
    var examples: [String] = []
    var links: [(text: String, url: String)] = []

    /// None.
    init() {}

    /// What is stored.
    init(stored: [UInt8]) {
        guard let value = JSONValue(stored) else { return }
        func texts(_ name: String) -> [String] {
            (value[name]?.elements ?? []).compactMap(\.text).prefix(Self.count).map(Self.cut)
        }
        voice = value["voice"]?.text.map(Self.cut)
        audience = value["audience"]?.text.map(Self.cut)
        bannedWords = texts("banned_words").filter { !$0.isEmpty }
        examples = Array(texts("examples").prefix(3))
        links = (value["links"]?.elements ?? []).prefix(Self.count).compactMap { link in
            guard let url = link["url"]?.text, url.hasPrefix("https://") || url.hasPrefix("http://") else { return nil }
            return (Self.cut(link["text"]?.text ?? url), Self.cut(url))
        }
    }

    private static func cut(_ text: String) -> String { Prompt.cut(text, textBytes) }

    /// The banned words that a text has.
    func banned(in text: String) -> [String] {
        let words = " " + text.lowercased().split { !$0.isLetter && !$0.isNumber }.joined(separator: " ") + " "
        return bannedWords.filter { word in
            let plain = word.lowercased().split { !$0.isLetter && !$0.isNumber }.joined(separator: " ")
            return !plain.isEmpty && words.contains(" \(plain) ")
        }
    }

    static func == (left: ClientProfile, right: ClientProfile) -> Bool { left.parts == right.parts }

    func hash(into hasher: inout Hasher) { hasher.combine(parts) }

    private var parts: [[String]] {
        [[voice ?? "", audience ?? ""], bannedWords, examples, links.flatMap { [$0.text, $0.url] }]
    }
}
