// SPDX-License-Identifier: Apache-2.0

import EventLoop
import Glibc
import TestSupport
import Testing

/// `edge-router doctor` on the real program: what it finds, its exit status, and that it changes nothing.
@Suite struct DoctorTests {
    private let directory: TemporaryDirectory
    private var data: String { directory.path + "/data" }

    init() throws { directory = try TemporaryDirectory() }

    /// Variables that would have a say, taken away.
    private static let clean = [
        "EDGE_CONFIG", "EDGE_DATA", "EDGE_LISTEN", "EDGE_ADMIN", "EDGE_BOTS", "EDGE_ADMIN_TOKEN", "OPENAI_API_KEY",
        "OPENAI_BASE_URL", "ANTHROPIC_API_KEY",
    ].flatMap { ["-u", $0] }

    /// Runs it with free ports and no engine, unless something else is said.
    private func run(
        _ toml: String = "", _ arguments: [String] = [], environment: [String] = [], as user: [String] = []
    ) throws -> Command {
        let file = try directory.write("wrangler.toml", toml)
        let usual = [
            "doctor", "--config", file, "--data", data, "--listen", "127.0.0.1:0", "--admin", "127.0.0.1:0",
            "--bots", "0",
        ]
        // The last of an option counts.
        let variables = Self.clean + ["DOCKER_HOST=unix://\(directory.path)/no-engine"] + environment
        return try Command(
            "env", variables + user + [try TestServer.binary()] + usual + arguments, in: directory.path)
    }

    private typealias Found = (status: String, text: String, remedy: String?)

    /// The findings of one area.
    private func findings(_ command: Command, _ area: String) throws -> [Found] {
        let report = try JSONValue(Array(command.output.utf8))
        return (report["findings"]?.elements ?? []).filter { $0["area"]?.text == area }.map {
            ($0["status"]?.text ?? "", $0["text"]?.text ?? "", $0["remedy"]?.text)
        }
    }

    /// What is wrong in one area.
    private func wrong(_ command: Command, _ area: String) throws -> String {
        try findings(command, area).filter { $0.status == "wrong" }.map(\.text).joined(separator: "\n")
    }

    private func makeStore() throws {
        try KVTool(in: directory)("key", "put", "a", String(repeating: "value ", count: 2000), "--client", "acme")
    }

    /// Overwrites bytes of the database.
    private func overwrite(_ offset: Int, _ bytes: [UInt8]) throws {
        let path = data + "/kv.sqlite3"
        var contents = try FileSystem.read(path, limit: 1 << 30)
        for (index, byte) in bytes.enumerated() where offset + index < contents.count {
            contents[offset + index] = byte
        }
        try directory.write("data/kv.sqlite3", contents)
    }

    @Test func whatIsWellIsExitStatusZeroWithALineEach() throws {
        let run = try run()
        #expect(run.status == 0, "\(run.output)\(run.errors)")
        #expect(run.errors.isEmpty)
        let lines = run.output.split(separator: "\n")
        #expect(lines.last?.hasPrefix("0 wrong, ") == true)
        for area in ["configuration", "data", "libraries", "ports", "docker", "llm", "clock", "limits"] {
            #expect(lines.contains { $0.hasPrefix("fine     \(area)") || $0.hasPrefix("reduced  \(area)") }, "\(area)")
        }
        #expect(!FileSystem.exists(data))
    }

    @Test func programsGetTheSameAsJSON() throws {
        let run = try run("", ["--json"])
        let report = try JSONValue(Array(run.output.utf8))
        #expect(run.status == 0)
        #expect(report.names == ["findings", "status"] && report["status"]?.text == "reduced")
        for finding in report["findings"]?.elements ?? [] {
            #expect(finding.names == ["area", "remedy", "status", "text"])
        }
        #expect(try findings(run, "ports").map(\.status) == ["fine", "fine", "fine"])
        #expect(try findings(run, "docker").map(\.status) == ["reduced"])
    }

    @Test func aBrokenConfigurationIsNamedAsAtTheStart() throws {
        let run = try run("[edge]\ndrian = \"1s\"\n", ["--json"])
        #expect(run.status == 1)
        let found = try findings(run, "configuration").filter { $0.status == "wrong" }
        #expect(found.map(\.text) == ["\(directory.path)/wrangler.toml:2: edge.drian: unknown key"])
        #expect(found.first?.remedy == "did you mean 'drain'?")
        // The rest is looked at all the same.
        #expect(try findings(run, "libraries").count >= 2)
    }

