// SPDX-License-Identifier: Apache-2.0

import HTTPCore
import Testing

@testable import EdgeRouter

@Suite struct RouteTableTests {
    /// What a path is routed to, in words.
    private func find(
        _ path: String, host: String? = nil, onClientHost: Bool = false, _ rules: [RouteTable.Rule] = []
    ) -> String {
        let start = 4
        let received = Received("GET " + path + (host ?? ""))
        let end = start + path.utf8.count
        let route = RouteTable(rules: rules).find(
            received.bytes.span, path: ByteRange(start, end),
            host: host.map { _ in ByteRange(end, received.bytes.count) }, onClientHost: onClientHost)
        var words: [String] = []
        switch route.destination {
        case .key(let key): words.append("key \(received.bytes.text(key))")
        case .articles(let rest?): words.append("articles \(received.bytes.text(rest))")
        case .chat(let name?): words.append("chat \(received.bytes.text(name))")
        case .boundKey(let binding, let key): words.append("\(binding) \(received.bytes.text(key))")
        default: words.append("\(route.destination)")
        }
        if let client = route.pathClient { words.append("of \(received.bytes.text(client))") }
        if let client = route.routeClient { words.append("for \(client)") }
        if route.prefixLength > 0 {
            words.append("without \(received.bytes.text(ByteRange(start, start + route.prefixLength)))")
        }
        return words.joined(separator: " ")
    }

    private func rule(
        _ path: String, _ target: RouteTable.Rule.Target, host: String? = nil, client: String? = nil,
        strip: Bool = false
    ) -> RouteTable.Rule {
        let isPrefix = path.hasSuffix("*")
        return RouteTable.Rule(
            host: host, path: isPrefix ? String(path.dropLast()) : path, isPrefix: isPrefix, destination: target,
            client: client, stripPrefix: strip)
    }

    @Test(arguments: [
        ("/healthz", "health"), ("/readyz", "readiness"), ("/analyze", "analyze"), ("/kv", "keyList"),
        ("/kv/a/b%20c", "key a/b%20c"), ("/kv/", "key "), ("/bot", "bot without /bot"), ("/bot/", "bot without /bot"),
        ("/bot/a?b", "bot without /bot"), ("/bots/c-1/x", "bot of c-1 without /bots/c-1"),
        ("/bots/c", "bot of c without /bots/c"), ("/bots/", "bot of  without /bots/"),
        ("/bots//x", "bot of  without /bots/"), ("/articles", "articles(nil)"),
        ("/articles/a/revise", "articles a/revise"),
        ("/analyses/a", "notServed(\"/analyses\")"),
        ("/chat/s", "chat s"), ("/chat", "chat(nil)"), ("/chat/", "chat(nil)"), ("/chats", "unknown"),
        ("/v1/models", "models(nil)"),
        ("/v1/chat/completions", "chatCompletions"),
        ("/client/v4/x", "cloudflareAPI"),
    ])
    func `the built-in routes`(path: String, expected: String) {
        #expect(find(path) == expected)
    }

    @Test(arguments: [
        "/", "", "/healthz/", "/Healthz", "/health", "/kvx", "/botx", "/bots", "/analyze/", "/articlesx", "//kv/a",
        "/metrics", "/_edge/kv/a",
    ])
    func `nothing else is served`(path: String) {
        #expect(find(path) == "unknown")
    }

    @Test(arguments: [
        ("/", "bot"), ("/kv/a", "bot"), ("/healthz", "bot"), ("/_edge", "bot"), ("/_edge/healthz", "health"),
        ("/_edge/kv/a", "key a"), ("/_edge/bot/x", "bot without /_edge/bot"),
        ("/_edge/bots/c/x", "bot of c without /_edge/bots/c"), ("/_edge/", "unknown"), ("/_edge/_edge/kv/a", "unknown"),
    ])
    func `on a client's host all is the bot's, and ours is below _edge`(path: String, expected: String) {
        #expect(find(path, host: "c.localhost", onClientHost: true) == expected)
    }

    @Test func `configured routes go before the built-in ones, the first that matches wins`() {
        let rules = [
            rule("/kv/shop/*", .fixed(.namedBot("A"))), rule("/kv/*", .fixed(.namedBot("B"))),
            rule("/kv/shop/x", .fixed(.analyze)),
        ]
        #expect(find("/kv/shop/x", rules) == "namedBot(\"A\")")
        #expect(find("/kv/shop", rules) == "namedBot(\"B\")")
        #expect(find("/kv", rules) == "keyList")
        #expect(find("/kv/shop/x", host: "c", onClientHost: true, rules) == "namedBot(\"A\")")
    }

    @Test func `a prefix holds below its slash, an exact pattern for itself alone`() {
        let prefix = [rule("/shop/*", .fixed(.analyze))]
        #expect(find("/shop/", prefix) == "analyze")
        #expect(find("/shop/a/b", prefix) == "analyze")
        #expect(find("/shop", prefix) == "unknown")
        #expect(find("/shopping/a", prefix) == "unknown")
        let exact = [rule("/shop", .fixed(.analyze))]
        #expect(find("/shop", exact) == "analyze")
        #expect(find("/shop/", exact) == "unknown")
        #expect(find("/Shop", exact) == "unknown")
    }

    @Test func `stripping takes what the pattern spells and leaves the slash`() {
        #expect(find("/shop/cart", [rule("/shop/*", .fixed(.bot), strip: true)]) == "bot without /shop")
        #expect(find("/shop", [rule("/shop", .fixed(.bot), strip: true)]) == "bot without /shop")
        #expect(find("/cart", [rule("/*", .fixed(.bot), strip: true)]) == "bot")
        #expect(find("/shop/cart", [rule("/shop/*", .fixed(.bot))]) == "bot")
    }

    @Test func `a rule for a host holds for that host alone, however it is written`() {
        let rules = [rule("/*", .fixed(.analyze), host: "shop.test", client: "c")]
        #expect(find("/x", host: "shop.test", rules) == "analyze for c")
        #expect(find("/x", host: "Shop.Test", rules) == "analyze for c")
        #expect(find("/x", host: "shop.test.", rules) == "analyze for c")
        #expect(find("/x", host: "shop.test..", rules) == "unknown")
        #expect(find("/x", host: "www.shop.test", rules) == "unknown")
        #expect(find("/x", host: "", rules) == "unknown")
        #expect(find("/x", rules) == "unknown")
    }

    @Test func `a binding's key is what the star stands for, or the last segment`() {
        #expect(find("/pages/a/b", [rule("/pages/*", .key(binding: "P"))]) == "P a/b")
        #expect(find("/pages/", [rule("/pages/*", .key(binding: "P"))]) == "P ")
        #expect(find("/a/robots.txt", [rule("/a/robots.txt", .key(binding: "P"))]) == "P robots.txt")
        #expect(find("/a/", [rule("/a/", .key(binding: "P"))]) == "P ")
    }
}
