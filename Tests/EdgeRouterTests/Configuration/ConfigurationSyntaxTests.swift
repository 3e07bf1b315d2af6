// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import EdgeRouter

@Suite struct ConfigurationSyntaxTests {
    // Called outside #expect: the compiler of 6.3.1 crashes on a reference to a typed-throwing method inside the macro.
    private func accepts<T>(_ text: String, _ grammar: (String) throws(ConfigurationRejection) -> T) -> Bool {
        (try? grammar(text)) != nil
    }

    @Test(arguments: [
        ("0s", 0), ("500ms", 500), ("10s", 10_000), ("5m", 300_000), ("2h", 7_200_000), ("1d", 86_400_000),
    ])
    func `a duration is a count and a unit`(text: String, milliseconds: Int) throws {
        #expect(try ConfigurationSyntax.duration(text) == .milliseconds(milliseconds))
    }

    @Test(arguments: [
        "", "s", "10", "-1s", "+1s", "1.5h", "10 s", "10S", "1w", "1m30s", "9999999999999999999s", "3661d", "٣s",
    ])
    func `what is not a duration is refused`(text: String) {
        let isAccepted = accepts(text, ConfigurationSyntax.duration)
        #expect(!isAccepted)
    }

    @Test(arguments: [("1KiB", 1_024), ("8MiB", 8_388_608), ("2GiB", 2_147_483_648), ("1048576GiB", 1 << 50)])
    func `a size is a count and a binary unit`(text: String, bytes: Int) throws {
        #expect(try ConfigurationSyntax.size(text) == bytes)
    }

    @Test(arguments: [
        "", "MiB", "8", "8MB", "8 MiB", "8mib", "-8MiB", "1.5GiB", "1048577GiB", "99999999999999999999KiB",
    ])
    func `what is not a size is refused`(text: String) {
        let isAccepted = accepts(text, ConfigurationSyntax.size)
        #expect(!isAccepted)
    }

