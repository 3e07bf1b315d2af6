// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import EdgeRouter

@Suite struct ConfigurationLoadingTests {
    @Test(arguments: [
        ("wrangler.toml", ""), ("wrangler.jsonc", "{}"), ("wrangler.toml", "[edge]"), ("w.json", "{\"edge\":{}}"),
    ])
    func `a file that says nothing has the defaults`(file: String, text: String) throws {
        #expect(try Configuration.load(path: file, contents: Array(text.utf8)) == .embedded)
    }

    @Test func `every key outside bots has its default`() {
        let configuration = Configuration.embedded
        #expect(configuration.name == "edge-router")
        #expect(configuration.edge.defaultClient == nil)
        #expect(configuration.edge.defaultBot == nil)
        #expect(configuration.edge.baseDomain == "localhost")
        #expect(configuration.edge.hosts == [])
        #expect(!configuration.edge.acceptsAnyHost)
        #expect(configuration.edge.unknownClients == .allow)
        #expect(configuration.edge.trustedProxies == [])
        #expect(configuration.edge.drain == .seconds(10))
        #expect(configuration.auth.mode == .open)
        #expect(!configuration.auth.allowOpen)
        #expect(configuration.corsOrigins == [])
        #expect(configuration.limits == Configuration.Limits())
        #expect(configuration.limits.requestsPerSecond == nil && configuration.limits.kvBytes == nil)
        #expect(configuration.fetch.allow == [])
        #expect(configuration.fetch.maxBytes == 10_485_760)
        #expect(configuration.fetch.timeout == .seconds(20))
        #expect(configuration.fetch.userAgent == nil)
        #expect(configuration.docker.socket == nil)
        #expect(configuration.docker.subnetPool == IPAddressRange("10.213.0.0/16"))
        #expect(configuration.docker.reach == .auto)
        #expect(configuration.docker.onExit == .remove)
        #expect(configuration.docker.registryConfig == nil && configuration.docker.memory == nil)
        #expect(configuration.docker.maxRunning == nil && configuration.docker.maxStarting == nil)
        #expect(configuration.llm == LLMConfiguration())
        #expect(configuration.analyze.deepBot == "SEO_BOT")
        #expect(configuration.vars.isEmpty && configuration.crons.isEmpty && configuration.ignoredKeys.isEmpty)
    }

