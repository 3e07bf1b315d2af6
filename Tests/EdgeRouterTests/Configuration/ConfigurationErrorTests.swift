// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import EdgeRouter

@Suite struct ConfigurationErrorTests {
    @Test(arguments: [
        ("edge = 1", "1: edge: expected a table, found an integer"),
        ("name = 5", "1: name: expected a string, found an integer"),
        ("name = ' '", "1: name: is empty"),
        ("name = \"a\\nb\"", "1: name: contains a control character"),
        ("vars.D = 2026-10-01", "1: vars.D: expected a string or JSON, found a date; put it in quotes"),
        (
            "triggers.crons = ['daily']",
            "1: triggers.crons[0]: 'daily' is not a cron expression; five fields: minute, hour, day of "
                + "month, month, day of "
                + "week, as '0 6 * * *'"
        ),
        (
            "kv_namespaces = [1]",
            "1: kv_namespaces[0]: expected a table, found an integer; write it under [[kv_namespaces]]"
        ),
        (
            "kv_namespaces = [{binding = 'A', id = 'a/b'}]",
            "1: kv_namespaces[0].id: 'a/b' is not a namespace id; ids are 1 to 64 letters, digits, '_' or "
                + "'-', commonly 32 hex digits"
        ),
        (
            "edge.default_client = '-'",
            "1: edge.default_client: '-' is not a client id; ids are 1 to 63 of a-z, 0-9 and '-', with no "
                + "'-' at either end"
        ),
        ("edge.default_bot = 'X'", "1: edge.default_bot: there is no bot 'X'; define it under [edge.bots.X]"),
        (
            "edge.base_domain = 'http://x'",
            "1: edge.base_domain: 'http://x' is not a host name; only the name, without scheme or path"
        ),
        ("edge.hosts = 'x'", "1: edge.hosts: expected a list, found a string"),
        ("edge.hosts = ['a:80']", "1: edge.hosts[0]: 'a:80' is not a host name; as 'example.com', no port"),
        (
            "edge.trusted_proxies = ['10.0.0.5/8']",
            "1: edge.trusted_proxies[0]: '10.0.0.5/8' has bits set beyond its prefix; did you mean '10.0.0.0/8'?"
        ),
        (
            "edge.trusted_proxies = ['10/8']",
            "1: edge.trusted_proxies[0]: '10/8' is not a range of addresses; write it as '10.0.0.0/8', "
                + "'192.0.2.1' or 'fd00::/8'"
        ),
        ("edge.drain = 99999999999999999", "1: edge.drain: 1e+17 is out of range; from 0.001 to 316224000.0"),
        ("edge.drain = nan", "1: edge.drain: nan is out of range; from 0.001 to 316224000.0"),
        ("edge.drain = '4000d'", "1: edge.drain: '4000d' is too long; at most ten years"),
        ("edge.unknown_clients = 'deny'", "1: edge.unknown_clients: 'deny' is not one of 'allow', 'refuse'"),
        (
            "edge.auth.mode = 'Token'",
            "1: edge.auth.mode: 'Token' is not one of 'open', 'token'; did you "
                + "mean 'token'?"
        ),
        ("edge.auth.tokens = 1", "1: edge.auth.tokens: unknown key; known here: allow_open, mode"),
        (
            "edge.cors.origins = ['*']",
            "1: edge.cors.origins[0]: '*' would let every web page use the router; list the origins one by one"
        ),
        ("edge.limits.burst = 0", "1: edge.limits.burst: 0 is out of range; from 1 to 1000000000"),
        ("edge.limits.burst = 1.5", "1: edge.limits.burst: expected an integer, found a number with a fraction"),
        ("edge.limits.kv_bytes = -1", "1: edge.limits.kv_bytes: -1 is out of range; from 1 to 1125899906842624"),
        (
            "edge.limits.kv_bytes = '2000000GiB'",
            "1: edge.limits.kv_bytes: '2000000GiB' is too large; at most 1048576GiB"
        ),
        ("edge.clients.A_B.bot = 'X'", "1: edge.clients.A_B: 'A_B' is not a client id; did you mean 'a-b'?"),
        ("edge.clients.a.host = []", "1: edge.clients.a.host: unknown key; did you mean 'hosts'?"),
        (
            "edge.clients.a.hosts = ['localhost']",
            "1: edge.clients.a.hosts[0]: 'localhost' belongs to the router (base_domain); a host names one client"
        ),
        (
            "edge.clients.a.hosts = ['b.localhost']",
            "1: edge.clients.a.hosts[0]: 'b.localhost' belongs to client 'b'; a host names one client"
        ),
        ("edge.client.a = {}", "1: edge.client: unknown key; did you mean 'clients'?"),
        ("edge.fetch.allow = ['a:b']", "1: edge.fetch.allow[0]: 'a:b' is not a host; write 'host' or 'host:port'"),
        (
            "edge.docker.socket = 'tcp://x'",
            "1: edge.docker.socket: 'tcp://x' is not the path of a socket; write an absolute path of at "
                + "most 107 bytes, as "
                + "'/var/run/docker.sock'"
        ),
        (
            "edge.docker.subnet_pool = 'fd00::/8'",
            "1: edge.docker.subnet_pool: 'fd00::/8' cannot be cut into networks; write an IPv4 range from "
                + "/8 to /24, as "
                + "'10.213.0.0/16'"
        ),
        (
            "edge.llm.providers = [{}]",
            "1: edge.llm.providers[0].name: is missing; logs and answers name a provider by it"
        ),
        (
            "edge.llm.providers = [{name = 'a'}, {name = 'a'}]",
            "1: edge.llm.providers[1].name: 'a' is taken by another provider"
        ),
        (
            "edge.llm.providers = [{name = 'a', base_url = 'https://u:secret@x'}]",
            "1: edge.llm.providers[0].base_url: is not a base URL; write scheme, host, port and path only, as "
                + "'https://api.openai.com/v1'"
        ),
        (
            "edge.llm.providers = [{name = 'a', prices = { m = { input = 1 } }}]",
            "1: edge.llm.providers[0].prices.m.output: is missing; in US dollars for a million tokens"
        ),
        (
            "edge.analyze.deep_bot = 'X'",
            "1: edge.analyze.deep_bot: there is no bot 'X'; define it under "
                + "[edge.bots.X]"
        ),
        (
            "edge.\"a b\".\"\\u001b\" = 1",
            "1: edge.\"a b\": unknown key; known here: analyze, auth, base_domain, bots, clients, cors, default_bot, "
                + "default_client, docker, drain, fetch, hosts, limits, llm, routes, trusted_proxies, unknown_clients"
        ),
    ])
    func `what is wrong is told in one line`(text: String, expected: String) {
        #expect(problems(in: text) == ["wrangler.toml:\(expected)"])
    }

