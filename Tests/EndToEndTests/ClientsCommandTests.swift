// SPDX-License-Identifier: Apache-2.0

import TestSupport
import Testing

/// `edge-router clients`, on a server that runs and on a data directory.
@Suite struct ClientsCommandTests {
    private func tool(_ directory: TemporaryDirectory) -> KVTool {
        var tool = KVTool(in: directory)
        tool.group = "clients"
        return tool
    }

    /// A token of the client, as the command prints it: alone on its line.
    private func token(_ clients: KVTool, _ arguments: [String]) throws -> String {
        let made = try clients.run(["token", "create"] + arguments)
        try #require(made.status == 0, "\(made.errors)")
        #expect(!made.errors.contains("edge_"))
        return String(made.output.dropLast())
    }

    @Test func aClientIsMadeServedByItsTokenAndRemoved() throws {
        let server = try TestServer(TestServer.tokenMode)
        let clients = tool(server.directory)
        #expect(try clients("add", "new", "--host", "new.example").contains("\"new.example\""))
        #expect(try clients.failure("add", "new").errors.contains("There is a client `new`"))
        let token = try token(clients, ["new", "--name", "ci", "--scope", "kv:read", "--expires-in", "90d"])
        #expect(try server.with(token, "GET", "/kv/a").status == 404)
        #expect(try server.with(token, "PUT", "/kv/a", body: "x").status == 403)
        #expect(try clients("list").split(separator: "\n").count == 3)
        #expect(try clients("list", "--prefix", "n").contains("\"id\":\"new\""))
        #expect(try clients("show", "acme").contains("\"source\":\"file\""))
        let listed = try JSONValue(Array(try clients("token", "list", "new").utf8))
        #expect(listed["name"]?.text == "ci" && listed["token"] == nil)
        let id = try #require(listed["id"]?.text)
        try clients("token", "revoke", "new", id)
        try eventually("the token is refused") { try server.with(token, "GET", "/kv/a").status == 401 }
        #expect(try clients.failure("remove", "new").status == 2)
        #expect(try clients("remove", "new", "--purge", "-y").contains("\"record\":true"))
        #expect(try clients.failure("show", "new").errors.contains("no record of a client `new`"))
    }

    @Test func withoutAServerTheDataDirectoryIsOpened() throws {
        let directory = try TemporaryDirectory()
        try directory.write("wrangler.toml", TestServer.tokenMode)
        let clients = tool(directory)
        try clients("add", "early")
        let token = try token(clients, ["early"])
        #expect(try clients("list").split(separator: "\n").count == 3)
        #expect(try clients.failure("token", "create", "nobody").errors.contains("no record of a client `nobody`"))
        #expect(try clients.failure("add", "bad", "--bot", "NONE").errors.contains("there is no bot 'NONE'"))
        let server = try TestServer(TestServer.tokenMode, in: directory)
        #expect(try server.with(token, "PUT", "/kv/a", body: "x").status == 201)
    }
}