    @Test func `token mode refuses unknown clients unless the file allows them`() throws {
        #expect(try loadTOML("edge.auth.mode = 'token'").edge.unknownClients == .refuse)
        #expect(
            try loadTOML(
                "edge = { auth.mode = 'token', unknown_clients = 'allow' "
                    + "}"
            ).edge.unknownClients == .allow)
        #expect(try loadTOML("edge.unknown_clients = 'refuse'").edge.unknownClients == .refuse)
    }

    @Test func `every key outside bots is read`() throws {
        let configuration = try loadTOML(Self.everything)
        #expect(configuration.name == "agency-bots")
        #expect(configuration.edge.defaultClient == "client-a")
        #expect(configuration.edge.defaultBot == "BOT")
        #expect(configuration.edge.baseDomain == "bots.example.com")
        #expect(configuration.edge.hosts == ["edge.example.com", "*"] && configuration.edge.acceptsAnyHost)
        #expect(configuration.edge.trustedProxies.map(\.description) == ["10.0.0.0/8", "::1/128"])
        #expect(configuration.edge.drain == .milliseconds(1_500))
        #expect(configuration.auth == Configuration.Authentication(mode: .token, allowOpen: true))
        #expect(configuration.corsOrigins == ["https://app.example.com"])
        #expect(
            configuration.limits
                == Configuration.Limits(
                    requestsPerSecond: 0.5, burst: 2, concurrent: 3, startsPerMinute: 4, kvBytes: 1_048_576,
                    bodyBytes: 5))
        #expect(
            configuration.kvNamespaces == [
                Configuration.KVNamespace(binding: "SEO_ADVICE", id: "0f2ac74b498b48028cb68387c421e279"),
                Configuration.KVNamespace(binding: "PAGES", id: nil),
            ])
        #expect(configuration.vars == ["AGENCY": "Example", "LIST": "[1,\"b\",true]", "MAP": "{\"x\":1.5}", "N": "3"])
        #expect(configuration.crons == ["0 6 * * *"])
        #expect(
            configuration.fetch
                == Configuration.Fetch(
                    allow: [HostRule(host: "intranet.example", port: nil), HostRule(host: "10.0.0.1", port: 8080)],
                    maxBytes: 1_048_576, timeout: .seconds(5), userAgent: "Bot/1"))
        #expect(
            configuration.docker
                == Configuration.Docker(
                    socket: "/run/docker.sock", subnetPool: try #require(IPAddressRange("10.99.0.0/20")),
                    reach: .publish,
                    onExit: .keep, registryConfig: "config.json", maxRunning: 8, maxStarting: 2, memory: 1 << 30))
        #expect(configuration.analyze.deepBot == "BOT")
        #expect(
            configuration.clients == [
                ClientConfiguration(
                    id: "client-a", bot: "BOT", hosts: ["a.example.com"], env: ["A": "1", "B": "x"],
                    limits: Configuration.Limits(burst: 9),
                    llm: ClientConfiguration.LLM(
                        model: "gpt", budget: LLMConfiguration.Budget(usd: 2, tokens: 100, period: .seconds(3_600)))),
                ClientConfiguration(id: "client-b"),
            ])
        #expect(configuration.ignoredKeys == [])
    }

    @Test func `JSON with comments says the same as TOML`() throws {
        #expect(try loadJSONC(Self.everythingInJSON) == loadTOML(Self.everything))
    }

    @Test func `language models are read with their defaults`() throws {
        let llm = try loadTOML(
            """
            [edge.llm]
            model = "gpt-x"
            budget_usd = 10
            budget_tokens = 1000
            budget_period = "30d"
            [[edge.llm.providers]]
            name = "openai"
            [[edge.llm.providers]]
            name = "claude"
            kind = "anthropic"
            models = ["claude-x"]
            timeout = "2m"
            timeout_connect = 1
            timeout_idle = "10s"
            prices = { "claude-x" = { input = 3, output = 15.5, cached_input = 0.3 } }
            [[edge.llm.providers]]
            name = "local"
            base_url = "http://127.0.0.1:11434/v1/"
            """
        ).llm
        #expect(llm.model == "gpt-x")
        #expect(llm.budget == LLMConfiguration.Budget(usd: 10, tokens: 1_000, period: .seconds(30 * 86_400)))
        try #require(llm.providers.count == 3)
        #expect(
            llm.providers[0]
                == LLMConfiguration.Provider(
                    name: "openai", kind: .openai, baseURL: "https://api.openai.com/v1", keyEnv: "OPENAI_API_KEY"))
        #expect(llm.providers[0].timeout == .seconds(600) && llm.providers[0].connectTimeout == .seconds(5))
        #expect(llm.providers[0].idleTimeout == .seconds(60))
        #expect(
            llm.providers[1]
                == LLMConfiguration.Provider(
                    name: "claude", kind: .anthropic, baseURL: "https://api.anthropic.com", keyEnv: "ANTHROPIC_API_KEY",
                    models: ["claude-x"],
                    prices: ["claude-x": LLMConfiguration.Price(input: 3, output: 15.5, cachedInput: 0.3)],
                    timeout: .seconds(120), connectTimeout: .seconds(1), idleTimeout: .seconds(10)))
        #expect(llm.providers[2].baseURL == "http://127.0.0.1:11434/v1")
        #expect(llm.providers[2].keyEnv == nil)
    }

    @Test func `what a client's record leaves out is the general limit`() {
        let general = Configuration.Limits(requestsPerSecond: 5, burst: 10)
        let limits = Configuration.Limits(burst: 3, concurrent: 1).over(general)
        #expect(limits == Configuration.Limits(requestsPerSecond: 5, burst: 3, concurrent: 1))
        let budget = LLMConfiguration.Budget(tokens: 5).over(LLMConfiguration.Budget(usd: 1, tokens: 9))
        #expect(budget == LLMConfiguration.Budget(usd: 1, tokens: 5))
    }

    @Test func `wrangler's own keys and unknown ones are listed, each once`() throws {
        let configuration = try loadTOML(
            """
            name = "x"
            main = "src/index.ts"
            compatibility_date = 2026-10-01
            kv_namespace = 1
            colour = "blue"
            [clients.a]
            [env.staging]
            name = "y"
            [[kv_namespaces]]
            binding = "A"
            preview_id = "1"
            [[kv_namespaces]]
            binding = "B"
            preview_id = "2"
            """)
        #expect(
            configuration.ignoredKeys == [
                "clients (did you mean 'edge.clients'?)", "colour", "compatibility_date", "env",
                "kv_namespace (did you mean 'kv_namespaces'?)", "kv_namespaces.preview_id", "main",
            ])
    }
}

