// SPDX-License-Identifier: Apache-2.0

import TestSupport
import Testing

/// Two clients and a stranger, who try everything on what is not theirs: not one byte of it comes back, and nothing
/// that comes back tells whether it is there.
@Suite struct AdversarialTests {
    /// Who asks.
    enum Asker: CaseIterable { case other, stranger, guesser }

    private func fields(_ asker: Asker, _ town: TwoClients) -> [String] {
        switch asker {
        case .other: ["Authorization: Bearer \(town.other)"]
        case .stranger: []
        case .guesser: ["Authorization: Bearer edge_" + String(repeating: "0", count: 49)]
        }
    }

    /// Requests for what is not the asker's, over every surface for clients: the answers must be the same whether it is
    /// there or not.
    private func attempts(_ town: TwoClients) -> [(line: String, fields: [String], body: String)] {
        let (key, namespaces) = (TwoClients.key, TwoClients.namespaces)
        let own = "\(namespaces)/\(town.acmeNamespace)"
        let (host, json) = ("Host: localhost", "Content-Type: application/json")
        var all: [(String, [String], String)] = []
        for method in ["GET", "HEAD"] {
            for target in [
                "/kv/\(key)", "/kv/large-\(TwoClients.mark)", "/kv?prefix=private", "/kv", "/bots/acme/closed",
                "/bots/acme/kv/\(key)", "/analyses/1", "/articles", "/articles/1", "/chat", "/chat/1", "/v1/models",
                own, "\(own)/keys", "\(own)/values/\(key)", "\(own)/metadata/\(key)", namespaces,
                "/client/v4/accounts", "/client/v4/user/tokens/verify", "/client/v4/memberships", "/admin/clients",
                "/admin/clients/acme", "/metrics", "/admin/kv/export", "/_edge/kv/\(key)",
            ] {
                all.append(("\(method) \(target)", [host], ""))
                all.append(("\(method) \(target)", [host, "X-Client-ID: acme"], ""))
            }
        }
        for fields in [
            ["If-None-Match: \(town.etag)"], ["If-None-Match: *"], ["If-Match: \(town.etag)"],
            ["If-Match: *", "Range: bytes=0-1"], ["Accept: text/event-stream"],
        ] {
            all.append(("GET /kv/\(key)", [host] + fields, ""))
            all.append(("GET \(own)/values/\(key)", [host] + fields, ""))
        }
        let bulk = #"{"keys": ["\#(key)"]}"#
        all.append(("POST \(own)/bulk/get", [host, json, "Content-Length: \(bulk.utf8.count)"], bulk))
        all.append(("DELETE \(own)/values/\(key)", [host], ""))
        all.append(("DELETE \(own)", [host], ""))
        all.append(("PUT \(own)/values/\(key)", [host, "Content-Length: 1"], "x"))
        all.append(("DELETE /kv/\(key)", [host, "X-Client-ID: acme"], ""))
        all.append(("DELETE /kv/\(key)", [host, "If-Match: \(town.etag)"], ""))
        all.append(("PUT /kv/\(key)", [host, "X-Client-ID: acme", "Content-Length: 1"], "x"))
        for target in ["/_edge/kv/\(key)", "/_edge/kv?prefix=private", "/", "/_edge/client/v4/accounts"] {
            all.append(("GET \(target)", ["Host: www.acme.example"], ""))
            all.append(("GET \(target)", ["Host: acme.localhost"], ""))
        }
        return all
    }

