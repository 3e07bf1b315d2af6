// SPDX-License-Identifier: Apache-2.0

import EventLoop
import Testing

/// What must hold before the program serves, and what it says where that does not.
@Suite struct StartTests {
    /// Runs the program to its end with that configuration and those arguments after the usual ones.
    private func run(
        _ configuration: String = "", file: String = "wrangler.toml", _ arguments: [String] = []
    ) throws -> Command {
        let directory = try TemporaryDirectory()
        let path = try directory.write(file, configuration)
        let usual = [
            "serve", "--listen", "127.0.0.1:0", "--admin", "127.0.0.1:0", "--data", directory.path + "/data",
            "--config", path,
        ]
        return try Command(try TestServer.binary(), usual + arguments)
    }

    @Test(arguments: [
        (file: "wrangler.toml", text: "name = \"a\"\n[edge\n", says: "wrangler.toml:2:"),
        ("wrangler.toml", "[edge]\n\ndrian = \"1s\"\n", "wrangler.toml:3: edge.drian: "),
        ("wrangler.toml", "[edge]\ndrian = \"1s\"\n", "drain"),
        ("wrangler.toml", "[edge]\ndrain = \"soon\"\n", "wrangler.toml:2: edge.drain: "),
        ("wrangler.toml", "[edge.bots.A]\naddress = 5\n", "wrangler.toml:2: edge.bots.A.address: "),
        (
            "wrangler.toml", "[[edge.routes]]\npattern = \"/a/*\"\nto = \"bot:NONE\"\n",
            "wrangler.toml:3: edge.routes[0].to: "
        ),
        ("wrangler.toml", "[edge.clients.Bad_ID]\n", "wrangler.toml:1: edge.clients.Bad_ID"),
        (
            "wrangler.jsonc", "{\n  // a comment\n  \"edge\": {\"drian\": \"1s\"},\n}\n",
            "wrangler.jsonc:3: edge.drian: "
        ),
        ("wrangler.jsonc", "{\"edge\": ", "wrangler.jsonc:"),
    ])
    func aWrongConfigurationIsNamedByFileAndLine(file: String, text: String, says: String) throws {
        let run = try run(text, file: file)
        #expect(run.status == 2)
        #expect(run.errors.contains(says), "\(run.errors)")
        #expect(run.output.isEmpty)
    }

    @Test func everythingWrongIsNamedAtOnce() throws {
        let run = try run("[edge]\ndrian = \"1s\"\nhosst = []\n")
        #expect(run.status == 2)
        #expect(run.errors.contains(":2: edge.drian: ") && run.errors.contains(":3: edge.hosst: "), "\(run.errors)")
    }

    @Test(arguments: [
        (arguments: ["--config", "/nowhere/wrangler.toml"], says: "/nowhere/wrangler.toml"),
        (["--listen", "0.0.0.0:0"], "0.0.0.0:0 is not a loopback address"),
        (["--listen", "[::]:0"], "is not a loopback address"),
        (["--admin", "0.0.0.0:0"], "is not a loopback address"),
        (["--listen", "nonsense"], "--listen: `nonsense` is no address"),
        (["--listen", "127.0.0.1:70000"], "is no address"),
        (["--listen", "8080"], "`8080` is no address; write it as 127.0.0.1:8080"),
        (["--port", "8080"], "--listen 127.0.0.1:8080"),
        (["--listen", "127.0.0.1:1", "--admin", "127.0.0.1:1"], "--listen and --admin are both 127.0.0.1:1"),
        (["--data", "/dev/null/data"], "/dev/null/data"),
        (["--loops", "0"], "--loops"),
        (["--loops", "many"], "--loops"),
        (["--nonsense"], "--nonsense"),
        (["nonsense"], "nonsense"),
    ])
    func wrongUsageIsExitStatusTwoWithTheReason(arguments: [String], says: String) throws {
        let run = try run(arguments)
        #expect(run.status == 2)
        #expect(run.errors.contains(says), "\(run.errors)")
    }

    private func run(_ arguments: [String]) throws -> Command { try run("", file: "wrangler.toml", arguments) }

    @Test func helpAndVersionAreNoErrors() throws {
        for arguments in [["--help"], ["serve", "--help"], ["--version"]] {
            let run = try Command(try TestServer.binary(), arguments)
            #expect(run.status == 0)
            #expect(run.output.contains(arguments.last == "--version" ? "0." : "--listen") || arguments == ["--help"])
        }
    }

