// SPDX-License-Identifier: Apache-2.0

import Glibc
import TestSupport
import Testing

/// What each client may use: requests a second and requests in flight. A rate of one in 1,000 seconds earns nothing
/// while a test runs.
@Suite struct LimitTests {
    private static let slow = "[edge.clients.acme.limits]\nrequests_per_s = 0.001\nburst = 5\n"
    private static let few = "[edge.clients.acme.limits]\nconcurrent = 3\n"
    private static let acme = ["X-Client-ID: acme"]

    /// A stream of changes, which is in flight as long as its connection lives.
    private func watch(_ server: TestServer) throws -> Connection? {
        let connection = try server.connect()
        try connection.send(Connection.head("GET", "/kv?watch=1", Self.acme))
        return try connection.readHead().hasPrefix("HTTP/1.1 200 ") ? connection : nil
    }

    private func reload(_ server: TestServer, _ configuration: String) throws {
        let before = server.directory.text("err").utf8.count
        try server.directory.write("wrangler.toml", configuration)
        server.process.signal(SIGHUP)
        try eventually("the configuration is read") {
            String(decoding: server.directory.text("err").utf8.dropFirst(before), as: UTF8.self)
                .contains("configuration reloaded")
        }
    }

    // MARK: Rate

    @Test func theBurstIsServedOverAnyConnectionsAndThenNothing() throws {
        let server = try TestServer(Self.slow)
        for left in (0..<5).reversed() {
            let answer = try server.acme("GET", "/kv/a")
            #expect(answer.status == 404)
            #expect(answer["RateLimit-Policy"] == "\"default\";q=5;w=5000")
            #expect(answer["RateLimit"]?.hasPrefix("\"default\";r=\(left);t=") == true)
        }
        for _ in 0..<20 {
            let answer = try server.acme("GET", "/kv/a")
            #expect(answer.status == 429 && answer.problem == "rate-limited")
            let seconds = try #require(answer["Retry-After"].flatMap { Int($0) })
            // The first of the five is earned again 1,000 seconds after it was used.
            #expect((900...1000).contains(seconds))
            #expect(answer["RateLimit"] == "\"default\";r=0;t=\(seconds)")
            let detail = try #require(answer.json()["detail"]?.text)
            #expect(detail.contains("requests_per_s") && detail.contains("0.001 requests a second, 5 of them at once"))
        }
        #expect(try server.metric("edge_limited_requests_total{limit=\"requests_per_s\"}") == 20)
        #expect(try server.metric("edge_limited_requests_total{limit=\"concurrent\"}") == 0)
    }