    @Test func addressesThatServeWouldRefuseAreWrong() throws {
        let run = try run("", ["--json", "--listen", "0.0.0.0:0", "--admin", "nonsense"])
        #expect(run.status == 1)
        #expect(try wrong(run, "configuration").contains("0.0.0.0:0 is not a loopback address"))
        #expect(try wrong(run, "ports").contains("--admin: `nonsense` is no address"))
    }

    @Test func whatDoesNotEndCanBeEnded() throws {
        let pipe = directory.path + "/pipe.toml"
        // Paths that live for the calls.
        try #require(unsafe mkfifo(pipe, 0o600) == 0)
        let process = try ChildProcess(try TestServer.binary(), ["doctor", "--config", pipe, "--data", data])
        // It can be opened so once somebody reads it.
        let writer = try eventually("the configuration is read") {
            let descriptor = unsafe open(pipe, O_WRONLY | O_NONBLOCK | O_CLOEXEC)
            return descriptor < 0 ? nil : descriptor
        }
        defer { close(writer) }
        process.signal(SIGTERM)
        #expect(try process.wait() == 128 + SIGTERM)
    }

    @Test func wrongUsageIsExitStatusTwo() throws {
        for arguments in [["--nonsense"], ["--bots", "many"], ["--loops", "0"]] {
            let run = try run("", arguments)
            #expect(run.status == 2 && run.output.isEmpty, "\(arguments)")
        }
    }