    @Test(arguments: Asker.allCases)
    func notAByteOfTheOthersComesBackAndNothingTellsWhetherItIsThere(asker: Asker) throws {
        let (full, empty) = (try TwoClients(), try TwoClients(hasSecrets: false))
        #expect(full.acmeNamespace == empty.acmeNamespace)
        // A guesser is held up after so many; each of its own requests is to be answered as the first.
        for attempt in attempts(full).prefix(asker == .guesser ? 15 : .max) {
            let same = ["X-Request-ID: the-same-for-both"]
            let there = try full.send(
                attempt.line, attempt.fields + fields(asker, full) + same, body: attempt.body)
            let absent = try empty.send(
                attempt.line, attempt.fields + fields(asker, empty) + same, body: attempt.body)
            #expect(there.whole == absent.whole, "\(attempt)")
            // What the asker has named itself may be repeated to it.
            let told = there.whole.replacing(TwoClients.key, with: "").replacing("large-" + TwoClients.mark, with: "")
            #expect(!full.leaks(told), "\(attempt): \(told)")
            if asker != .other { #expect(there.status == 401, "\(attempt)") }
        }
        #expect(try full.server.with(full.acme, "GET", "/kv/\(TwoClients.key)").text == "value-\(TwoClients.mark)")
        #expect(try full.server.with(full.acme, "GET", "/kv").json()["keys"]?.elements.count == 2)
        #expect(full.bot.requests.isEmpty)
    }

    @Test func theOperatorsSurfaceTellsClientsAndStrangersNothing() throws {
        let town = try TwoClients()
        let paths = [
            "/admin/clients", "/admin/clients/acme", "/admin/clients/nobody", "/admin/clients/acme/tokens",
            "/admin/clients/nobody/tokens", "/metrics", "/readyz", "/admin/kv/export", "/admin/kv/backup",
            "/admin/kv/verify", "/admin/nothing", "/",
        ]
        let api = ["", "/\(town.acmeNamespace)", "/\(town.acmeNamespace)/values/\(TwoClients.key)"]
        for token in [nil, town.other, town.acme] {
            let fields = (token.map { ["Authorization: Bearer \($0)"] } ?? []) + ["X-Request-ID: the-same"]
            var answers: [Set<String>] = [[], []]
            for (index, targets) in [paths, api.map { TwoClients.namespaces + $0 }].enumerated() {
                for target in targets where answers[index].count < 2 {
                    let answer = try TwoClients.ask(town.server, .admin, "GET", target, fields)
                    // A client that tries often enough is held up like everybody who guesses.
                    #expect(answer.status == 401 || answer.status == 429, "\(target)")
                    if answer.status == 401 { answers[index].insert(answer.whole) }
                    #expect(!town.leaks(answer), "\(target)")
                }
            }
            #expect(answers.allSatisfy { $0.count <= 1 })
        }
        #expect(try town.operate("GET", "/metrics").status == 200)
    }

    @Test func aWatchTellsOfOnesOwnChangesOnly() throws {
        let town = try TwoClients()
        let watch = try town.server.connect()
        try watch.send(Connection.head("GET", "/kv?watch=1", ["Authorization: Bearer \(town.other)"]))
        #expect(try watch.readHead().hasPrefix("HTTP/1.1 200 "))
        for number in 0..<20 {
            let fields = ["X-KV-Metadata: \"metadata-\(TwoClients.mark)\""]
            _ = try town.server.with(town.acme, "PUT", "/kv/\(TwoClients.key)\(number)", fields, body: TwoClients.mark)
        }
        #expect(try town.server.with(town.other, "PUT", "/kv/mine", body: "1").status == 201)
        var told = ""
        while !told.contains("mine") {
            guard let chunk = try watch.readChunk() else { break }
            told += String(decoding: chunk, as: UTF8.self)
        }
        #expect(told.contains("mine") && !town.leaks(told))
    }

    @Test func tunnelsOfTwoClientsCarryNothingOfEachOther() throws {
        let rounds = 16
        let bot = try ProxyUpstream { visit in
            let client = try visit.takeRequest()["X-Client-ID"] ?? "nobody"
            try visit.connection.send(
                "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                    + "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n")
            for _ in 0..<rounds {
                let message = try visit.connection.read(8)
                try visit.connection.send(Array("\(client)<".utf8) + message + Array(">".utf8))
            }
            _ = try visit.connection.readToEnd()
        }
        let server = try TestServer(
            """
            [edge]
            default_bot = "ANY"
            [edge.auth]
            mode = "token"
            [edge.clients.acme]
            [edge.clients.beta]
            [edge.bots.ANY]
            address = "127.0.0.1:\(bot.port)"
            """)
        let upgrade = [
            "Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13",
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
        ]
        let clients = ["acme", "beta"]
        let tunnels = try clients.map { client in
            let made = try server.admin("POST", "/admin/clients/\(client)/tokens", body: "{}")
            let token = ["Authorization: Bearer \(try #require(try made.json()["token"]?.text))"]
            for another in clients where another != client {
                let refused = try server.request("GET", "/bots/\(another)/socket", token + upgrade)
                #expect(refused.problem == "client-mismatch")
            }
            let tunnel = try server.connect()
            try tunnel.send(Connection.head("GET", "/bots/\(client)/socket", token + upgrade))
            #expect(try tunnel.readHead().hasPrefix("HTTP/1.1 101 "))
            return (client, tunnel)
        }
        #expect(try server.request("GET", "/bots/acme/socket", upgrade).status == 401)
        for round in 100..<100 + rounds {
            for (client, tunnel) in tunnels { try tunnel.send("\(client)-\(round)") }
            for (client, tunnel) in tunnels.reversed() {
                let told = String(decoding: try tunnel.read(14), as: UTF8.self)
                #expect(told == "\(client)<\(client)-\(round)>")
            }
        }
        #expect(bot.requests.count == clients.count)
    }

    @Test func logsAndMetricsHaveNoTokensNoValuesAndNoMetadata() throws {
        let town = try TwoClients()
        for target in ["/kv/a?token=\(town.acme)", "/nowhere?\(town.acme)", "/bot/x?key=\(town.acme)"] {
            _ = try town.server.with(town.acme, "GET", target)
        }
        for fields in [
            ["Authorization: Bearer \(town.acme)x"], ["Authorization: Bearer \(town.acme) "],
            ["Authorization: Basic \(town.acme)"],
            ["Authorization: Bearer \(town.acme)", "Authorization: Bearer edge_a"],
            ["Authorization:\tBearer \(town.acme)"], ["Proxy-Authorization: Bearer \(town.acme)"],
            ["Cookie: session=\(town.acme)"], ["X-Client-ID: \(town.acme)"], ["X-Request-ID: \(town.acme)"],
        ] {
            let answer = try town.server.request("GET", "/kv/a", fields)
            // A request's own id is taken over: whoever sends a secret as one has told it.
            if fields[0].hasPrefix("X-Request-ID") { continue }
            #expect(!town.leaks(answer.whole.replacing("`\(town.acme)`", with: "")), "\(fields)")
        }
        #expect(!town.leaks(try town.operate("GET", "/metrics")))
        #expect(!(try town.operate("GET", "/admin/clients/acme").text.contains("env-\(TwoClients.mark)")))
        try town.server.terminate()
        // Keys stand in the paths that the operator's log has; what they hold, and how it was asked for, does not.
        let log = (town.server.directory.text("out") + town.server.directory.text("err"))
            .split(separator: "\n").filter { !$0.contains("\"request_id\":\"edge_") }.joined(separator: "\n")
        #expect(log.contains("/kv/\(TwoClients.key)"))
        #expect(!town.leaks(log.replacing(TwoClients.key, with: "").replacing("large-\(TwoClients.mark)", with: "")))
    }
}