    @Test func underTheCloudflareAPIARefusalIsAnEnvelopeWithItsNumber() throws {
        for (limits, problem) in [
            ("requests_per_s = 0.001\nburst = 2", "requests_per_s"), ("concurrent = 1", "concurrent"),
        ] {
            let server = try TestServer(
                "[edge.auth]\nmode = \"token\"\n[edge.clients.acme.limits]\n\(limits)\n")
            let token = try server.token(of: "acme")
            let held = try server.connect()
            let own = ["Authorization: Bearer \(token)"]
            if problem == "concurrent" {
                try held.send(Connection.head("GET", "/kv?watch=1", own))
                #expect(try held.readHead().hasPrefix("HTTP/1.1 200 "))
            } else {
                for _ in 0..<2 { #expect(try server.with(token, "GET", "/client/v4/accounts").status == 200) }
            }
            for path in ["/accounts", "/user/tokens/verify", "/accounts/any/storage/kv/namespaces"] {
                let refused = try server.with(token, "GET", "/client/v4" + path)
                #expect(refused.status == 429 && refused.cloudflareCode == 10429, "\(path)")
                #expect(refused["Content-Type"] == "application/json")
                #expect(refused["Retry-After"].flatMap { Int($0) } ?? 0 > 0)
                #expect(try refused.json()["messages"]?.elements == [])
                #expect(refused.text.contains(problem))
            }
        }
    }

    @Test func othersAreNotConcerned() throws {
        let server = try TestServer(Self.slow)
        for _ in 0..<7 { _ = try server.acme("GET", "/kv/a") }
        let other = try server.request("GET", "/kv/a", ["X-Client-ID: other"])
        #expect(other.status == 404 && other["RateLimit"] == nil && other["RateLimit-Policy"] == nil)
        #expect(try server.acme("GET", "/healthz").status == 200)
        #expect(try server.acme("GET", "/readyz").status == 200)
        #expect(try server.acme("GET", "/kv/a").status == 429)
    }

    @Test func exactlyTheBurstIsServedWhenManyConnectionsAskAtOnce() throws {
        let server = try TestServer(
            "[edge.limits]\nrequests_per_s = 0.001\nburst = 100\n[edge.clients.acme.limits]\nconcurrent = 64\n")
        let statuses = try concurrently(16) { _ in
            let connection = try server.connect()
            return try (0..<25).map { _ in try connection.request("GET", "/kv/a", Self.acme).status }
        }
        let served = statuses.joined().filter { $0 == 404 }.count
        #expect(served == 100 && statuses.joined().allSatisfy { $0 == 404 || $0 == 429 })
    }

    @Test func bodiesAndRequestsBehindOneThatWaitsAreServed() throws {
        let server = try TestServer("[edge.limits]\nrequests_per_s = 0.001\nburst = 300\nconcurrent = 2\n")
        let body = String(repeating: "v", count: 40_000)
        let put = Connection.head("PUT", "/kv/a", Self.acme, length: body.utf8.count) + body
        let get = Connection.head("GET", "/kv/a", Self.acme)
        for _ in 0..<5 {
            let connection = try server.connect()
            try connection.send(put + get + put + get)
            let answers = try (0..<4).map { _ in try connection.readResponse() }
            #expect(answers.map(\.status) == [201, 200, 204, 200] || answers.map(\.status) == [204, 200, 204, 200])
            #expect(answers[1].text == body && answers[3].text == body)
        }
    }

    // MARK: Requests in flight

    @Test func watchesCountAsLongAsTheyLive() throws {
        let server = try TestServer(Self.few)
        var watches = try (0..<3).map { _ in try #require(try watch(server)) }
        for _ in 0..<10 {
            let answer = try server.acme("GET", "/kv/a")
            #expect(answer.status == 429 && answer.problem == "too-many-concurrent")
            #expect(answer["Retry-After"] == "1")
            #expect(answer["RateLimit-Policy"] == "\"concurrent\";q=3;qu=\"concurrent-requests\"")
            #expect(answer["RateLimit"] == "\"concurrent\";r=0")
            #expect(try answer.json()["detail"]?.text?.contains("may have 3 requests in flight") == true)
        }
        #expect(try server.request("GET", "/kv/a", ["X-Client-ID: other"]).status == 404)
        #expect(try server.metric("edge_limited_requests_total{limit=\"concurrent\"}") == 10)
        for round in 0..<3 {
            if round == 1 { watches[0].resetOnClose() }
            watches.removeFirst()
            // The program learns of it in its own time.
            let next = try eventually("a watch takes the place of the one that has gone") { try watch(server) }
            #expect(try server.acme("GET", "/kv/a").status == 429)
            watches.append(next)
        }
    }

    @Test func bodiesUnderWayCount() throws {
        let server = try TestServer(Self.few)
        let uploads = try (0..<3).map { index in
            let connection = try server.connect()
            try connection.send(
                Connection.head("PUT", "/kv/\(index)", Self.acme + ["Expect: 100-continue"], length: 5))
            // Now it is in flight for certain.
            #expect(try connection.readResponse().status == 100)
            return connection
        }
        for _ in 0..<6 { #expect(try server.acme("GET", "/kv/a").problem == "too-many-concurrent") }
        for upload in uploads {
            try upload.send("value")
            #expect(try upload.readResponse().status == 201)
        }
        // Whoever has read an answer can ask again, wherever.
        let connections = try (0..<8).map { _ in try server.connect() }
        for connection in connections { #expect(try connection.request("GET", "/kv/0", Self.acme).text == "value") }
    }

    @Test func oneAfterTheOtherIsNeverRefusedWhereverTheyArrive() throws {
        let server = try TestServer("[edge.limits]\nconcurrent = 1\n")
        let connections = try (0..<16).map { _ in try server.connect() }
        for round in 0..<320 {
            let answer = try connections[round % 16].request("GET", "/kv/a", Self.acme)
            #expect(answer.status == 404)
        }
    }

    @Test func tunnelsCountAsLongAsTheyLive() throws {
        let bot = try ProxiedBot(edge: "[edge.limits]\nconcurrent = 1\n") { visit in
            try visit.takeRequest()
            try visit.connection.send("HTTP/1.1 101 Switching\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n")
            _ = try visit.connection.readToEnd()
        }
        for _ in 0..<3 {
            let upgrade = [
                "Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13",
                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
            ]
            let tunnel = try eventually("a tunnel opens") {
                let connection = try bot.server.connect()
                try connection.send(ProxyWay.header.head("GET", "/socket", upgrade))
                return try connection.readHead().hasPrefix("HTTP/1.1 101 ") ? connection : nil
            }
            let refused = try bot.server.request("GET", "/kv/a", ["X-Client-ID: client-a"])
            #expect(refused.problem == "too-many-concurrent")
            tunnel.finishSending()
            _ = try tunnel.readToEnd()
        }
    }

    // MARK: Around

    @Test func aReloadChangesLimitsAtOnce() throws {
        let server = try TestServer(Self.slow)
        let connections = try (0..<8).map { _ in try server.connect() }
        func statuses() throws -> Set<Int> {
            Set(try connections.map { try $0.request("GET", "/kv/a", Self.acme).status })
        }
        _ = try statuses()
        #expect(try statuses() == [429])
        try reload(server, "")
        try eventually("nothing limits the client any more") { try statuses() == [404] }
        for _ in 0..<5 { #expect(try statuses() == [404]) }
        try reload(server, Self.few)
        let watches = try (0..<3).map { _ in try eventually("a watch begins") { try watch(server) } }
        try eventually("three are in flight") { try statuses() == [429] }
        try reload(server, "[edge.clients.acme.limits]\nconcurrent = 4\n")
        try eventually("a fourth may be") { try statuses() == [404] }
        withExtendedLifetime(watches) {}
    }

    @Test func randomClientsLeaveNothingBehind() throws {
        let server = try TestServer("[edge.limits]\nrequests_per_s = 0.001\nburst = 2\nconcurrent = 2\n")
        func ask(_ names: Range<Int>) throws {
            _ = try concurrently(4) { thread in
                let connection = try server.connect()
                for first in stride(from: names.lowerBound, to: names.upperBound, by: 50) {
                    let heads = (first..<first + 50).map {
                        Connection.head("GET", "/kv/a", ["X-Client-ID: t\(thread)-a-rather-long-name-\($0)"])
                    }
                    try connection.send(heads.joined())
                    for _ in 0..<50 {
                        guard try connection.readResponse().status == 404 else { throw TestFailure("refused") }
                    }
                }
            }
        }
        try ask(0..<2000)
        let before = try server.residentBytes()
        // 40,000 names: some 1 KiB each for as many as are kept, LimitLedgerTests says how many that is.
        try ask(10_000..<20_000)
        let grown = try server.residentBytes() - before
        #expect(grown < 64 << 20, "\(grown >> 10) KiB")
    }

    @Test func theProgramDrainsWhileClientsAreLimited() throws {
        let server = try TestServer(Self.few + "requests_per_s = 1000\n")
        let watch = try #require(try watch(server))
        _ = try server.acme("GET", "/kv/a")
        #expect(try server.terminate() == 0)
        withExtendedLifetime(watch) {}
    }
}
