// SPDX-License-Identifier: Apache-2.0

import EventLoop
import Glibc
import TestSupport
import Testing

/// `edge-router kv backup`, `restore`, `verify`, `export` and `import`, and how the tool finds the store.
@Suite struct KVStoreCommandTests {
    /// A server with entries of all kinds: text, bytes, a large value, metadata, expiry, content type, two namespaces.
    private func filledServer() throws -> TestServer {
        let server = try TestServer()
        let connection = try server.connect()
        for index in 0..<300 {
            let fields = [
                "X-Client-ID: c\(index % 3)", "X-KV-Metadata: {\"n\": \(index)}", "Content-Type: text/x-\(index)",
            ]
            let body: [UInt8] = index % 7 == 0 ? [0xff, 0, UInt8(index & 0xff)] : Array("välue \"\(index)\"\n".utf8)
            let expiry = index % 5 == 0 ? "?expiration=40000000\(index % 10)0" : ""
            let answer = try connection.request("PUT", "/kv/key%2F\(index)\(expiry)", fields, body: body)
            try #require(answer.status == 201)
        }
        let large = (0..<3_000_000).map { UInt8(truncatingIfNeeded: $0 &* 7) }
        try #require(try connection.request("PUT", "/kv/large", ["X-Client-ID: c0"], body: large).status == 201)
        let kv = KVTool(in: server.directory)
        try kv("namespace", "create", "Made by hand")
        return server
    }

