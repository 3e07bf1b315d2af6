// SPDX-License-Identifier: Apache-2.0

import TestSupport
import Testing

/// What clients may spend on language models, what is kept of answers, and what is booked.
@Suite struct GatewayBudgetTests {
    private func start(_ provider: FakeProvider, _ llm: String, _ rest: String = "") throws -> TestServer {
        try TestServer(provider.configuration(llm, rest), environment: ["FAKE_KEY=k"])
    }

    private func code(_ response: Response) -> String? { (try? response.json())?["error"]?["code"]?.text }

    /// The client's `llm` in the ledger, once it is there.
    private func ledger(_ server: TestServer, requests: Int) throws -> JSONValue {
        try eventually("the ledger has \(requests) requests") {
            let rows = try server.admin("GET", "/admin/usage?client=acme").json()["usage"]?.elements ?? []
            let llm = rows.first?["llm"]
            return Int(llm?["requests"]?.number ?? 0) == requests ? llm : nil
        }
    }

    @Test func `calls at once never take more than the budget, and what they took is booked`() throws {
        let provider = try FakeProvider()
        // A call can take 20 tokens of an answer and some 75 of what is sent; it takes 12.
        let server = try start(provider, "budget_tokens = 400")
        let responses = try concurrently(24) { _ in try server.chat("slow", #","max_tokens":20"#) }
        let answered = responses.count { $0.status == 200 }
        #expect(responses.allSatisfy { $0.status == 200 || self.code($0) == "budget_exceeded" })
        #expect(1...4 ~= answered)
        #expect(try provider.count("slow") == answered)
        let refused = try #require(responses.first { $0.status == 429 })
        #expect(Int(refused["Retry-After"] ?? "") ?? 0 > 0)
        let booked = try ledger(server, requests: answered)
        #expect(booked["prompt_tokens"]?.number == Double(7 * answered))
        #expect(booked["models"]?["slow"]?["completion_tokens"]?.number == Double(5 * answered))
        // What was promised and not taken is there again.
        #expect(try server.chat("good", #","max_tokens":20"#).status == 200)
    }

    @Test func `a purge forgets what was spent, booked and kept`() throws {
        let provider = try FakeProvider()
        let server = try start(provider, "budget_tokens = 150")
        var count = 0
        while count < 50, try server.chat("good", #","max_tokens":20"#).status == 200 { count += 1 }
        #expect(count > 1)
        _ = try ledger(server, requests: count)
        let removed = try server.admin("DELETE", "/admin/clients/acme?purge=1").json()["removed"]?["llm"]
        #expect(removed?["budgets"]?.number == 1 && removed?["usage"]?.number ?? 0 >= 1)
        #expect(try server.chat("good", #","max_tokens":20"#).status == 200)
        #expect(try ledger(server, requests: 1)["prompt_tokens"]?.number == 7)
        let again = try server.admin("DELETE", "/admin/clients/acme?purge=1").json()["removed"]?["llm"]
        #expect(again?["answers"]?.number == 0)
    }

    @Test func `a budget is spent in the end, and stays spent after a restart and after a crash`() throws {
        let provider = try FakeProvider()
        let configuration = "budget_tokens = 150"
        var server = try start(provider, configuration)
        var count = 0
        while count < 50, try server.chat("good", #","max_tokens":20"#).status == 200 { count += 1 }
        #expect(4...11 ~= count)
        let directory = server.directory
        #expect(try server.terminate() == 0)
        server = try TestServer(
            provider.configuration(configuration), in: directory, environment: ["FAKE_KEY=k"])
        #expect(code(try server.chat("good", #","max_tokens":20"#)) == "budget_exceeded")
        server.process.signal(9)
        try server.process.wait()
        server = try TestServer(
            provider.configuration(configuration), in: directory, environment: ["FAKE_KEY=k"])
        #expect(code(try server.chat("good", #","max_tokens":20"#)) == "budget_exceeded")
        #expect(try provider.count("good") == count)
    }

    @Test func `money is counted, and without a price a budget in money refuses`() throws {
        let provider = try FakeProvider()
        let prices = "prices = { good = { input = 1.0, output = 2.0 } }"
        let server = try TestServer(
            provider.configuration("budget_usd = 0.01", provider: prices), environment: ["FAKE_KEY=k"])
        #expect(try server.chat("good", #","max_tokens":20"#).status == 200)
        let refused = try server.chat("echo")
        #expect(refused.status == 400)
        #expect(code(refused) == "unknown_price")
        #expect(try ledger(server, requests: 1)["usd_micros"]?.number == 17)
        let large = try server.chat("good", #","max_tokens":1000000"#)
        #expect(large.status == 429)
        #expect(large.text.contains("max_completion_tokens"))
    }

    @Test func `a cut stream is booked as far as it came`() throws {
        let provider = try FakeProvider()
        defer { withExtendedLifetime(provider) {} }
        let server = try start(provider, "budget_tokens = 100000")
        #expect(try server.chat("cut", #","stream":true"#).status == 200)
        let booked = try ledger(server, requests: 1)
        #expect(booked["answered"]?.number == 0)
        #expect((booked["completion_tokens"]?.number ?? 0) >= 3)
        #expect((booked["prompt_tokens"]?.number ?? 0) > 0)
    }

    @Test func `where a budget holds an answer has a limit`() throws {
        let provider = try FakeProvider()
        let server = try start(provider, "budget_tokens = 100000")
        #expect(try server.chat("good").status == 200)
        #expect(try provider.seen()["last"]?["max_tokens"]?.number == 4096)
    }

    @Test func `rates, calls at once and models have limits`() throws {
        let provider = try FakeProvider()
        let rest = """
            [edge.clients.acme.llm]
            requests_per_min = 2
            models = ["good"]

            [edge.clients.other.llm]
            parallel = 1
            """
        let server = try start(provider, "", rest)
        let forbidden = try server.chat("echo")
        #expect(forbidden.status == 403)
        #expect(code(forbidden) == "model_not_allowed")
        #expect(try server.acme("GET", "/v1/models").json()["data"]?.elements.count == 1)
        #expect(try server.chat("good").status == 200)
        #expect(try server.chat("good").status == 200)
        let fast = try server.chat("good")
        #expect(fast.status == 429)
        #expect(code(fast) == "rate_limit_exceeded")

        let body = Array(#"{"model":"slow","messages":[{"role":"user","content":"x"}]}"#.utf8)
        let responses = try concurrently(4) { _ in
            try server.request("POST", "/v1/chat/completions", ["X-Client-ID: other"], body: body)
        }
        #expect(responses.count { $0.status == 200 } >= 1)
        #expect(responses.contains { self.code($0) == "parallel_limit_exceeded" })
    }

    @Test func `an answer is kept where that is asked for, and replayed as it is wanted`() throws {
        let provider = try FakeProvider()
        let server = try start(provider, "")
        let keep = ["cf-aig-cache-ttl: 60"]
        let first = try server.chat("good", "", keep)
        #expect(first["cf-aig-cache-status"] == "MISS")
        let second = try eventually("the answer is kept") {
            let response = try server.chat("good", "", keep)
            return response["cf-aig-cache-status"] == "HIT" ? response : nil
        }
        #expect(try second.json()["choices"] == first.json()["choices"])
        let asked = try provider.count("good")
        let stream = try server.chat("good", #","stream":true"#, keep)
        #expect(stream["cf-aig-cache-status"] == "HIT")
        #expect(stream.text.contains("wörld"))
        #expect(stream.text.hasSuffix("data: [DONE]\n\n"))
        #expect(try provider.count("good") == asked)
        // Another client, another question and who wants none of it get an answer of their own.
        let body = Array(#"{"model":"good","messages":[{"role":"user","content":"hello"}]}"#.utf8)
        let other = try server.request("POST", "/v1/chat/completions", ["X-Client-ID: other"] + keep, body: body)
        #expect(other["cf-aig-cache-status"] == "MISS")
        #expect(try server.chat("good", "", keep, text: "else")["cf-aig-cache-status"] == "MISS")
        #expect(try server.chat("good", "", keep + ["cf-aig-skip-cache: true"])["cf-aig-cache-status"] == "MISS")
        #expect(try server.chat("good")["cf-aig-cache-status"] == nil)
        #expect(try provider.count("good") == asked + 4)
    }

    @Test func `identical calls in flight share one`() throws {
        let provider = try FakeProvider()
        let server = try start(provider, "cache_ttl = 60")
        let responses = try concurrently(8) { _ in try server.chat("slow") }
        #expect(responses.allSatisfy { $0.status == 200 })
        #expect(try provider.count("slow") == 1)
        #expect(responses.count { $0["cf-aig-cache-status"] == "MISS" } == 1)
    }

    @Test(arguments: [
        "cf-aig-cache-ttl: never", "cf-aig-max-attempts: 99", "cf-aig-metadata: [",
    ])
    func `a field that cannot be is refused`(field: String) throws {
        let provider = try FakeProvider()
        defer { withExtendedLifetime(provider) {} }
        let response = try start(provider, "").chat("good", "", [field])
        #expect(response.status == 400)
        #expect(try response.json()["error"]?["param"]?.text == String(field.prefix { $0 != ":" }))
    }
}