    @Test func `a host that two clients claim is told at the second`() {
        let text = "[edge.clients.a]\nhosts = ['x.example']\n[edge.clients.b]\nhosts = ['y.example', 'X.example']\n"
        let expected =
            "wrangler.toml:4: edge.clients.b.hosts[1]: 'x.example' belongs to client 'a'; a host names one client"
        #expect(problems(in: text) == [expected])
    }

    @Test func `a client may list the host that is its own anyway`() throws {
        #expect(try loadTOML("edge.clients.a.hosts = ['a.localhost']").clients.first?.hosts == ["a.localhost"])
    }

    @Test func `all problems are told, in the order of their lines`() {
        let text = "{\n\"edge\": {\n\"drain\": null,\n\"auth\": {\"mode\": \"x\"},\n\"hosts\": [1]},\n\"name\": []\n}"
        #expect(
            problems(in: text, file: "w.jsonc") == [
                "w.jsonc:3: edge.drain: expected a duration, found null",
                "w.jsonc:4: edge.auth.mode: 'x' is not one of 'open', 'token'",
                "w.jsonc:5: edge.hosts[0]: expected a string, found an integer",
                "w.jsonc:6: name: expected a string, found a list",
            ])
    }

    @Test func `beyond a hundred problems only their number is told`() {
        let text = "[edge]\n" + (1...5_000).map { "key_that_is_unknown_\($0) = 1\n" }.joined()
        let lines = problems(in: text)
        #expect(lines.count == 101)
        #expect(lines.last == "and 4900 more")
    }

    @Test func `no value can break the line of its message or drive the terminal`() {
        let lines = problems(in: "edge.auth.mode = \"a\\nb\\u001b[31m\\u202e\(String(repeating: "x", count: 200))\"")
        #expect(lines.count == 1)
        #expect(lines.first?.unicodeScalars.contains { $0 == "\u{1B}" || $0 == "\u{202E}" } == false)
        #expect((lines.first?.count ?? 0) < 200)
    }

    @Test func `a secret in the place of a variable's name is not repeated`() {
        let text = "edge.llm.providers = [{ name = 'a', key_env = 'sk-0123' }]"
        let line = problems(in: text).first
        #expect(line?.hasPrefix("wrangler.toml:1: edge.llm.providers[0].key_env: is not the name") == true)
        #expect(line?.contains("sk-0123") == false)
    }
}