    @Test func `a backup is taken while writes go on, and restores every value`() throws {
        let server = try filledServer()
        let kv = KVTool(in: server.directory)
        let before = try kv.everything()
        let stop = server.directory.path + "/stop"
        let writers = try Threads(2) { index in
            let connection = try server.connect()
            var count = 0
            while !FileSystem.exists(stop) {
                let answer = try connection.request(
                    "PUT", "/kv/busy\(index)-\(count)", ["X-Client-ID: busy"], body: Array("v\(count)".utf8))
                guard answer.status == 201 else { throw TestFailure("a write failed: \(answer.text)") }
                count += 1
            }
            return count
        }
        let backup = server.directory.path + "/backup"
        try kv("backup", backup)
        try server.directory.write("stop", "")
        let written = try writers.join()
        #expect(written.allSatisfy { $0 > 0 })
        #expect(try kv.failure("backup", backup).errors.contains("exists already"))

        let other = KVTool(in: try TemporaryDirectory())
        try other("restore", backup)
        let after = try other.everything()
        let restored = after.filter { !$0.contains("\"client:busy\"") }
        #expect(restored == before)
        // What is there of each writer is all it had written up to one moment.
        for index in 0..<2 {
            let busy = after.filter { $0.contains("\"busy\(index)-") }
            #expect(busy.count <= written[index])
            #expect(
                (0..<busy.count).allSatisfy { n in
                    busy.contains { $0.contains("\"busy\(index)-\(n)\",\"value\":\"v\(n)\"") }
                })
        }
        #expect(try other("verify").contains("The store is sound"))
        let again = try other.failure("restore", backup)
        #expect(again.status == 1 && again.errors.contains("--replace"), "\(again)")
        try other("restore", backup, "--replace")
        #expect(try other.everything() == after)
        let kept = try FileSystem.names(in: other.directory.path + "/data").filter { $0.contains(".replaced-") }
        #expect(kept.map { $0.prefix { $0 != "-" } }.sorted() == ["kv.sqlite3.replaced", "values.replaced"])
        #expect(try FileSystem.names(in: server.directory.path + "/data/spool").isEmpty)
    }

    @Test func `a store is not restored under a server, and not from what is no backup`() throws {
        let server = try filledServer()
        let kv = KVTool(in: server.directory)
        let backup = server.directory.path + "/backup"
        try kv("backup", backup)
        let served = try kv.failure("restore", backup, "--replace")
        #expect(served.status == 1 && served.errors.contains("pid \(server.process.pid)"), "\(served)")
        try server.terminate()
        let before = try kv.everything()
        let bytes = try FileSystem.read(backup, limit: .max)
        let half = try server.directory.write("half", Array(bytes.prefix(bytes.count / 2)))
        let text = try server.directory.write("text", "no backup")
        for file in [half, text, "/nowhere"] {
            #expect(try kv.failure("restore", file, "--replace").status == 1)
        }
        #expect(try kv.everything() == before)
    }

    @Test func `the store that takes a damaged one's place gives way to a backup without a word`() throws {
        let first = try filledServer()
        let directory = first.directory
        let kv = KVTool(in: directory)
        let backup = directory.path + "/backup"
        try kv("backup", backup)
        let before = try kv.everything()
        try first.terminate()
        let database = directory.path + "/data/kv.sqlite3"
        try FileSystem.remove(database)
        try DiskFile.new(database).write([UInt8](repeating: 0x5a, count: 40_000))
        let second = try TestServer("[[kv_namespaces]]\nbinding = \"ADVICE\"\n", in: directory)
        // The server runs where the directory is the one that a command finds.
        #expect(directory.text("err").contains("`edge-router kv restore FILE` and start it again"))
        try second.terminate()
        try kv("restore", backup)
        #expect(try kv.everything() == before)
        let names = try FileSystem.names(in: directory.path + "/data")
        for kept in ["kv.sqlite3.damaged-", "values.damaged-", "kv.sqlite3.replaced-", "values.replaced-"] {
            #expect(names.count { $0.hasPrefix(kept) } == 1, "\(kept) in \(names)")
        }
        // A store with entries is another matter.
        #expect(try kv.failure("restore", backup).errors.contains("--replace"))
    }

    @Test func `verifying finds damage, and says what to do`() throws {
        let server = try filledServer()
        let kv = KVTool(in: server.directory)
        #expect(try kv("verify") == "The store is sound: 301 entries, 1 of them in files of their own.\n")
        let values = server.directory.path + "/data/values"
        let file = values + "/" + (try #require(try FileSystem.names(in: values).first { $0.count == 32 }))
        var bytes = try FileSystem.read(file, limit: .max)
        bytes[1_000_000] ^= 1
        try FileSystem.remove(file)
        try DiskFile.new(file).write(bytes)
        for mode in ["online", "offline"] {
            if mode == "offline" { try server.terminate() }
            let run = try kv.run(["verify"])
            #expect(run.status == 1)
            #expect(run.output.contains("have changed"), "\(mode): \(run.output)")
            #expect(
                run.errors.contains("damaged: 1 findings") && run.errors.contains("kv restore FILE"), "\(run.errors)")
        }
        let database = server.directory.path + "/data/kv.sqlite3"
        var pages = try FileSystem.read(database, limit: .max)
        for index in 4096..<min(pages.count, 40_000) { pages[index] = 0xa5 }
        try FileSystem.remove(database)
        try DiskFile.new(database).write(pages)
        let broken = try kv.failure("verify")
        #expect(broken.status == 1 && broken.errors.contains("kv restore FILE"), "\(broken)")
    }

    @Test func `an export imported into a fresh store is the same export`() throws {
        let server = try filledServer()
        let kv = KVTool(in: server.directory)
        let file = server.directory.path + "/export"
        try kv("export", file)
        let lines = server.directory.text("export").split(separator: "\n").sorted()
        #expect(lines.count == 301)
        #expect(lines.count { $0.contains("\"base64\":true") } > 40)
        let empty = try TestServer()
        for other in [KVTool(in: empty.directory), KVTool(in: try TemporaryDirectory())] {
            let imported = try other.run(["import", file])
            #expect(imported.status == 0 && imported.errors == "Imported 301 entries.\n", "\(imported.errors)")
            #expect(try other.everything() == lines)
            #expect(try other("verify").contains("The store is sound: 301 entries"))
        }
        for client in ["c0", "c1", "c2"] {
            #expect(
                try KVTool(in: empty.directory)("key", "list", "--client", client)
                    == kv("key", "list", "--client", client))
        }
        let read = try empty.request("GET", "/kv/key%2F1", ["X-Client-ID: c1"])
        #expect(read.text == "välue \"1\"\n" && read["Content-Type"] == "text/x-1")
    }

    @Test func `an export of one namespace as a list is a file for bulk put`() throws {
        let server = try filledServer()
        let kv = KVTool(in: server.directory)
        let file = server.directory.path + "/list.json"
        try kv("export", file, "--array", "--client", "c1")
        #expect(try JSONValue(Array(server.directory.text("list.json").utf8)).elements.count == 100)
        try kv("bulk", "put", file, "--client", "copy")
        // The API writes metadata anew, so the same may look different.
        let (copied, original) = try (kv("key", "list", "--client", "copy"), kv("key", "list", "--client", "c1"))
        #expect(try JSONValue(Array(copied.utf8)) == JSONValue(Array(original.utf8)))
        for key in ["key/1", "key/7", "key/28"] {
            #expect(try kv("key", "get", key, "--client", "copy") == kv("key", "get", key, "--client", "c1"))
        }
    }

    @Test func `lines that cannot be stored are refused one by one`() throws {
        let server = try TestServer()
        let kv = KVTool(in: server.directory)
        let file = try server.directory.write(
            "lines",
            """
            {"namespace":"client:a","key":"1","value":"one"}
            nonsense

            {"namespace":"client:a","value":"no key"}
            {"namespace":"client:a","key":"x","value":"%%%","base64":true}
            {"key":"homeless","value":"v"}
            {"namespace":"client:a","key":"old","value":"v","expiration":1}
            {"namespace":"system:secret","key":"k","value":"v"}
            {"namespace":"client:a","key":"2","value":"dHdv","base64":true,"metadata":[1]}
            """)
        let run = try kv.run(["import", file])
        #expect(run.status == 1)
        for text in [
            "line 2: not a JSON object", "line 4: `key` is missing", "line 5: `value` is not base64",
            "line 6: `namespace` is missing", "line 8: namespaces of the router", "Imported 2 entries; 1 had expired.",
            "5 lines were refused",
        ] { #expect(run.errors.contains(text), "\(text) in \(run.errors)") }
        #expect(try kv.names("--client", "a") == ["1", "2"])
        #expect(try kv("key", "get", "2", "--client", "a") == "two")
        let list = try server.directory.write("list.json", "\n [{\"key\":\"k\",\"value\":\"v\"}]")
        let array = try kv.failure("import", list, "--client", "a")
        #expect(array.status == 1 && array.errors.contains("`edge-router kv bulk put` takes it"), "\(array)")
        let into = try kv.run(["import", file, "--client", "a"])
        #expect(into.errors.contains("Imported 3 entries"), "\(into.errors)")
    }

    /// What the descriptors of a process lead to, removed files too.
    private func openFiles(of pid: pid_t) throws -> [String] {
        let directory = "/proc/\(pid)/fd"
        return try FileSystem.names(in: directory).compactMap { name in
            var target = [UInt8](repeating: 0, count: 4096)
            // Filled with no more than its own size.
            let count = unsafe target.withUnsafeMutableBytes { buffer in
                unsafe readlink("\(directory)/\(name)", buffer.baseAddress!, buffer.count)
            }
            return count > 0 ? String(decoding: target[..<count], as: UTF8.self) : nil
        }
    }

    @Test func `a client that leaves takes what was made for it along`() throws {
        let server = try filledServer()
        // More than sockets buffer: one that takes nothing more is in the middle of its answer.
        let large = [UInt8](repeating: 0x6c, count: 16 << 20)
        #expect(try server.request("PUT", "/kv/large", ["X-Client-ID: acme"], body: large).status == 201)
        let slow = try Connection(port: server.adminPort, receiveBuffer: 4096)
        try slow.send(Connection.head("GET", "/admin/kv/backup"))
        _ = try slow.read(100)
        #expect(try openFiles(of: server.process.pid).contains { $0.contains("/spool/") })
        slow.resetOnClose()
        withExtendedLifetime(consume slow) {}
        for path in ["/admin/kv/backup", "/admin/kv/export", "/admin/kv/verify"] {
            for _ in 0..<3 {
                let connection = try server.connectToAdmin()
                try connection.send(Connection.head("GET", path))
                if path.hasSuffix("backup") { _ = try connection.read(100) }
                connection.resetOnClose()
            }
        }
        let spool = server.directory.path + "/data/spool"
        try eventually("the spool is empty") { try FileSystem.names(in: spool).isEmpty }
        try eventually("no descriptor of it is open") {
            try !openFiles(of: server.process.pid).contains { $0.contains("/spool/") }
        }
        #expect(try server.connectToAdmin().request("GET", "/healthz").status == 200)
    }

    @Test func `what a killed server left in the spool is removed at the next start`() throws {
        let directory = try TemporaryDirectory()
        let spool = directory.path + "/data/spool"
        try FileSystem.makeDirectory(spool)
        try directory.write("data/spool/1", "left")
        try directory.write("data/spool/2.part", "behind")
        let server = try TestServer(in: directory)
        #expect(try FileSystem.names(in: spool).isEmpty)
        try server.terminate()
    }

    @Test func `a server that goes in the middle is an error, and no half of a file stays`() throws {
        let listener = try TestListener()
        let port = listener.port
        let directory = try TemporaryDirectory()
        let peers = try Threads(1) { _ in
            let connection = try listener.accept()
            _ = try connection.readHead()
            try connection.send("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nhalf")
        }
        let kv = KVTool(in: directory, access: ["--url", "http://127.0.0.1:\(port)"])
        let failure = try kv.failure("backup", directory.path + "/backup")
        try peers.join()
        #expect(failure.status == 1 && failure.errors.contains("did not answer in full"), "\(failure)")
        #expect(try FileSystem.names(in: directory.path).isEmpty)
    }

    @Test func `where a token is demanded, only the right one helps`() throws {
        let directory = try TemporaryDirectory()
        let server = try ChildProcess(
            "env", ["EDGE_ADMIN_TOKEN=secret", try TestServer.binary()] + TestServer.arguments(in: directory),
            errors: directory.path + "/err")
        defer { server.signal(SIGTERM) }
        try directory.write("wrangler.toml", "")
        try eventually("it serves") { directory.text("err").contains("edge-router serves") }
        var kv = KVTool(in: directory)
        let without = try kv.failure("namespace", "list")
        #expect(without.status == 1 && without.errors.contains("Set EDGE_ADMIN_TOKEN"), "\(without)")
        kv.environment = ["EDGE_ADMIN_TOKEN=wrong"]
        for command in [["namespace", "list"], ["verify"], ["backup", directory.path + "/b"], ["export"]] {
            let wrong = try kv.run(command)
            #expect(wrong.status == 1 && wrong.errors.contains("is not that of this server"), "\(wrong.errors)")
        }
        kv.environment = ["EDGE_ADMIN_TOKEN=secret"]
        #expect(try kv("namespace", "list") == "[]\n")
        #expect(try kv("verify").contains("sound"))
        server.signal(SIGTERM)
        try server.wait()
        // Without a server the variable is of no account.
        #expect(try kv("namespace", "list") == "[]\n")
    }

    @Test func `the tool says where it looked`() throws {
        let directory = try TemporaryDirectory()
        let nowhere = KVTool(in: directory, access: ["--admin", "127.0.0.1:1"])
        let admin = try nowhere.failure("namespace", "list")
        #expect(admin.status == 1 && admin.errors.contains("No edge-router answers at http://127.0.0.1:1"), "\(admin)")
        let missing = try KVTool(in: directory).failure("namespace", "list")
        #expect(missing.status == 1 && missing.errors.contains("There is no store in"), "\(missing)")
        #expect(try FileSystem.names(in: directory.path).isEmpty)
        var unnamed = KVTool(in: directory, access: [])
        unnamed.environment = ["EDGE_ADMIN=127.0.0.1:1"]
        #expect(try unnamed.failure("namespace", "list").errors.contains("127.0.0.1:1"))
        #expect(try FileSystem.names(in: directory.path).isEmpty)

        let server = try TestServer()
        unnamed.environment = ["EDGE_DATA=\(server.directory.path)/data"]
        #expect(try unnamed("namespace", "list") == "[]\n")
        let clients = KVTool(in: directory, access: ["--url", "http://127.0.0.1:\(server.port)"])
        for command in [["namespace", "list"], ["verify"]] {
            let misled = try clients.run(command)
            #expect(misled.status == 1 && misled.errors.contains("is where clients are served"), "\(misled.errors)")
        }
    }

    @Test func `a server that a variable names is asked, and no directory that lies about`() throws {
        let server = try TestServer()
        #expect(try server.acme("PUT", "/kv/there", body: "1").status == 201)
        // A store of its own in the place where one is looked for.
        let here = KVTool(in: try TemporaryDirectory())
        try here("key", "put", "here", "1", "--client=acme")
        var unnamed = KVTool(in: here.directory, access: [])
        #expect(try unnamed.names("--client=acme") == ["here"])
        unnamed.environment = ["EDGE_ADMIN=127.0.0.1:\(server.adminPort)"]
        #expect(try unnamed.names("--client=acme") == ["there"])
        unnamed.environment.append("EDGE_DATA=\(here.directory.path)/data")
        #expect(try unnamed.names("--client=acme") == ["there"])
        // An option counts for more.
        #expect(try unnamed.run(["key", "list", "--client=acme", "--data", "data"]).output.contains("here"))
        unnamed.environment = ["EDGE_ADMIN=127.0.0.1"]
        let wrong = try unnamed.failure("namespace", "list")
        #expect(wrong.status == 2 && wrong.errors.contains("EDGE_ADMIN: `127.0.0.1` is no address"), "\(wrong)")
        unnamed.environment = ["EDGE_ADMIN=127.0.0.1:\(server.adminPort)"]
        let restored = try unnamed.failure("restore", server.directory.path + "/wrangler.toml", "--replace")
        #expect(restored.status == 2 && restored.errors.contains("running server"), "\(restored)")
    }

    @Test func `two commands at once take turns`() throws {
        let directory = try TemporaryDirectory()
        let kv = KVTool(in: directory)
        try kv("key", "put", "k", "v", "--client=acme")
        // It has the directory and waits for what it is to import.
        #expect(try Command("mkfifo", [directory.path + "/lines"]).status == 0)
        let first = try ChildProcess(
            try TestServer.binary(), ["kv", "import", directory.path + "/lines"] + kv.access, directory: directory.path)
        try eventually("the first has the directory") {
            directory.text("data/lock").contains("\(first.pid) command")
        }
        let second = try ChildProcess(
            try TestServer.binary(), ["kv", "key", "get", "k", "--client=acme"] + kv.access,
            output: directory.path + "/out", errors: directory.path + "/err", directory: directory.path)
        try eventually("the second waits") {
            directory.text("err").contains("Waiting for another `edge-router kv`, pid \(first.pid)")
        }
        try directory.write("wrangler.toml", "")
        let served = try Command(try TestServer.binary(), TestServer.arguments(in: directory))
        #expect(served.status == 2 && served.errors.contains("`edge-router kv`, pid \(first.pid)"), "\(served.errors)")
        #expect(try Command("sh", ["-c", ": > \(directory.path)/lines"]).status == 0)
        #expect(try second.wait() == 0)
        #expect(directory.text("out") == "v")
        #expect(try first.wait() == 0)
    }
}