    @Test func `a size in another unit is told the binary one`() {
        #expect(
            throws: ConfigurationRejection(
                message: "'10' is not a duration", advice: "write 10 without quotes for seconds, or '10s'")
        ) {
            try ConfigurationSyntax.duration("10")
        }
        #expect(
            throws: ConfigurationRejection(
                message: "'10' is not a size", advice: "write 10 without quotes for bytes, or '10KiB'")
        ) {
            try ConfigurationSyntax.size("10")
        }
        #expect(throws: ConfigurationRejection(message: "'8MB' is not a size", advice: "did you mean '8MiB'?")) {
            try ConfigurationSyntax.size("8MB")
        }
    }

    @Test(arguments: ["a", "client-a", "0", "a--b", String(repeating: "a", count: 63)])
    func `a client id is a DNS label in lower case`(text: String) {
        let isAccepted = accepts(text, ConfigurationSyntax.clientID)
        #expect(isAccepted)
    }

    @Test(arguments: ["", "-a", "a-", "A", "a_b", "a.b", "a b", "é", String(repeating: "a", count: 64)])
    func `what is not a client id is refused`(text: String) {
        let isAccepted = accepts(text, ConfigurationSyntax.clientID)
        #expect(!isAccepted)
    }

    @Test(arguments: [
        ("2xx", 200, 299), ("2xx-4xx", 200, 499), ("200-399", 200, 399), ("204", 204, 204), ("200-4xx", 200, 499),
        ("100-599", 100, 599),
    ])
    func `a range of statuses is codes or classes`(text: String, lower: Int, upper: Int) throws {
        #expect(try ConfigurationSyntax.statusRange(text) == lower...upper)
    }

    @Test(arguments: ["", "-", "2", "2x", "2xx-", "-2xx", "4xx-2xx", "600", "0xx", "6xx", "20x", "2xx-3xx-4xx", "2XX"])
    func `what is not a range of statuses is refused`(text: String) {
        let isAccepted = accepts(text, ConfigurationSyntax.statusRange)
        #expect(!isAccepted)
    }

    @Test(arguments: [
        ("Example.COM", "example.com"), ("localhost", "localhost"), ("a_b.c", "a_b.c"), ("::1", "::1"),
        ("127.0.0.1", "127.0.0.1"), ("xn--bcher-kva.example", "xn--bcher-kva.example"),
    ])
    func `a host is a name or an address`(text: String, host: String) throws {
        #expect(try ConfigurationSyntax.host(text) == host)
    }

    @Test(arguments: [
        "", ".", "a.", ".a", "a..b", "-a.b", "a b", "a/b", "http://a", "a:80", "1.2.3", "2130706433", "*.a",
    ])
    func `what is not a host is refused`(text: String) {
        let isAccepted = accepts(text, ConfigurationSyntax.host)
        #expect(!isAccepted)
    }

    @Test(arguments: [
        ("127.0.0.1:9000", "127.0.0.1", 9000), ("bot:1", "bot", 1), ("[::1]:65535", "::1", 65_535),
    ])
    func `an address is a host and a port`(text: String, host: String, port: Int) throws {
        let address = try ConfigurationSyntax.address(text)
        #expect(address == NetworkAddress(host: host, port: port))
        #expect(address.description == text)
    }

    @Test(arguments: [
        "", "bot", ":80", "bot:", "bot:0", "bot:65536", "bot:x", "::1:80", "[::1]", "bot:80:80", "bot:+80",
    ])
    func `what is not an address is refused`(text: String) {
        let isAccepted = accepts(text, ConfigurationSyntax.address)
        #expect(!isAccepted)
    }

    @Test func `a host pattern is a host, those below it, or one port of it`() throws {
        let below = try ConfigurationSyntax.hostPattern("*.example.com:443")
        #expect(below.matches(host: "a.example.com", port: 443))
        #expect(!below.matches(host: "example.com", port: 443))
        #expect(!below.matches(host: "a.example.com", port: 80))
        #expect(!below.matches(host: "badexample.com", port: 443))
        let one = try ConfigurationSyntax.hostAndOptionalPort("Example.com")
        #expect(one.matches(host: "example.com", port: 1))
        #expect(!one.matches(host: "a.example.com", port: 1))
    }

    @Test(arguments: [
        ("https://App.example.com", "https://app.example.com"), ("https://a.example:443", "https://a.example"),
        ("http://localhost:3000", "http://localhost:3000"), ("http://[::1]:80", "http://[::1]"),
    ])
    func `an origin is written as browsers write it`(text: String, origin: String) throws {
        #expect(try ConfigurationSyntax.origin(text) == origin)
    }

    @Test(arguments: [
        "", "*", "example.com", "https://", "https://a/", "https://a?b", "https://u@a", "ftp://a", "null",
    ])
    func `what is not an origin is refused`(text: String) {
        let isAccepted = accepts(text, ConfigurationSyntax.origin)
        #expect(!isAccepted)
    }

    @Test(arguments: [
        ("https://api.openai.com/v1/", "https://api.openai.com/v1"),
        ("HTTP://127.0.0.1:11434/v1", "http://127.0.0.1:11434/v1"),
    ])
    func `a base URL has no slash at its end`(text: String, url: String) throws {
        #expect(try ConfigurationSyntax.baseURL(text) == url)
    }

    @Test(arguments: [
        "", "api.openai.com", "https://", "https://u:p@host/v1", "https://host/v1?x", "https://host/a b",
        "https://ho st",
    ])
    func `what is not a base URL is refused`(text: String) {
        let isAccepted = accepts(text, ConfigurationSyntax.baseURL)
        #expect(!isAccepted)
    }

    @Test(arguments: [
        "bot", "bot:latest", "my-registry/client-a-bot:latest", "registry.example.com:5000/team/bot:1.2",
        "localhost/bot",
        "Registry.example.com/bot", "a/b@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
    ])
    func `an image may be a reference`(text: String) throws {
        #expect(try ConfigurationSyntax.image(text) == .reference(text))
    }

    @Test(arguments: [
        "./docker/bots/seo/Dockerfile", "../Dockerfile.dev", "/srv/bot", "docker/Dockerfile", "Dockerfile",
    ])
    func `an image may be the path of a Dockerfile`(text: String) throws {
        #expect(try ConfigurationSyntax.image(text) == .dockerfile(path: text, context: nil, arguments: [:]))
    }

    @Test(arguments: [
        "", "Bot", "bot:", "bot latest", "docker://bot", "a//b", "bot@sha256:12", "bot:la/test:x:y", "-bot",
    ])
    func `what is neither is refused`(text: String) {
        let isAccepted = accepts(text, ConfigurationSyntax.image)
        #expect(!isAccepted)
    }

    @Test(arguments: ["/", "/a", "/a/*", "/*", "/a%20b/*"])
    func `a path pattern is a path, or one with a star at its end`(text: String) {
        let isAccepted = accepts(text, ConfigurationSyntax.pathPattern)
        #expect(isAccepted)
    }

    @Test(arguments: ["", "*", "a", "/a*", "/*/a", "/a?b", "/a b", "/a#b", "/é", "/a/**"])
    func `what is not a path pattern is refused`(text: String) {
        let isAccepted = accepts(text, ConfigurationSyntax.pathPattern)
        #expect(!isAccepted)
    }

    @Test func `a pattern with a star holds below its path only`() throws {
        let below = try ConfigurationSyntax.pathPattern("/shop/*")
        #expect(below.matches("/shop/") && below.matches("/shop/cart/1"))
        #expect(!below.matches("/shop") && !below.matches("/shopping") && !below.matches("/"))
        let exact = try ConfigurationSyntax.pathPattern("/shop")
        #expect(exact.matches("/shop"))
        #expect(!exact.matches("/shop/"))
    }

    @Test(arguments: ["0 6 * * *", "*/5 0-4 1,15 JAN MON-FRI", "0 0 31 */3 SUN"])
    func `a cron expression has five fields`(text: String) throws {
        #expect(try ConfigurationSyntax.cron(text) == text)
    }

    @Test(arguments: ["", "* * * *", "* * * * * *", "@daily", "0 6 * * $", "0 0 L * *", "0 0 * * 1#2"])
    func `what is not a cron expression is refused`(text: String) {
        let isAccepted = accepts(text, ConfigurationSyntax.cron)
        #expect(!isAccepted)
    }

    @Test func `a capability loses its prefix`() throws {
        #expect(try ConfigurationSyntax.capability("CAP_NET_BIND_SERVICE") == "NET_BIND_SERVICE")
        let isAccepted = accepts("ALL", ConfigurationSyntax.capability)
        #expect(!isAccepted)
    }

    @Test func `an environment variable's name is not repeated when it is wrong`() {
        let secret = "sk-live-0123"
        do {
            _ = try ConfigurationSyntax.environmentName(secret)
            Issue.record("accepted")
        } catch {
            #expect(!error.message.contains(secret))
            #expect(error.advice?.contains(secret) == false)
        }
    }
}
