// SPDX-License-Identifier: Apache-2.0

import Glibc
import Testing

@Suite struct WebSocketTests {
    private static let upgrade = [
        "Connection: keep-alive, Upgrade", "Upgrade: WebSocket", "Sec-WebSocket-Version: 13",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", "Sec-WebSocket-Protocol: chat",
    ]
    private static let switching =
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        + "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n"

    @Test(.enabled(if: WebSocketScripts.python != nil, "no python3 with the websockets package; set EDGE_TEST_PYTHON"))
    func messagesPingsCodesAndEndingsPassOnEveryWay() throws {
        let python = try #require(WebSocketScripts.python)
        let files = try TemporaryDirectory()
        let bot = try ChildProcess(
            python, ["-c", WebSocketScripts.server], output: files.path + "/out", errors: files.path + "/err")
        let port = try eventually("the bot listens") { UInt16(files.text("out").prefix { $0.isNumber }) }
        let server = try TestServer(ProxyWay.configuration(port))
        let results = try concurrently(ProxyWay.allCases.count) { index in
            let way = ProxyWay.allCases[index]
            let host = way == .host ? "client-a.localhost" : "localhost"
            let client = way == .header ? ["client-a"] : []
            // The bot is told apart from the others by the path.
            let target = way.target("/\(way)")
            return try Command(python, ["-c", WebSocketScripts.client, "\(server.port)", host, target] + client)
        }
        for (way, result) in zip(ProxyWay.allCases, results) {
            #expect(result.output == "well\n", "\(way): \(result.errors.suffix(600))")
        }
        #expect(bot.isRunning)
        try eventually("no tunnel is left") { try server.metric("edge_tunnels_open") == 0 }
    }

    /// A tunnel to a raw bot that has taken the handshake.
    private func tunnel(
        to script: @escaping ProxyUpstream.Script, edge: String = "", ahead: String = ""
    ) throws -> (ProxiedBot, Connection) {
        let bot = try ProxiedBot(edge: edge) { visit in
            try visit.takeRequest()
            try script(visit)
        }
        let connection = try bot.server.connect()
        try connection.send(ProxyWay.header.head("GET", "/socket", Self.upgrade) + ahead)
        return (bot, connection)
    }

    @Test func bytesBehindTheHandshakeWaitForItsAnswer() throws {
        let (bot, connection) = try tunnel(
            to: { visit in
                // Nothing of the tunnel may be here yet.
                var wanted = pollfd(fd: visit.connection.socket, events: Int16(POLLIN), revents: 0)
                // One structure, and one is announced.
                visit.note(unsafe poll(&wanted, 1, 100) == 0 ? "held back" : "too early")
                try visit.connection.send(Self.switching + "from the bot")
                visit.note(String(decoding: try visit.connection.read(9), as: UTF8.self))
                _ = try visit.connection.readToEnd()
            }, ahead: "too ")
        try connection.send("early")
        let head = try connection.readHead()
        #expect(head.hasPrefix("HTTP/1.1 101 "))
        #expect(head.contains("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo="))
        #expect(head.lowercased().contains("connection: upgrade"))
        #expect(try connection.read(12) == Array("from the bot".utf8))
        try eventually("the bot has the bytes") { bot.upstream.notes.count == 2 }
        #expect(bot.upstream.notes == ["held back", "too early"])
        let request = try #require(bot.upstream.requests.first)
        #expect(request["Connection"] == "Upgrade")
        #expect(request["Upgrade"] == "websocket")
        #expect(request["Sec-WebSocket-Protocol"] == "chat")
    }

