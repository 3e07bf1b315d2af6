// SPDX-License-Identifier: Apache-2.0

import TestSupport
import Testing

@Suite struct UsageTests {
    /// The rows that the server tells of a client, once there are so many requests in them.
    private func rows(_ server: TestServer, _ client: String, requests: Double) throws -> [JSONValue] {
        try eventually("the usage of \(client) is told") {
            let rows = try server.admin("GET", "/admin/usage?client=\(client)").json()["usage"]?.elements ?? []
            return rows.reduce(0) { $0 + ($1["requests"]?.number ?? 0) } == requests ? rows : nil
        }
    }

    @Test func whatAClientUsesIsCountedByDayAndOutlivesARestart() throws {
        let directory = try TemporaryDirectory()
        let first = try TestServer(in: directory)
        for _ in 0..<2 { _ = try first.acme("PUT", "/kv/a", body: "four") }
        for _ in 0..<3 { _ = try first.acme("GET", "/kv/a") }
        _ = try first.acme("GET", "/kv")
        _ = try first.acme("GET", "/nothing")
        let row = try #require(try rows(first, "acme", requests: 7).first)
        #expect(row["client"]?.text == "acme" && row["day"]?.text?.count == 10)
        #expect(row["bytes_in"]?.number == 8 && row["kv_reads"]?.number == 4 && row["kv_writes"]?.number == 2)
        #expect(try #require(row["bytes_out"]?.number) > 12 && row["stored_bytes"]?.number == 5)
        // Counted, and not told yet: the end of the program writes it.
        _ = try first.acme("GET", "/kv/a")
        #expect(try first.terminate() == 0)
        let second = try TestServer(in: directory)
        #expect(try rows(second, "acme", requests: 8).first?["kv_reads"]?.number == 5)
        _ = try second.acme("GET", "/kv/a")
        #expect(try second.terminate() == 0)
        let third = try TestServer(in: directory)
        #expect(try rows(third, "acme", requests: 9).count <= 2, "one row a day")
        let tool = try Command(
            try TestServer.binary(), ["clients", "show", "acme", "--url", "http://127.0.0.1:\(third.adminPort)"])
        #expect(tool.status == 1, "it has no record")
        #expect(try third.admin("POST", "/admin/clients", body: #"{"id":"acme"}"#).status == 201)
        let shown = try Command(
            try TestServer.binary(), ["clients", "show", "acme", "--url", "http://127.0.0.1:\(third.adminPort)"])
        #expect(shown.status == 0)
        #expect(try JSONValue(Array(shown.output.utf8))["usage"]?["month"]?["requests"]?.number ?? 0 > 0)
    }

    @Test func keysReadThroughCloudflaresAPICountAsAnywhere() throws {
        let server = try TestServer(TestServer.tokenMode)
        let token = try server.token(of: "acme")
        #expect(try server.with(token, "PUT", "/kv/a", ["X-KV-Metadata: 1"], body: "v").status == 201)
        let root = CloudflareClient.namespaces
        let id = try #require(try server.with(token, "GET", root).json()["result"]?.elements.first?["id"]?.text)
        for path in ["values/a", "metadata/a", "keys", "values/none"] {
            _ = try server.with(token, "GET", "\(root)/\(id)/\(path)")
        }
        #expect(try server.with(token, "POST", "\(root)/\(id)/bulk/get", body: #"{"keys": ["a", "b"]}"#).status == 200)
        #expect(try rows(server, "acme", requests: 7).first?["kv_reads"]?.number == 6)
    }

    @Test func bytesOfATunnelAreCountedWhileItLives() throws {
        let bot = try ProxiedBot { visit in
            try visit.takeRequest()
            try visit.connection.send("HTTP/1.1 101 Switching\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n")
            try visit.connection.send(String(repeating: "b", count: 3000))
            _ = try visit.connection.readToEnd()
        }
        let tunnel = try bot.server.connect()
        let upgrade = [
            "Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13",
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
        ]
        // Some of it comes behind the head, in one piece with it.
        try tunnel.send(ProxyWay.header.head("GET", "/socket", upgrade) + String(repeating: "c", count: 500))
        #expect(try tunnel.readHead().hasPrefix("HTTP/1.1 101 "))
        try tunnel.send(String(repeating: "c", count: 1500))
        #expect(try tunnel.read(3000).count == 3000)
        func counted(_ requests: Double) throws {
            try eventually("what has passed is told, of \(requests) requests") {
                let row = try bot.server.admin("GET", "/admin/usage?client=client-a").json()["usage"]?.elements.first
                return row?["requests"]?.number == requests && row?["bytes_in"]?.number == 2000
                    && row?["bytes_out"]?.number == 3000
            }
        }
        try counted(0)
        tunnel.finishSending()
        #expect(try tunnel.readToEnd().bytes.isEmpty)
        try counted(1)
        #expect(try bot.server.metric("edge_response_body_bytes_total{route=\"bot\"}") == 3000)
    }

    @Test func aPurgeRemovesWhatWasCounted() throws {
        let server = try TestServer()
        for client in ["acme", "other"] { _ = try server.request("GET", "/kv/a", ["X-Client-ID: \(client)"]) }
        _ = try rows(server, "acme", requests: 1)
        _ = try server.acme("GET", "/kv/a")
        #expect(try server.admin("DELETE", "/admin/clients/acme?purge=1").status == 200)
        #expect(try server.admin("GET", "/admin/usage?client=acme").json()["usage"]?.elements.isEmpty == true)
        // What its loop told behind the removal is not counted either: the end writes all there is.
        #expect(try server.terminate() == 0)
        let again = try TestServer(in: server.directory)
        let all = try again.admin("GET", "/admin/usage").json()["usage"]?.elements ?? []
        #expect(Set(all.compactMap { $0["client"]?.text }) == ["other"])
    }

    @Test func aListingOfAllClientsGoesOnFromItsCursor() throws {
        let server = try TestServer()
        let clients = (0..<5).map { "client-\($0)" }
        for client in clients { _ = try server.request("GET", "/kv/a", ["X-Client-ID: \(client)"]) }
        for client in clients { _ = try rows(server, client, requests: 1) }
        var (told, query): ([String], String?) = ([], "limit=2")
        while let asked = query {
            let page = try server.admin("GET", "/admin/usage?\(asked)").json()
            told += page["usage"]?.elements.compactMap { $0["client"]?.text } ?? []
            query = page["cursor"]?.text.map { "limit=2&cursor=\($0)" }
            #expect(page["list_complete"]?.isTrue == (query == nil))
        }
        #expect(told == clients)
        #expect(try server.admin("GET", "/admin/usage?day=1").problem == "unknown-parameter")
        #expect(try server.admin("POST", "/admin/usage", body: "{}").status == 405)
    }
}