    @Test func aDirectoryThatCannotBeWrittenSaysHowToOwnIt() throws {
        // The superuser may write everywhere.
        var user: [String] = []
        if geteuid() == 0 { user = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"] }
        let binary = try TestServer.binary()
        guard try Command("env", user + [binary, "--version"]).status == 0 else {
            print("SKIPPED: an unprivileged user cannot run \(binary) here")
            return
        }
        try FileSystem.makeDirectory(data)
        // Paths that live for the calls.
        unsafe chmod(directory.path, 0o755)
        unsafe chmod(data, 0o555)
        _ = try directory.write("wrangler.toml", "")
        unsafe chmod(directory.path + "/wrangler.toml", 0o644)
        let run = try Command(
            "env", Self.clean + user + [binary, "doctor", "--json", "--data", data, "--listen", "127.0.0.1:0"],
            in: directory.path)
        #expect(run.status == 1, "\(run.errors)")
        let found = try findings(run, "data").filter { $0.status == "wrong" }
        #expect(found.first?.text.contains("may not write it") == true, "\(run.output)")
        #expect(found.first?.remedy?.hasPrefix("sudo chown -R ") == true)
    }

    @Test func aSoundStoreIsSaidToBeAndLeftAsItIs() throws {
        try makeStore()
        let before = try FileSystem.read(data + "/kv.sqlite3", limit: 1 << 30)
        for arguments in [["--json"], ["--json", "--full"]] {
            let run = try run("", arguments)
            #expect(run.status == 0, "\(run.output)")
            #expect(try findings(run, "data").contains { $0.text.hasPrefix("the store is sound") }, "\(run.output)")
        }
        #expect(try FileSystem.read(data + "/kv.sqlite3", limit: 1 << 30) == before)
    }

    @Test func aNewerSchemaIsRefusedAndLeftAsItIs() throws {
        try makeStore()
        // The user version, at offset 60 of an SQLite file (sqlite.org/fileformat2.html).
        try overwrite(60, [0, 0, 0, 99])
        let run = try run("", ["--json"])
        #expect(run.status == 1)
        #expect(try wrong(run, "data").hasPrefix("the store is a newer release's: schema version 99"), "\(run.output)")
    }

    @Test func aDamagedStoreIsWrongWithTheWayToABackup() throws {
        try makeStore()
        try overwrite(4096, [UInt8](repeating: 0xa5, count: 64 * 1024))
        for arguments in [["--json"], ["--json", "--full"]] {
            let run = try run("", arguments)
            #expect(run.status == 1)
            let found = try findings(run, "data").filter { $0.status == "wrong" }
            #expect(found.first?.text.hasPrefix("the store is damaged: ") == true, "\(run.output)")
            #expect(found.first?.remedy?.hasPrefix("edge-router kv restore FILE --data ") == true)
        }
    }

    @Test func anAddressThatIsTakenIsWrong() throws {
        let other = try TestListener()
        let run = try run("", ["--json", "--listen", "127.0.0.1:\(other.port)"])
        #expect(run.status == 1)
        #expect(try wrong(run, "ports") == "127.0.0.1:\(other.port) is in use by another program")
    }

    @Test func aRunningServerIsFineAndStaysSo() throws {
        let server = try TestServer(in: directory)
        #expect(try server.acme("PUT", "/kv/a", body: "1").status == 201)
        let (listen, admin) = ("127.0.0.1:\(server.port)", "127.0.0.1:\(server.adminPort)")
        let run = try run("", ["--json", "--listen", listen, "--admin", admin])
        #expect(run.status == 0, "\(run.output)")
        let pid = server.process.pid
        #expect(try findings(run, "data").contains { $0.text.hasSuffix("is in use by edge-router, pid \(pid)") })
        #expect(try findings(run, "ports")[0].text == "\(listen) for clients: served by edge-router, pid \(pid)")
        #expect(try server.acme("PUT", "/kv/b", body: "2").status == 201)
        // Another directory, the same address: that would not start.
        let elsewhere = try self.run("", ["--json", "--listen", listen, "--data", directory.path + "/other"])
        #expect(elsewhere.status == 1)
        #expect(try wrong(elsewhere, "ports") == "\(listen) is in use by another edge-router, pid \(pid)")
    }

    @Test func withoutAnEngineABotThatNeedsOneIsWrong() throws {
        let run = try run("[edge.bots.A]\nimage = \"a:1\"\n", ["--json"])
        #expect(run.status == 1)
        #expect(try wrong(run, "docker").hasSuffix("is not there, and A cannot run without"), "\(run.output)")
    }

    /// An engine as far as doctor asks it, in the Python that the other scripts run in.
    private static let engine = """
        import http.server, socketserver, sys
        answers = {"/version": b'{"Version":"20.10.24","ApiVersion":"1.41"}',
                   "/info": b'{"CgroupVersion":"2","MemoryLimit":false,"PidsLimit":true}'}
        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                body = answers[self.path]
                self.send_response(200)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)
            def log_message(self, *arguments): pass
            def address_string(self): return "engine"
        class Server(socketserver.ThreadingMixIn, socketserver.UnixStreamServer): pass
        Server(sys.argv[1], Handler).serve_forever()
        """

    @Test func anEngineIsAskedForItsVersionAndItsLimits() throws {
        guard let python = ProjectScript.python else { throw TestFailure("no python3, 3.11 or later") }
        let socket = directory.path + "/engine.sock"
        let engine = try ChildProcess(python, ["-c", Self.engine, socket])
        try eventually("the engine listens") { FileSystem.exists(socket) }
        let toml = "[edge.bots.A]\nimage = \"a:1\"\n"
        let run = try run(toml, ["--json"], environment: ["DOCKER_HOST=unix://\(socket)"])
        #expect(run.status == 0, "\(run.output)")
        let found = try findings(run, "docker")
        #expect(found.map(\.status) == ["fine", "reduced"])
        #expect(found[0].text == "engine 20.10.24, API 1.41, cgroup v2, at \(socket) (DOCKER_HOST)")
        #expect(found[1].text.contains("memory"))
        withExtendedLifetime(engine) {}
    }

    @Test(arguments: [(status: 200, isRight: true), (401, false)])
    func aProviderIsAskedWithItsKeyWhichIsNeverShown(status: Int, isRight: Bool) throws {
        let provider = try ProxyUpstream.answering { _ in
            "HTTP/1.1 \(status) Answer\r\nContent-Length: 2\r\n\r\n{}"
        }
        let toml = """
            [[edge.llm.providers]]
            name = "mine"
            base_url = "http://127.0.0.1:\(provider.port)/v1"
            key_env = "MY_KEY"
            """
        let run = try run(toml, ["--json"], environment: ["MY_KEY=hush-hush"])
        let request = try #require(provider.requests.first)
        #expect(request.line == "GET /v1/models HTTP/1.1")
        #expect(request["Authorization"] == "Bearer hush-hush")
        #expect(run.status == (isRight ? 0 : 1), "\(run.output)")
        #expect(try findings(run, "llm").map(\.status) == [isRight ? "fine" : "wrong"])
        #expect(!run.output.contains("hush") && !run.errors.contains("hush"))
    }
}
