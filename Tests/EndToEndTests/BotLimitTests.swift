// SPDX-License-Identifier: Apache-2.0

import TestSupport
import Testing

/// What a client's bot may ask of the router: as often as its client may, of an allowance of its own, and to store what
/// its client may together with it. A rate of one in 1,000 seconds earns nothing while a test runs.
@Suite struct BotLimitTests {
    /// A bot that tells what it was given, so that the test can ask in its place.
    private static let program = """
        import http.server, os
        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            def do_GET(self):
                body = (os.environ["EDGE_URL"] + " " + os.environ["EDGE_TOKEN"]).encode()
                self.send_response(200)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)
            def log_message(self, *arguments): pass
        http.server.ThreadingHTTPServer(("127.0.0.1", int(os.environ["PORT"])), Handler).serve_forever()
        """

    /// A server whose client has those limits, and what its bot would use to ask.
    private struct Scene {
        let server: TestServer
        private let port: UInt16
        private let token: String

        /// - Parameter limits: lines of `[edge.clients.acme.limits]`.
        init(_ limits: String) throws {
            let directory = try TemporaryDirectory()
            try directory.write("bot.py", BotLimitTests.program)
            // A port that was free a moment ago: bots are told it before it is listened on.
            let port = try TestListener().port
            server = try TestServer(
                """
                [edge]
                default_bot = "PY"
                [edge.bots.PY]
                command = ["python3", "\(directory.path)/bot.py"]
                egress = "public"
                [edge.clients.acme.limits]
                \(limits)
                """, in: directory, arguments: ["--bots", "\(port)"],
                environment: ["DOCKER_HOST=unix:///nowhere/docker.sock"])
            let given = try server.acme("GET", "/bot/")
            guard given.status == 200, let token = given.text.split(separator: " ").last else {
                throw TestFailure("no bot: \(given.status) \(given.text)")
            }
            (self.port, self.token) = (port, String(token))
        }

        func connect() throws -> Connection { try Connection(port: port, owner: server) }

        var fields: [String] { ["Authorization: Bearer \(token)"] }
        var proxyFields: [String] { ["Proxy-Authorization: Bearer \(token)"] }

        /// One request of the bot.
        func bot(_ method: String, _ path: String, body: String? = nil) throws -> Response {
            try connect().request(method, path, fields, body: body.map { Array($0.utf8) })
        }
    }

    private func bytes(_ count: Int) -> String { String(repeating: "v", count: count) }

    // MARK: Requests

    @Test func aBotHasTheRateOfItsClientBesideItsClients() throws {
        let scene = try Scene("requests_per_s = 0.001\nburst = 5")
        let answers = try concurrently(10) { _ in
            let connection = try scene.connect()
            return try (0..<5).map { _ in try connection.request("GET", "/state/a", scene.fields) }
        }.joined()
        #expect(answers.count { $0.status == 404 } == 5)
        #expect(answers.count { $0.status == 429 && $0.problem == "rate-limited" } == 45)
        let refused = try scene.bot("PUT", "/kv/a", body: "1")
        #expect(refused.status == 429 && refused.problem == "rate-limited")
        #expect(refused["RateLimit"]?.hasPrefix("\"default\";r=0;t=") == true)
        #expect(try refused.json()["detail"]?.text?.contains("the bots of `acme` may send") == true)
        #expect(try scene.server.metric("edge_limited_requests_total{limit=\"requests_per_s\"}") == 46)
        // Its client has used one of five, to find out what the bot was given.
        let statuses = try (0..<5).map { _ in try scene.server.acme("GET", "/kv/a").status }
        #expect(statuses == [404, 404, 404, 404, 429])
        // Where it is led to is not what it asks of the router.
        let out = try scene.connect()
        try out.send("CONNECT 127.0.0.1:1 HTTP/1.1\r\nHost: 127.0.0.1:1\r\n\(scene.proxyFields[0])\r\n\r\n")
        #expect(try out.readHead().hasPrefix("HTTP/1.1 403 "))
    }

