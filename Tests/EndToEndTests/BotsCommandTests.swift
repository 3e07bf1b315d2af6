// SPDX-License-Identifier: Apache-2.0

import TestSupport
import Testing

/// `edge-router bots`, on a server that runs.
@Suite struct BotsCommandTests {
    private static let configuration = """
        [edge]
        default_bot = "PY"
        [edge.bots.PY]
        command = ["python3", "-c", '''
        import http.server, os, sys
        print("to stdout", flush=True)
        print("to stderr", file=sys.stderr, flush=True)
        http.server.ThreadingHTTPServer(("127.0.0.1", int(os.environ["PORT"])),
            http.server.SimpleHTTPRequestHandler).serve_forever()
        ''']
        """

    private func tool(_ directory: TemporaryDirectory) -> KVTool {
        var tool = KVTool(in: directory)
        tool.group = "bots"
        return tool
    }

    private func state(_ bots: KVTool) throws -> String? {
        try JSONValue(Array(try bots("list", "PY", "--json").utf8))["instances"]?[0]?["state"]?.text
    }

    @Test func aBotIsStartedSeenReadStoppedAndDeployed() throws {
        let server = try TestServer(
            Self.configuration, arguments: ["--bots", "\(try TestListener().port)"],
            environment: ["DOCKER_HOST=unix:///nowhere/docker.sock"])
        let bots = tool(server.directory)
        #expect(try bots("list").contains("PY"))
        try bots("start", "PY", "--client", "acme")
        try eventually("it is ready") { try state(bots) == "ready" }
        let table = try bots("list").split(separator: "\n")
        #expect(table.count == 2 && table[0].hasPrefix("BOT ") && table[1].contains("acme"))
        let logs = try bots.run(["logs", "PY", "--client", "acme"])
        #expect(logs.output == "to stdout\n" && logs.errors == "to stderr\n")
        let json = try bots("logs", "PY", "--tail", "1", "--json")
        #expect(try JSONValue(Array(json.utf8))["line"]?.text == "to stderr")
        #expect(try JSONValue(Array(json.utf8))["stream"]?.text == "stderr")
        try bots("freeze", "PY")
        try eventually("it is frozen") { try state(bots) == "frozen" }
        try bots("stop", "PY", "--client", "acme")
        try eventually("it is stopped") { try state(bots) == "stopped" }
        #expect(try bots.failure("stop", "NONE").errors.contains("NONE"))
        #expect(try bots.failure("freeze", "PY").errors.contains("No ready instance"))
        // What is new in the file is there as soon as it is deployed.
        let more = Self.configuration + "\n[edge.bots.NEW]\ncommand = [\"true\"]\n"
        try server.directory.write("wrangler.toml", more)
        let deployed = try bots.run(["deploy"])
        #expect(deployed.status == 0 && deployed.errors.contains("NEW: is there"), "\(deployed.errors)")
        #expect(try bots("list").contains("NEW"))
        try server.directory.write("wrangler.toml", "[edge.bots.NEW]\nimage = 7\n")
        #expect(try bots.failure("deploy").errors.contains("The configuration stays as it was"))
    }

    @Test func withoutAServerOrAnEngineItSaysSo() throws {
        let directory = try TemporaryDirectory()
        _ = try TestServer(in: directory).terminate()
        let bots = tool(directory)
        #expect(try bots.failure("list").errors.contains("bots run only while one does"))
        #expect(try bots.failure("gc").status == 2)
        let server = try TestServer(
            in: directory, environment: ["DOCKER_HOST=unix:///nowhere/docker.sock"])
        #expect(try bots.failure("gc", "--orphans").errors.contains("No container engine"))
        #expect(try server.admin("DELETE", "/admin/orphans").status == 400)
        #expect(try server.admin("GET", "/admin/reload").status == 405)
    }
}
