// SPDX-License-Identifier: Apache-2.0

import TestSupport
import Testing

/// Streams end with the right to them.
@Suite struct StreamEndTests {
    /// How the right ends.
    enum Way: CaseIterable { case revoked, expired, removed, purged }

    private static let upgrade = [
        "Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
    ]

    /// A tunnel to `/tunnel`, an answer without end to everything else.
    private static func upstream() throws -> ProxyUpstream {
        try ProxyUpstream { visit in
            let request = try visit.takeRequest()
            if request.target.hasSuffix("/tunnel") {
                try visit.connection.send(
                    "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                        + "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n")
            } else {
                try visit.connection.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n")
            }
            _ = try? visit.connection.readToEnd()
            visit.note("ended")
        }
    }

    @Test(arguments: Way.allCases)
    func aWatchATunnelAndALongAnswerEndWithTheirTokenAndOthersGoOn(way: Way) throws {
        let upstream = try Self.upstream()
        let server = try TestServer(
            """
            [edge]
            default_bot = "ANY"
            [edge.auth]
            mode = "token"
            [edge.clients.other]
            [edge.bots.ANY]
            address = "127.0.0.1:\(upstream.port)"
            """)
        #expect(try server.admin("POST", "/admin/clients", body: #"{"id": "acme"}"#).status == 201)
        let token = try server.token(of: "acme", way == .expired ? #"{"expires_in": 2}"# : "{}")
        let id = try server.admin("GET", "/admin/clients/acme/tokens").json()["tokens"]?[0]?["id"]?.text ?? ""
        let other = try server.token(of: way == .revoked || way == .expired ? "acme" : "other")
        func open(_ token: String, _ target: String, _ fields: [String] = []) throws -> Connection {
            let connection = try server.connect()
            try connection.send(Connection.head("GET", target, ["Authorization: Bearer \(token)"] + fields))
            let head = try connection.readHead()
            guard head.hasPrefix("HTTP/1.1 200 ") || head.hasPrefix("HTTP/1.1 101 ") else {
                throw TestFailure("no stream: \(head)")
            }
            return connection
        }
        let streams = { (token: String) in
            (
                watch: try open(token, "/kv?watch=1"), tunnel: try open(token, "/bot/tunnel", Self.upgrade),
                answer: try open(token, "/bot/long")
            )
        }
        let theirs = try streams(token)
        let others = try streams(other)
        #expect(try theirs.answer.readChunk() == Array("hi".utf8))
        #expect(try others.answer.readChunk() == Array("hi".utf8))
        switch way {
        case .revoked:
            #expect(try server.admin("DELETE", "/admin/clients/acme/tokens/\(id)").status == 204)
        case .expired: break
        case .removed: #expect(try server.admin("DELETE", "/admin/clients/acme").status == 200)
        case .purged: #expect(try server.admin("DELETE", "/admin/clients/acme?purge=1").status == 200)
        }
        let told = String(decoding: try theirs.watch.readChunks(), as: UTF8.self)
        #expect(told.contains("event: end\n"), "\(told)")
        _ = try theirs.tunnel.readToEnd()
        let rest = try theirs.answer.readToEnd()
        #expect(!String(decoding: rest.bytes, as: UTF8.self).contains("0\r\n\r\n"), "it does not look complete")
        try eventually("the upstream's ends are over") { upstream.notes.count == 2 }
        // The others' are as they were.
        #expect(try server.with(other, "PUT", "/kv/told", body: "1").status == 201)
        var text = ""
        while !text.contains("told") { text += String(decoding: try others.watch.readChunk() ?? [], as: UTF8.self) }
        #expect(!text.contains("event: end"))
        #expect(try server.metric("edge_tunnels_open") == 1 && upstream.notes.count == 2)
    }
}
