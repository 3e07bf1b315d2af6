// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import EdgeRouter

@Suite struct RouteConfigurationTests {
    private func routes(to target: String, pattern: String = "/x/*") throws -> [RouteConfiguration] {
        try loadTOML(
            """
            kv_namespaces = [{ binding = "PAGES" }]
            edge.bots.BOT.image = "x"
            edge.routes = [{ pattern = "\(pattern)", to = "\(target)" }]
            """
        ).routes
    }

    @Test(arguments: [
        ("bot:BOT", RouteConfiguration.Target.bot("BOT")), ("analyze", .analyze), ("articles", .articles),
        ("chat", .chat),
        ("address:[::1]:80", .address(NetworkAddress(host: "::1", port: 80))), ("kv:PAGES", .kv("PAGES")),
        ("template:product/page", .template("product/page")),
    ])
    func `a route goes to each kind of target`(text: String, target: RouteConfiguration.Target) throws {
        #expect(try routes(to: text).map(\.target) == [target])
    }

    @Test func `a pattern may name a host, and is exact without a star`() throws {
        let below = try #require(try routes(to: "chat", pattern: "Shop.example.com/cart/*").first)
        #expect(below.host == "shop.example.com")
        #expect(below.pattern == PathPattern(path: "/cart/", isPrefix: true))
        let exact = try #require(try routes(to: "chat", pattern: "/cart").first)
        #expect(exact.host == nil && exact.client == nil && !exact.stripPrefix)
        #expect(exact.pattern == PathPattern(path: "/cart", isPrefix: false))
    }

    @Test func `routes keep the order of the file`() throws {
        let configuration = try loadTOML(
            """
            [[edge.routes]]
            pattern = "/b/*"
            to = "chat"
            client = "client-a"
            strip_prefix = true
            [[edge.routes]]
            pattern = "/a/*"
            to = "analyze"
            """)
        #expect(
            configuration.routes == [
                RouteConfiguration(
                    pattern: PathPattern(path: "/b/", isPrefix: true), target: .chat, client: "client-a",
                    stripPrefix: true),
                RouteConfiguration(pattern: PathPattern(path: "/a/", isPrefix: true), target: .analyze),
            ])
    }

    @Test(arguments: [
        ("pattern = '/a/*'", "1: edge.routes[0].to: is missing; a route needs 'pattern' and 'to'"),
        ("to = 'chat'", "1: edge.routes[0].pattern: is missing; a route needs 'pattern' and 'to'"),
        (
            "to = 'chat'\npattern = 'a'",
            "3: edge.routes[0].pattern: 'a' is not a pattern; write '/path/*' or 'host/path/*'"
        ),
        ("to = 'chat'\npattern = '*'", "3: edge.routes[0].pattern: '*' is not a pattern; did you mean '/*'?"),
        (
            "to = 'chat'\npattern = '/a*'",
            "3: edge.routes[0].pattern: '/a*' is not a pattern; '*' stands only at the end after '/'; did "
                + "you mean '/a/*'?"
        ),
        (
            "to = 'chat'\npattern = 'https://a/b'",
            "3: edge.routes[0].pattern: 'https://a/b' is not a pattern; write '/path/*' or 'host/path/*'"
        ),
        (
            "pattern = '/a'\nto = 'analyse'",
            "3: edge.routes[0].to: 'analyse' is not a target; did you mean "
                + "'analyze'?"
        ),
        (
            "pattern = '/a'\nto = 'proxy'",
            "3: edge.routes[0].to: 'proxy' is not a target; write 'bot:NAME', 'address:host:port', "
                + "'analyze', 'articles', "
                + "'chat', 'kv:BINDING' or 'template:NAME'"
        ),
        (
            "pattern = '/a'\nto = 'bot:SEO_BOT'",
            "3: edge.routes[0].to: there is no bot 'SEO_BOT'; define it under [edge.bots.SEO_BOT]"
        ),
        (
            "pattern = '/a'\nto = 'kv:PAGES'",
            "3: edge.routes[0].to: there is no KV binding 'PAGES'; define it under [[kv_namespaces]]"
        ),
        (
            "pattern = '/a'\nto = 'chat'\nclient = 'Client_A'",
            "4: edge.routes[0].client: 'Client_A' is not a client id; did you mean 'client-a'?"
        ),
        (
            "pattern = '/a'\nto = 'chat'\nstrip_prefix = 'true'",
            "4: edge.routes[0].strip_prefix: expected a boolean, found a string; write true or false without quotes"
        ),
        (
            "pattern = '/a'\nto = 'chat'\nstrip = true",
            "4: edge.routes[0].strip: unknown key; known here: client, pattern, strip_prefix, to"
        ),
    ])
    func `what is wrong in a route is told`(body: String, expected: String) {
        #expect(problems(in: "[[edge.routes]]\n\(body)") == ["wrangler.toml:\(expected)"])
    }
}
