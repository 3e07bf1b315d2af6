// SPDX-License-Identifier: Apache-2.0

import Glibc
import TestSupport
import Testing

/// Bots that the router starts, lets sleep and ends: here as processes, which need no container engine.
@Suite struct BotTests {
    private static let program = """
        import http.server, os, sys, time, urllib.request
        if os.environ.get("CRASH"):
            print("no such file: config.json", file=sys.stderr, flush=True)
            sys.exit(3)
        print("begins", flush=True)
        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            def do_GET(self):
                text = os.environ.get(self.path[1:], "") if self.path != "/pid" else str(os.getpid())
                if self.path == "/own":
                    ask = urllib.request.Request(os.environ["EDGE_URL"] + "/kv/note",
                        headers={"Authorization": "Bearer " + os.environ["EDGE_TOKEN"]})
                    text = urllib.request.urlopen(ask).read().decode()
                if self.path == "/say":
                    print('{"text": "said", "request_id": "%s"}' % self.headers["X-Request-ID"], flush=True)
                body = text.encode()
                self.send_response(200)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)
            def log_message(self, *arguments): pass
        http.server.ThreadingHTTPServer(("127.0.0.1", int(os.environ["PORT"])), Handler).serve_forever()
        """

    private func server(_ settings: String = "", directory: TemporaryDirectory? = nil) throws -> TestServer {
        let directory = try directory ?? TemporaryDirectory()
        try directory.write("bot.py", Self.program)
        // A port that was free a moment ago: bots are told it before it is listened on.
        let port = try TestListener().port
        return try TestServer(
            """
            [edge]
            default_bot = "PY"
            [vars]
            AGENCY = "Example"
            [edge.clients.acme]
            env = { TONE = "warm" }
            [edge.bots.PY]
            command = ["python3", "\(directory.path)/bot.py"]
            \(settings)
            """, in: directory, arguments: ["--bots", "\(port)"],
            environment: ["DOCKER_HOST=unix:///nowhere/docker.sock"])
    }

    private func get(_ server: TestServer, _ path: String, client: String = "acme") throws -> Response {
        try server.request("GET", "/bot/\(path)", ["X-Client-ID: \(client)"])
    }

    private func isRunning(_ pid: String) -> Bool { Int32(pid).map { kill($0, 0) == 0 } ?? false }

    @Test func itIsStartedByTheFirstRequestForEachClientAndEndedWithTheRouter() throws {
        let server = try server()
        let first = try get(server, "CLIENT_ID")
        #expect(first.status == 200 && first.text == "acme")
        #expect(first["Server-Timing"]?.contains("ready;dur=") == true)
        #expect(try get(server, "TONE").text == "warm")
        #expect(try get(server, "AGENCY", client: "globex").text == "Example")
        #expect(try get(server, "TONE", client: "globex").text == "")
        let pids = try [get(server, "pid").text, get(server, "pid", client: "globex").text]
        #expect(Set(pids).count == 2 && pids.allSatisfy(isRunning))
        #expect(try server.terminate() == 0)
        #expect(!pids.contains(where: isRunning))
    }

    @Test func manyFirstRequestsCauseOneStart() throws {
        let server = try server()
        let pids = try concurrently(40) { _ in
            try server.request("GET", "/bot/pid", ["X-Client-ID: acme"]).text
        }
        #expect(Set(pids).count == 1)
    }

    @Test func itSleepsWhenNobodyAsksAndIsFoundAgain() throws {
        let server = try server("sleep_after = \"300ms\"")
        let pid = try get(server, "pid").text
        try eventually("it sleeps") { !isRunning(pid) }
        let next = try get(server, "pid").text
        #expect(next != pid && isRunning(next))
    }

    @Test func itReadsItsClientsKeysWithItsOwnToken() throws {
        let server = try server()
        #expect(try server.acme("PUT", "/kv/note", body: "of acme").status == 201)
        #expect(try get(server, "own").text == "of acme")
    }

