// SPDX-License-Identifier: Apache-2.0

internal import ContainerPool
internal import HTTPCore

/// What answers a request.
enum Destination: Equatable {
    case health
    case readiness
    case metrics
    /// The Workers KV REST API, under `/client/v4`.
    case cloudflareAPI
    /// The client's own namespace: the list, or a key that stands at this place of the path.
    case keyList
    case key(ByteRange)
    /// A namespace of the configuration, read only.
    case boundKey(binding: String, ByteRange)
    case analyze
    /// The gateway to language models.
    case chatCompletions
    /// The models there are, or the one whose name stands at this place of the path.
    case models(ByteRange?)
    /// The client's conversations, or the one whose name stands at this place of the path.
    case chat(ByteRange?)
    /// The client's articles, or what stands at this place of the path behind their collection.
    case articles(ByteRange?)
    /// A page from the client's template of that name.
    case template(String)
    /// The client's bot.
    case bot
    /// This bot, whoever the client is.
    case namedBot(String)
    /// The `address:` target of a configured route; the text is the binding it has in the pool.
    case address(String)
    /// What bots ask at their own listener.
    case botAPI
    /// A route of the contract that this version does not serve yet.
    case notServed(String)
    case unknown

    /// Whether it speaks OpenAI's API.
    var isOpenAI: Bool {
        switch self {
        case .chatCompletions, .models: true
        default: false
        }
    }

    /// Of a collection the element that is named there; whatever else it is, the same.
    func element(at range: ByteRange) -> Destination {
        switch self {
        case .chat: .chat(range)
        case .articles: .articles(range)
        default: self
        }
    }

    /// The name in metrics and logs.
    var label: RouteLabel {
        switch self {
        case .health, .readiness: .health
        case .metrics: .metrics
        case .cloudflareAPI: .api
        case .keyList, .key, .boundKey, .template: .kv
        case .analyze: .analyze
        case .chatCompletions, .models, .chat, .articles: .llm
        case .bot, .namedBot, .address: .bot
        case .botAPI: .botAPI
        case .notServed, .unknown: .none
        }
    }
}

/// Kinds of answers, as metrics count them.
enum RouteLabel: Int, CaseIterable {
    case none, health, metrics, api, kv, analyze, bot, botAPI, llm

    var text: String {
        switch self {
        case .none: "none"
        case .health: "health"
        case .metrics: "metrics"
        case .api: "api"
        case .kv: "kv"
        case .analyze: "analyze"
        case .bot: "bot"
        case .botAPI: "bot-api"
        case .llm: "llm"
        }
    }
}

/// Where a request goes and what of its path was meant for the router.
struct Route: Equatable {
    var destination: Destination
    /// Bytes at the front of the path that are not forwarded. What they spell is the X-Forwarded-Prefix.
    var prefixLength = 0
    /// The client's segment of `/bots/{client}/…`.
    var pathClient: ByteRange?
    /// The client a configured route belongs to.
    var routeClient: String?

    init(_ destination: Destination) { self.destination = destination }
}