    @Test func whoComesSecondIsToldWhoHoldsTheData() throws {
        let first = try TestServer()
        let second = try Command(try TestServer.binary(), TestServer.arguments(in: first.directory))
        #expect(second.status == 2)
        #expect(second.errors.contains("pid \(first.process.pid)"), "\(second.errors)")
        // All that is in the way is told at once, each with what helps.
        let twin = try run([
            "--listen", "127.0.0.1:\(first.port)", "--admin", "127.0.0.1:\(first.adminPort)", "--data",
            first.directory.path + "/data",
        ])
        #expect(twin.status == 2)
        for option in ["--data", "--listen", "--admin"] {
            #expect(twin.errors.contains("give \(option)"), "\(twin.errors)")
        }
        // By another name it is the same directory.
        let aliased = try run(["--data", first.directory.path + "/./data/../data"])
        #expect(aliased.status == 2)
        #expect(aliased.errors.contains("pid \(first.process.pid)"), "\(aliased.errors)")
        #expect(try first.request("GET", "/readyz").status == 200)
    }

    @Test(arguments: ["--listen", "--admin"])
    func whoComesSecondIsToldWhoHoldsTheAddress(option: String) throws {
        let first = try TestServer()
        for held in [first.port, first.adminPort] {
            let second = try run([option, "127.0.0.1:\(held)"])
            #expect(second.status == 2)
            #expect(second.errors.contains("pid \(first.process.pid)"), "\(second.errors)")
        }
    }

    @Test func anAddressHeldByAnotherProgramIsSaidToBe() throws {
        let other = try TestListener()
        let run = try run(["--listen", "127.0.0.1:\(other.port)"])
        #expect(run.status == 2)
        #expect(run.errors.contains("another program listens there"), "\(run.errors)")
    }

    @Test func theLocksAreGoneWithTheirHolderHoweverItEnded() throws {
        let first = try TestServer()
        first.process.signal(9)
        try first.process.wait()
        let second = try TestServer(in: first.directory, arguments: ["--listen", "127.0.0.1:\(first.port)"])
        #expect(second.port == first.port)
        #expect(try second.request("GET", "/readyz").status == 200)
    }

    @Test func aFileInTheWorkingDirectoryIsFound() throws {
        let directory = try TemporaryDirectory()
        try directory.write("wrangler.jsonc", "{\"edge\": {\"drian\": 1}}")
        let run = try Command(try TestServer.binary(), ["serve", "--listen", "127.0.0.1:0"], in: directory.path)
        #expect(run.status == 2)
        #expect(run.errors.contains("wrangler.jsonc:1: edge.drian"), "\(run.errors)")
    }

    /// As it was committed: whoever follows the README edits the file.
    private static func demo() throws -> String {
        let root = String(#filePath.dropLast("/Tests/EndToEndTests/StartTests.swift".count))
        let committed = try Command("git", ["-C", root, "show", "HEAD:wrangler.toml"])
        if committed.status == 0 { return committed.output }
        return String(decoding: try FileSystem.read(root + "/wrangler.toml", limit: 1 << 20), as: UTF8.self)
    }

    @Test func theDemoConfigurationIsRightAndIgnoresNothing() throws {
        let server = try TestServer(try Self.demo())
        let said = server.directory.text("err")
        for text in ["read over in", "without effect", "no bots", "501"] { #expect(!said.contains(text), "\(said)") }
        let list = try server.connectToAdmin().request("GET", "/client/v4/accounts/me/storage/kv/namespaces")
        #expect(list.text.contains("binding:SEO_ADVICE"))
        // Whatever runs there, or nothing, there is a bot by route, path and header.
        for path in ["/shop/cart", "/bots/client-a/"] { #expect(try server.request("GET", path).status != 404) }
    }

    @Test func reducedModesAreSaidInALineEach() throws {
        let server = try TestServer()
        let lines = server.directory.text("err").split(separator: "\n").filter { $0.hasPrefix("  reduced: ") }
        #expect(lines.contains { $0.contains("no bots") && $0.contains("[edge.bots.NAME]") })
        #expect(lines.contains { $0.contains("articles") })
    }
}
