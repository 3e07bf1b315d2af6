// SPDX-License-Identifier: Apache-2.0

import Glibc
import TestSupport
import Testing

/// What a removed client leaves: nothing that acts for the next one of that id.
@Suite struct ClientRemovalTests {
    private func tokens(_ server: TestServer, _ client: String) throws -> [String] {
        let listed = try server.admin("GET", "/admin/clients/\(client)/tokens").json()["tokens"]?.elements ?? []
        return listed.compactMap { $0["id"]?.text }
    }

    @Test(arguments: [("stored", ""), ("filed", "?purge=1")])
    func noTokenOfTheOldClientOpensTheNextHoweverManyThereWere(client: String, purge: String) throws {
        let server = try TestServer("[edge.auth]\nmode = \"token\"\n[edge.clients.filed]\n")
        let record = #"{"id": "stored"}"#
        if client == "stored" { #expect(try server.admin("POST", "/admin/clients", body: record).status == 201) }
        let made = try concurrently(8) { _ in
            let connection = try server.connectToAdmin()
            return try (0..<130).map { _ in
                let answer = try connection.request(
                    "POST", "/admin/clients/\(client)/tokens", [], body: Array("{}".utf8))
                return (answer.status, try answer.json()["token"]?.text, answer.problem)
            }
        }
        .flatMap { $0 }
        // As many as there may be, though they came together.
        #expect(made.count { $0.0 == 201 } == 1000)
        #expect(made.allSatisfy { $0.0 == 201 || ($0.0 == 409 && $0.2 == "too-many-tokens") })
        let secrets = made.compactMap(\.1)
        #expect(try server.with(try #require(secrets.last), "GET", "/kv").status == 200)
        let removed = try server.admin("DELETE", "/admin/clients/\(client)\(purge)")
        #expect(try removed.status == 200 && removed.json()["removed"]?["tokens"]?.number == 1000)
        if client == "stored" { #expect(try server.admin("POST", "/admin/clients", body: record).status == 201) }
        #expect(try tokens(server, client) == [])
        let connection = try server.connect()
        for secret in secrets {
            let answer = try connection.request("GET", "/kv", ["Authorization: Bearer \(secret)"])
            #expect(answer.status == 401 || answer.status == 429)
        }
        // The next one's own is good for it, at once and on each loop.
        let fresh = try server.token(of: client)
        for _ in 0..<8 { #expect(try server.with(fresh, "GET", "/kv").status == 200) }
    }
}

/// What a removed client's bots leave.
@Suite struct BotRemovalTests {
    private static let program = """
        import http.server, os
        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            def do_GET(self):
                text = os.environ.get(self.path[1:], "") if self.path != "/pid" else str(os.getpid())
                self.send_response(200)
                self.send_header("Content-Length", str(len(text)))
                self.end_headers()
                self.wfile.write(text.encode())
            def log_message(self, *arguments): pass
        http.server.ThreadingHTTPServer(("127.0.0.1", int(os.environ["PORT"])), Handler).serve_forever()
        """

    private func isRunning(_ pid: String) -> Bool { Int32(pid).map { kill($0, 0) == 0 } ?? false }

    @Test(arguments: ["", #"instances = "shared""#])
    func aPurgeEndsTheClientsBotsAndNothingOfTheirsComesBack(settings: String) throws {
        let isShared = !settings.isEmpty
        let directory = try TemporaryDirectory()
        try directory.write("bot.py", Self.program)
        let port = try TestListener().port
        let server = try TestServer(
            """
            [edge]
            default_bot = "PY"
            [edge.bots.PY]
            command = ["python3", "\(directory.path)/bot.py"]
            \(settings)
            """, in: directory, arguments: ["--bots", "\(port)"],
            environment: ["DOCKER_HOST=unix:///nowhere/docker.sock"])
        func ask(_ path: String, _ client: String = "gone") throws -> String {
            try server.request("GET", "/bot/\(path)", ["X-Client-ID: \(client)"]).text
        }
        func make(_ tone: String) throws {
            let body = #"{"id": "gone", "env": {"TONE": "\#(tone)"}}"#
            #expect(try server.admin("POST", "/admin/clients", body: body).status == 201)
        }
        try make("old")
        #expect(try server.request("PUT", "/kv/a", ["X-Client-ID: gone"], body: [0x31]).status == 201)
        let (pid, other) = (try ask("pid"), try ask("pid", "stays"))
        #expect(isRunning(pid) && (pid == other) == isShared)
        guard !isShared else { return }
        let token = try ask("EDGE_TOKEN")
        func begin(_ method: String, _ target: String, _ body: String) throws -> Connection {
            let connection = try Connection(port: port, owner: server)
            let fields = ["Authorization: Bearer \(token)"]
            try connection.send(Connection.head(method, target, fields, length: body.utf8.count) + body.dropLast())
            return connection
        }
        func bot(_ method: String, _ target: String, _ token: String, body: String? = nil) throws -> Response {
            try Connection(port: port, owner: server).request(
                method, target, ["Authorization: Bearer \(token)"], body: body.map { Array($0.utf8) })
        }
        #expect(try bot("PUT", "/state/s", token, body: "state").status == 201)
        let body = String(repeating: "v", count: 200_000) + "}"
        let change = #"{"put": {"late": 1}}"#
        let alarm = #"{"at": 4000000000}"#
        let late = [
            (try begin("PUT", "/kv/late", body), "}"), (try begin("PUT", "/state/late", "x}"), "}"),
            (try begin("POST", "/state/transaction", change), "}"), (try begin("PUT", "/alarm", alarm), "}"),
        ]
        try eventually("all are in hand") { try server.metric("edge_connections_open") ?? 0 >= 4 }
        let removed = try server.admin("DELETE", "/admin/clients/gone?purge=1").json()["removed"]
        #expect(removed?["containers"]?.elements.map { $0["bot"]?.text } == ["PY"], "\(String(describing: removed))")
        #expect(removed?["state"]?["keys"]?.number == 1 && removed?["state"]?["bytes"]?.number == 6)
        #expect(removed?["values"]?.number == 1 && removed?["usage"]?.number != nil)
        #expect(!isRunning(pid) && isRunning(other), "it has ended by the time of the answer, and no other")
        try make("new")
        for (connection, rest) in late {
            try connection.send(rest)
            #expect(try connection.readResponse().status == 401)
        }
        #expect(try bot("GET", "/kv", token).status == 401)
        #expect(try ask("TONE") == "new")
        let (next, fresh) = (try ask("pid"), try ask("EDGE_TOKEN"))
        #expect(next != pid && fresh != token)
        #expect(try bot("GET", "/state", fresh).json()["keys"]?.elements.count == 0)
        #expect(try bot("GET", "/alarm", fresh).text.contains("null"))
        #expect(try bot("PUT", "/state/s", fresh, body: "1").status == 201)
        #expect(try server.request("GET", "/kv", ["X-Client-ID: gone"]).json()["keys"]?.elements.count == 0)
        #expect(try ask("pid", "stays") == other)
    }
}
