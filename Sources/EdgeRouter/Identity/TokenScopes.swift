// SPDX-License-Identifier: Apache-2.0

internal import HTTPCore

/// What a token may be used for.
struct TokenScopes: OptionSet, Hashable, Sendable {
    let rawValue: UInt8

    static let kvRead = TokenScopes(rawValue: 1 << 0)
    static let kvWrite = TokenScopes(rawValue: 1 << 1)
    static let analyze = TokenScopes(rawValue: 1 << 2)
    static let articles = TokenScopes(rawValue: 1 << 3)
    static let chat = TokenScopes(rawValue: 1 << 4)
    static let llm = TokenScopes(rawValue: 1 << 5)
    static let bot = TokenScopes(rawValue: 1 << 6)

    /// Everything a client can do.
    static let all = TokenScopes(rawValue: 0x7f)

    /// Their names in the order of the bits.
    static let names = ["kv:read", "kv:write", "analyze", "articles", "chat", "llm", "bot"]

    init(rawValue: UInt8) { self.rawValue = rawValue }

    /// The scope with this name; nil if there is none.
    init?(name: String) {
        guard let index = Self.names.firstIndex(of: name) else { return nil }
        rawValue = 1 << UInt8(index)
    }

    /// The names of those it has.
    var names: [String] { Self.names.indices.filter { rawValue >> UInt8($0) & 1 == 1 }.map { Self.names[$0] } }

    /// What a request needs: none for what is nobody's.
    static func needed(for destination: Destination, _ method: RequestMethod) -> TokenScopes {
        switch destination {
        case .keyList, .boundKey: .kvRead
        case .key: method == .put || method == .delete ? .kvWrite : .kvRead
        case .analyze: .analyze
        case .chatCompletions, .models: .llm
        case .chat: .chat
        case .articles, .template: .articles
        case .bot, .namedBot, .address: .bot
        case .notServed(let family):
            switch family.dropFirst().prefix(while: { $0 != "/" }) {
            case "analyses": .analyze
            default: []
            }
        // What the API's calls need, ``ClientAccess`` knows; bots have tokens of another kind.
        case .health, .readiness, .metrics, .cloudflareAPI, .botAPI, .unknown: []
        }
    }
}