    @Test func theOperatorSeesAndSteersIt() throws {
        let server = try server()
        let pid = try get(server, "pid").text
        let all = try server.admin("GET", "/admin/bots").json()
        #expect(all["bots"]?[0]?["binding"]?.text == "PY")
        #expect(all["instances"]?[0]?["client"]?.text == "acme")
        #expect(all["instances"]?[0]?["state"]?.text == "ready")
        #expect(try server.admin("GET", "/admin/bots/PY?client=globex").json()["instances"]?.elements.isEmpty == true)
        #expect(try server.admin("GET", "/admin/bots/NONE").status == 404)
        #expect(try server.admin("GET", "/admin/bots/PY/stop").status == 405)
        #expect(try server.admin("POST", "/admin/bots/PY/stop?client=acme").status == 202)
        try eventually("it is stopped") { !isRunning(pid) }
        #expect(try server.admin("POST", "/admin/bots/PY/start?client=acme").status == 202)
        try eventually("it is started") {
            try server.admin("GET", "/admin/bots/PY").json()["instances"]?[0]?["state"]?.text == "ready"
        }
        #expect(try server.admin("POST", "/admin/bots/PY/stop?client=A!").status == 400)
        #expect(all["instances"]?[0]?["memory_bytes"]?.number ?? 0 > 1_048_576)
        #expect(all["instances"]?[0]?["cpu_ms"]?.number ?? 0 > 0)
        #expect(all["instances"]?[0]?["in_flight"]?.number == 0)
        let steps = all["instances"]?[0]?["history"]?.elements ?? []
        #expect(steps.last?["state"]?.text == "ready" && steps.last?["start"]?["ready_ms"]?.number ?? -1 >= 0)
        #expect(steps.first?["start"] == nil)
    }

    @Test func aProgramThatCannotStartIsToldAndNotTriedForEachRequest() throws {
        let server = try server("env = { CRASH = \"1\" }")
        let answer = try get(server, "pid")
        #expect(answer.status == 503)
        let cause = try #require(answer.json()["cause"])
        #expect(cause["exit_code"]?.number == 3)
        #expect(try server.admin("GET", "/admin/bots/PY").text.contains("no such file: config.json"))
        for _ in 0..<20 { #expect(try get(server, "pid").status == 503) }
        // Nothing is left of the instance but what it wrote last.
        #expect(try server.admin("GET", "/admin/bots/PY/logs").text == "no such file: config.json\n")
        let failure = try #require(try server.admin("GET", "/admin/bots/PY").json()["failures"]?[0])
        #expect(failure["exit_code"]?.number == 3 && failure["oom"]?.isTrue == false)
    }

    @Test func itsLogIsToldFromThePastAndAsItIsWritten() throws {
        let server = try server()
        let id = "0123456789abcdef"
        _ = try server.request("GET", "/bot/say", ["X-Client-ID: acme", "X-Request-ID: \(id)"])
        try eventually("what it wrote is kept") {
            try server.admin("GET", "/admin/bots/PY/logs").text
                == "begins\n{\"text\": \"said\", \"request_id\": \"\(id)\"}\n"
        }
        #expect(try server.admin("GET", "/admin/bots/PY/logs?tail=1").text.hasPrefix("{\"text\""))
        let events = try server.admin("GET", "/admin/bots/PY/logs?tail=1&events=1")
        #expect(events["Content-Type"] == "text/event-stream")
        #expect(events.text.hasPrefix("event: stdout\ndata: {\"line\":"))
        #expect(events.text.hasSuffix(",\"request_id\":\"\(id)\"}\n\n"))
        // It is followed until the program ends.
        let following = try Threads(1) { _ in try server.admin("GET", "/admin/bots/PY/logs?tail=1&follow=1").text }
        let pid = try #require(Int32(try get(server, "pid").text))
        _ = try get(server, "say")
        kill(pid, SIGKILL)
        let told = try following.join()[0]
        #expect(told.split(separator: "\n\n").allSatisfy { $0.hasPrefix("event: stdout\n") } && !told.isEmpty)
    }

    @Test func aClientsEnvironmentInTheStoreReachesItsInstance() throws {
        let server = try server()
        #expect(
            try server.admin("POST", "/admin/clients", body: #"{"id":"globex","env":{"TONE":"dry"}}"#).status == 201)
        #expect(try get(server, "TONE", client: "globex").text == "dry")
        let body = #"{"env":{"TONE":"grand"}}"#
        #expect(try server.admin("PATCH", "/admin/clients/globex", body: body).status == 200)
        try eventually("an instance with the new environment takes over") {
            try get(server, "TONE", client: "globex").text == "grand"
        }
    }
}
