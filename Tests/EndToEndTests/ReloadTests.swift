// SPDX-License-Identifier: Apache-2.0

import Glibc
import Testing

@Suite struct ReloadTests {
    /// Writes the configuration, has it read, and waits until the program says how it went.
    private func reload(_ server: TestServer, _ configuration: String, says: String) throws {
        let before = server.directory.text("err").utf8.count
        try server.directory.write("wrangler.toml", configuration)
        server.process.signal(SIGHUP)
        try eventually("the program says `\(says)`") {
            String(decoding: server.directory.text("err").utf8.dropFirst(before), as: UTF8.self).contains(says)
        }
    }

    @Test func routesAndClientsComeAndGoWithoutAConnectionBeingClosed() throws {
        let server = try TestServer()
        let connections = try (0..<20).map { _ in try server.connect() }
        func statuses(_ target: String) throws -> Set<Int> {
            Set(try connections.map { try $0.request("GET", target).status })
        }
        #expect(try statuses("/opened/a") == [404])
        #expect(try connections[0].request("GET", "/opened/a").problem == "no-route")
        try reload(
            server, TestServer.openedNamespace + "\n[edge]\ndefault_client = \"acme\"\n",
            says: "configuration reloaded")
        // Each loop takes the new tables at its own next turn.
        try eventually("all loops have the route") {
            try connections.allSatisfy { try $0.request("GET", "/opened/a").problem == "no-such-key" }
        }
        #expect(try connections[0].request("GET", "/kv/a").problem == "no-such-key")
        try reload(server, "", says: "configuration reloaded")
        try eventually("all loops have lost the route") {
            try connections.allSatisfy { try $0.request("GET", "/opened/a").problem == "no-route" }
        }
        #expect(try connections[0].request("GET", "/kv/a").problem == "no-client")
    }

    @Test func aRequestUnderWayIsNotDisturbed() throws {
        let server = try TestServer()
        let connection = try server.connect()
        try connection.send(Connection.head("PUT", "/kv/a", ["X-Client-ID: acme"], length: 10) + "hello")
        try reload(server, TestServer.openedNamespace, says: "configuration reloaded")
        try connection.send("world")
        #expect(try connection.readResponse().status == 201)
        #expect(try server.acme("GET", "/kv/a").text == "helloworld")
    }

    @Test(arguments: ["[edge\n", "[edge]\ndrian = 1\n", "[edge.auth]\nallow_open = true\n"])
    func aWrongFileLeavesTheOldConfiguration(text: String) throws {
        let server = try TestServer(TestServer.openedNamespace)
        try reload(server, text, says: "not reloaded")
        #expect(server.process.isRunning)
        #expect(try server.request("GET", "/opened/a").problem == "no-such-key")
        try reload(server, "", says: "configuration reloaded")
        try eventually("the route is gone") { try server.request("GET", "/opened/a").problem == "no-route" }
    }

    @Test func manyReloadsUnderLoadFailNoRequest() throws {
        let server = try TestServer(TestServer.openedNamespace)
        _ = try server.acme("PUT", "/kv/a", body: "v")
        let load = try Threads(4) { _ in
            let connection = try server.connect()
            for _ in 0..<400 {
                let answer = try connection.request("GET", "/kv/a", ["X-Client-ID: acme"])
                guard answer.text == "v" else { throw TestFailure("\(answer.status) \(answer.text)") }
            }
        }
        for round in 0..<10 {
            try reload(server, round % 2 == 0 ? "" : TestServer.openedNamespace, says: "configuration reloaded")
        }
        try load.join()
    }
}
