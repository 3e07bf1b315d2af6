// SPDX-License-Identifier: Apache-2.0

import Glibc
import TestSupport
import Testing

/// Bots that the router starts, lets sleep and ends: here as processes, which need no container engine.
@Suite struct BotTests {
    private static let program = """
        import http.server, os, sys, time, urllib.error, urllib.request
        if os.environ.get("CRASH"):
            print("no such file: config.json", file=sys.stderr, flush=True)
            sys.exit(3)
        print("begins", flush=True)
        calls = os.path.join(os.path.dirname(sys.argv[0]), "calls")
        def home(path, token, method="GET", body=None):
            ask = urllib.request.Request(os.environ["EDGE_URL"] + path, method=method, data=body,
                headers={"Authorization": "Bearer " + token})
            try: return urllib.request.urlopen(ask).read().decode()
            except urllib.error.HTTPError as error: return str(error.code)
        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            def do_GET(self):
                text = os.environ.get(self.path[1:], "") if self.path != "/pid" else str(os.getpid())
                if self.path == "/own": text = home("/kv/note", os.environ["EDGE_TOKEN"])
                if self.path == "/asked": text = home("/kv/note", self.headers["X-Edge-Token"])
                if self.path == "/who": text = self.headers["X-Client-ID"]
                if self.path == "/alarm-left": text = home("/alarm", os.environ["EDGE_TOKEN"])
                if self.path == "/alarm":
                    home("/alarm", os.environ["EDGE_TOKEN"], "PUT", b'{"at":%f}' % (time.time() + 1))
                    text = str(os.getpid())
                if self.path == "/say":
                    print('{"text": "said", "request_id": "%s"}' % self.headers["X-Request-ID"], flush=True)
                body = text.encode()
                self.send_response(200)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                first = not os.path.exists(calls)
                with open(calls, "a") as file:
                    file.write('{"path":"%s","client":"%s","body":%s}\\n'
                        % (self.path, self.headers["X-Client-ID"], body.decode()))
                self.send_response(500 if first else 204)
                self.send_header("Content-Length", "0")
                self.end_headers()
            def log_message(self, *arguments): pass
        http.server.ThreadingHTTPServer(("127.0.0.1", int(os.environ["PORT"])), Handler).serve_forever()
        """

    private func server(
        _ settings: String = "", directory: TemporaryDirectory? = nil, port: UInt16? = nil, triggers: String = ""
    ) throws -> TestServer {
        let directory = try directory ?? TemporaryDirectory()
        try directory.write("bot.py", Self.program)
        // A port that was free a moment ago: bots are told it before it is listened on.
        let port = try port ?? TestListener().port
        let command = settings.contains("command =") ? "" : "command = [\"python3\", \"\(directory.path)/bot.py\"]"
        return try TestServer(
            """
            [edge]
            default_bot = "PY"
            [vars]
            AGENCY = "Example"
            [edge.clients.acme]
            env = { TONE = "warm" }
            [edge.bots.PY]
            \(command)
            \(settings)
            \(triggers)
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

    @Test func anInstanceMayCallHomeWithItsFirstInstruction() throws {
        let directory = try TemporaryDirectory()
        let port = try TestListener().port
        // It ends at once, and is not tried again soon, unless the first thing it does works.
        try directory.write(
            "first.sh",
            """
            exec 3<>/dev/tcp/127.0.0.1/\(port)
            printf 'GET /state/x HTTP/1.1\\r\\nHost: x\\r\\nConnection: close\\r\\n' >&3
            printf 'Authorization: Bearer %s\\r\\n\\r\\n' "$EDGE_TOKEN" >&3
            read -r _ status _ <&3
            exec 3>&-
            [ "$status" = 404 ] || { echo "refused: $status" >&2; exit 9; }
            exec python3 \(directory.path)/bot.py
            """)
        let server = try server(
            "command = [\"bash\", \"\(directory.path)/first.sh\"]", directory: directory, port: port)
        for number in 0..<10 {
            let answer = try get(server, "CLIENT_ID", client: "client-\(number)")
            #expect(answer.status == 200, "\(answer.text)")
        }
    }

    @Test func clientsShareAnInstanceAndEachHasItsOwnTokenThere() throws {
        let server = try server("instances = \"shared\"\nmax_instances = 1")
        let pids = try [get(server, "pid").text, get(server, "pid", client: "globex").text]
        #expect(Set(pids).count == 1 && isRunning(pids[0]))
        #expect(try get(server, "CLIENT_ID").text == "", "it is no client's own")
        #expect(try get(server, "who").text == "acme" && get(server, "who", client: "globex").text == "globex")
        #expect(try server.acme("PUT", "/kv/note", body: "of acme").status == 201)
        #expect(try get(server, "asked").text == "of acme")
        #expect(try get(server, "asked", client: "globex").text == "404")
        #expect(try get(server, "own").text == "403", "its own token names no client")
        let instances = try server.admin("GET", "/admin/bots").json()["instances"]
        #expect(instances?.elements.count == 1 && instances?[0]?["client"] == JSONValue.null)
    }

    @Test func anAlarmWakesItAndIsTriedAgainUntilItIsTaken() throws {
        let server = try server("sleep_after = \"300ms\"")
        let pid = try get(server, "alarm").text
        try eventually("it sleeps") { !isRunning(pid) }
        // Its first call is refused, the second taken: the file tells of both.
        let told = try eventually("the alarm is taken") { () -> String? in
            let text = server.directory.text("calls")
            return text.split(separator: "\n").count == 2 ? text : nil
        }
        let lines = try told.split(separator: "\n").map { try JSONValue(Array($0.utf8)) }
        #expect(lines.map { $0["path"]?.text } == ["/_edge/alarm", "/_edge/alarm"])
        #expect(lines.map { $0["body"]?["retry"]?.number } == [0, 1])
        #expect(lines.allSatisfy { $0["client"]?.text == "acme" })
        #expect(try server.acme("POST", "/bot/_edge/alarm").status == 404)
        try eventually("it is forgotten") { try get(server, "alarm-left").text == "{\"at\":null}\n" }
    }

    /// Takes up to a minute, which is the shortest time that crons know.
    @Test func aCronCallsItForTheClientsOfTheFile() throws {
        let server = try server(triggers: "[triggers]\ncrons = [\"* * * * *\"]")
        let told = try eventually("the cron is due", patience: 3 * patienceMilliseconds) { () -> String? in
            let text = server.directory.text("calls")
            return text.contains("\n") ? text : nil
        }
        let call = try JSONValue(Array(told.split(separator: "\n")[0].utf8))
        #expect(call["path"]?.text == "/_edge/scheduled" && call["client"]?.text == "acme")
        #expect(call["body"]?["cron"]?.text == "* * * * *")
        #expect((call["body"]?["at"]?.number ?? 1).truncatingRemainder(dividingBy: 60) == 0)
    }

    @Test func howLongItRanIsCountedForItsClient() throws {
        let server = try server()
        _ = try get(server, "pid")
        func row(_ name: String) throws -> Double {
            let rows = try server.admin("GET", "/admin/usage?client=acme").json()["usage"]?.elements ?? []
            return rows.reduce(0) { $0 + ($1[name]?.number ?? 0) }
        }
        try eventually("a second and a start are counted") {
            try row("container_seconds") >= 1 && row("container_starts") == 1
        }
        #expect(try server.metric("edge_bot_starts_total{bot=\"PY\"}") == 1)
        #expect(try server.metric("edge_bot_engine_up{engine=\"process\"}") == 1)
    }
}