    @Test func aClientThatHasUsedUpItsRateLeavesItsBotThatOfItsOwn() throws {
        let scene = try Scene("requests_per_s = 0.001\nburst = 5")
        let statuses = try (0..<7).map { _ in try scene.server.acme("GET", "/kv/a").status }
        #expect(statuses == [404, 404, 404, 404, 429, 429, 429])
        let left = try (0..<6).map { _ in try scene.bot("GET", "/kv/a").status }
        #expect(left == [404, 404, 404, 404, 404, 429])
    }

    @Test func whatABotHasInFlightTakesNoPlaceOfItsClients() throws {
        let scene = try Scene("concurrent = 2")
        var watches = try (0..<2).map { _ in
            let connection = try scene.connect()
            try connection.send(Connection.head("GET", "/kv?watch=1", scene.fields))
            #expect(try connection.readHead().hasPrefix("HTTP/1.1 200 "))
            return connection
        }
        for _ in 0..<5 { #expect(try scene.bot("GET", "/kv/a").problem == "too-many-concurrent") }
        for _ in 0..<5 { #expect(try scene.server.acme("GET", "/kv/a").status == 404) }
        watches.removeFirst()
        try eventually("the place is free again") { try scene.bot("GET", "/kv/a").status == 404 }
        withExtendedLifetime(watches) {}
    }

    @Test func bodiesOfABotThatHasToWaitAreTaken() throws {
        let scene = try Scene("requests_per_s = 0.001\nburst = 300\nconcurrent = 2")
        let body = bytes(40_000)
        let connection = try scene.connect()
        let put = Connection.head("PUT", "/state/a", scene.fields, length: body.utf8.count) + body
        try connection.send(put + Connection.head("GET", "/state/a", scene.fields))
        #expect(try connection.readResponse().status == 201)
        #expect(try connection.readResponse().text == body)
    }

    // MARK: What is stored

    @Test func stateCountsTowardsWhatTheClientMayStore() throws {
        let scene = try Scene("kv_bytes = 5000")
        let refused = try scene.bot("PUT", "/state/a", body: bytes(1_000_000))
        #expect(refused.status == 507 && refused.problem == "storage-limit")
        #expect(try refused.json()["detail"]?.text?.contains("0 of 5000 bytes") == true)
        #expect(try scene.bot("PUT", "/state/a", body: bytes(2999)).status == 201)
        // Both together, whoever asks.
        let other = try scene.server.acme("PUT", "/kv/b", body: bytes(2000))
        #expect(other.status == 507)
        #expect(try other.json()["detail"]?.text?.contains("3000 of 5000 bytes") == true)
        #expect(try scene.server.acme("PUT", "/kv/b", body: bytes(999)).status == 201)
        #expect(try scene.bot("PUT", "/state/c", body: bytes(1000)).status == 507)
        #expect(try scene.bot("PUT", "/kv/c", body: bytes(1000)).status == 507)
        // Nobody else's.
        #expect(
            try scene.server.request("PUT", "/kv/b", ["X-Client-ID: b"], body: Array(bytes(9000).utf8)).status == 201)
        func transact(_ body: String) throws -> Response { try scene.bot("POST", "/state/transaction", body: body) }
        let some = try transact(#"{"put": {"d": "\#(bytes(600))", "e": "\#(bytes(600))"}}"#)
        #expect(some.status == 507 && some.problem == "storage-limit")
        #expect(try scene.bot("GET", "/state").json()["keys"]?.elements.count == 1, "all or nothing")
        #expect(try transact(#"{"put": {"d": "\#(bytes(600))"}}"#).status == 200)
        // It makes room itself, or becomes no larger.
        #expect(try transact(#"{"put": {"d": "\#(bytes(2500))"}, "delete": ["a"]}"#).status == 200)
        #expect(try scene.bot("PUT", "/state/d", body: bytes(2500)).status == 204)
        #expect(try scene.server.metric("edge_limited_requests_total{limit=\"storage\"}") == 5)
        let row = try eventually("usage is told") {
            try scene.server.admin("GET", "/admin/usage?client=acme").json()["usage"]?.elements.first
        }
        #expect(row["stored_bytes"]?.number == 3501)
    }
}