    @Test func anotherAnswerThan101OpensNoTunnel() throws {
        let bot = try ProxiedBot(
            .answering { request in
                request.target == "/missing"
                    ? "HTTP/1.1 404 Not Found\r\nContent-Length: 4\r\n\r\nnone" : answer("plain")
            })
        let connection = try bot.server.connect()
        for (target, status) in [("/missing", 404), ("/plain", 200), ("/missing", 404)] {
            try connection.send(ProxyWay.header.head("GET", target, Self.upgrade))
            #expect(try connection.readResponse().status == status)
        }
        try connection.send("\u{1}\u{2}frame\r\n\r\n")
        #expect(try connection.readResponse().status == 400)
        #expect(bot.upstream.requests.map(\.target) == ["/missing", "/plain", "/missing"])
        #expect(bot.upstream.visits == 1)
    }

    @Test func eachSideMayFinishFirstAndStillReceive() throws {
        // Sent right before closing, the client's last words and its end arrive at one moment.
        for _ in 0..<10 {
            let (bot, connection) = try tunnel(to: { visit in
                try visit.connection.send(Self.switching + "bye")
                visit.connection.finishSending()
                visit.note("\(try visit.connection.readToEnd().bytes.count)")
            })
            _ = try connection.readHead()
            #expect(try connection.readToEnd().bytes == Array("bye".utf8))
            try connection.send([UInt8](repeating: 1, count: 1000))
            _ = consume connection
            try eventually("the bot has it all") { bot.upstream.notes == ["1000"] }
        }
        let (bot, connection) = try tunnel(to: { visit in
            try visit.connection.send(Self.switching)
            visit.note("\(try visit.connection.readToEnd().bytes.count)")
            try visit.connection.send("after all")
        })
        _ = try connection.readHead()
        try connection.send([UInt8](repeating: 1, count: 1000))
        connection.finishSending()
        #expect(try connection.readToEnd().bytes == Array("after all".utf8))
        #expect(bot.upstream.notes == ["1000"])
    }

    @Test func aResetOnOneSideEndsTheOther() throws {
        let (bot, connection) = try tunnel(to: { visit in
            try visit.connection.send(Self.switching)
            _ = try visit.connection.read(1)
            visit.connection.resetOnClose()
        })
        _ = try connection.readHead()
        try connection.send("x")
        #expect(try connection.readToEnd().ending == .reset)
        try eventually("the tunnel is closed") { try bot.server.metric("edge_tunnels_open") == 0 }

        let (other, client) = try tunnel(to: { visit in
            try visit.connection.send(Self.switching)
            _ = try visit.connection.readToEnd()
            visit.note("ended")
        })
        _ = try client.readHead()
        client.resetOnClose()
        _ = consume client
        try eventually("the bot sees the end") { other.upstream.notes == ["ended"] }
        try eventually("the tunnel is closed") { try other.server.metric("edge_tunnels_open") == 0 }
    }

    @Test func aTunnelOutlivesAReloadAndIsEndedWhenDrainingIsOver() throws {
        let (bot, connection) = try tunnel(
            to: { visit in
                try visit.connection.send(Self.switching)
                while true { try visit.connection.send(try visit.connection.read(1)) }
            }, edge: "[edge]\ndrain = \"500ms\"")
        _ = try connection.readHead()
        let elsewhere = try ProxyUpstream.answering { _ in answer("new") }
        let text = "[edge]\ndrain = \"500ms\"\n" + ProxyWay.configuration(elsewhere.port)
        try bot.server.directory.write("wrangler.toml", text)
        bot.server.process.signal(SIGHUP)
        // An open tunnel to the old address holds nobody up.
        try eventually("the new address is used") {
            try bot.server.connect().request("GET", "/bots/client-a/", ["Connection: close"]).text == "new"
        }
        try connection.send("1")
        #expect(try connection.read(1) == Array("1".utf8))

        bot.server.process.signal(SIGTERM)
        try eventually("draining has begun") { bot.server.directory.text("err").contains("draining") }
        try connection.send("2")
        #expect(try connection.read(1) == Array("2".utf8))
        #expect(try connection.readToEnd().bytes.isEmpty)
        #expect(try bot.server.process.wait() == 0)
    }
}