extension ConfigurationLoadingTests {
    static let everything = """
        name = "agency-bots"
        kv_namespaces = [{ binding = "SEO_ADVICE", id = "0f2ac74b498b48028cb68387c421e279" }, { binding = "PAGES" }]
        vars = { AGENCY = "Example", LIST = [1, "b", true], MAP = { x = 1.5 }, N = 3 }
        triggers.crons = ["0  6 * * *"]
        [edge]
        default_client = "client-a"
        default_bot = "BOT"
        base_domain = "Bots.example.com"
        hosts = ["Edge.example.com", "*"]
        unknown_clients = "allow"
        trusted_proxies = ["10.0.0.0/8", "::1"]
        drain = 1.5
        auth = { mode = "token", allow_open = true }
        cors = { origins = ["https://app.example.com"] }
        [edge.limits]
        requests_per_s = 0.5
        burst = 2
        concurrent = 3
        starts_per_min = 4
        kv_bytes = "1MiB"
        body_bytes = 5
        [edge.clients.client-a]
        bot = "BOT"
        hosts = ["a.example.com"]
        env = { A = 1, B = "x" }
        limits = { burst = 9 }
        llm = { model = "gpt", budget_usd = 2, budget_tokens = 100, budget_period = "1h" }
        [edge.clients.client-b]
        [edge.bots.BOT]
        address = "127.0.0.1:9000"
        [edge.fetch]
        allow = ["intranet.example", "10.0.0.1:8080"]
        max_bytes = "1MiB"
        timeout = "5s"
        user_agent = "Bot/1"
        [edge.docker]
        socket = "unix:///run/docker.sock"
        subnet_pool = "10.99.0.0/20"
        reach = "publish"
        on_exit = "keep"
        registry_config = "config.json"
        max_running = 8
        max_starting = 2
        memory = "1GiB"
        [edge.llm]
        providers = [{ name = "p", prices = { "gpt-4.1" = { input = 2, output = 8 } } }]
        [edge.analyze]
        deep_bot = "BOT"
        [[edge.routes]]
        pattern = "a.example.com/x/*"
        to = "kv:PAGES"
        strip_prefix = true
        """

    static let everythingInJSON = """
        {
          "name": "agency-bots",
          "kv_namespaces": [
            { "binding": "SEO_ADVICE", "id": "0f2ac74b498b48028cb68387c421e279" }, { "binding": "PAGES" }
          ],
          "vars": { "AGENCY": "Example", "LIST": [1, "b", true], "MAP": { "x": 1.5 }, "N": 3 },
          "triggers": { "crons": ["0  6 * * *"] },
          "edge": {
            "default_client": "client-a", "default_bot": "BOT", "base_domain": "Bots.example.com",
            "hosts": ["Edge.example.com", "*"], "unknown_clients": "allow", "trusted_proxies": ["10.0.0.0/8", "::1"],
            "drain": 1.5, "auth": { "mode": "token", "allow_open": true },
            "cors": { "origins": ["https://app.example.com"] },
            "limits": { "requests_per_s": 0.5, "burst": 2, "concurrent": 3, "starts_per_min": 4, "kv_bytes": "1MiB",
              "body_bytes": 5 },
            "clients": {
              "client-a": { "bot": "BOT", "hosts": ["a.example.com"], "env": { "A": 1, "B": "x" },
                "limits": { "burst": 9 },
                "llm": { "model": "gpt", "budget_usd": 2, "budget_tokens": 100, "budget_period": "1h" } },
              "client-b": {}, // nothing of its own
            },
            "bots": { "BOT": { "address": "127.0.0.1:9000" } },
            "fetch": { "allow": ["intranet.example", "10.0.0.1:8080"], "max_bytes": "1MiB", "timeout": "5s",
              "user_agent": "Bot/1" },
            "docker": { "socket": "unix:///run/docker.sock", "subnet_pool": "10.99.0.0/20", "reach": "publish",
              "on_exit": "keep", "registry_config": "config.json", "max_running": 8, "max_starting": 2,
              "memory": "1GiB" },
            "llm": { "providers": [{ "name": "p", "prices": { "gpt-4.1": { "input": 2, "output": 8 } } }] },
            "analyze": { "deep_bot": "BOT" },
            "routes": [{ "pattern": "a.example.com/x/*", "to": "kv:PAGES", "strip_prefix": true }],
          },
        }
        """
}
