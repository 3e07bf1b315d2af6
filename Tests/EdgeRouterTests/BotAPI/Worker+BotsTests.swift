// SPDX-License-Identifier: Apache-2.0

import ContainerPool
import EventLoop
import KVStore
import Testing

@testable import EdgeRouter

@Suite struct WorkerBotsTests {
    private static let configuration = """
        [[kv_namespaces]]
        binding = "ADVICE"
        [[kv_namespaces]]
        binding = "SECRETS"
        [edge.bots.BOT]
        command = ["true"]
        kv = ["ADVICE"]
        [edge.bots.SHARED]
        command = ["true"]
        instances = "shared"
        egress = "public"
        """

    /// A loop that knows of two instances of local bots: one of the client `acme`, one that all share.
    private func withBots(_ body: (TestWorker) throws -> Void) throws {
        let test = try TestWorker(Self.configuration)
        for (id, key) in [(1, InstanceKey(binding: "BOT", client: "acme")), (2, InstanceKey(binding: "SHARED"))] {
            test.worker.receive(
                .botInstance(
                    .began(
                        BotInstance(
                            id: InstanceID(UInt64(id)), key: key, origin: .loopback))))
        }
        try body(test)
        try test.close()
    }

    /// The life that a client's id is in.
    private func life(_ test: TestWorker, _ id: String) throws -> ClientLife {
        let reader = try test.services.store.makeReader()
        let read = try reader.get(.clientRemovals, key: Array(id.utf8).span, now: test.worker.dates.seconds)
        guard case .found(let entry) = read else { return .first }
        return ClientLife(removal: entry.etag)
    }

    private func token(
        _ test: TestWorker, _ id: UInt64, client: String?, life: ClientLife = .first, expiresIn: Int64? = nil
    ) -> String {
        BotToken(
            binding: id == 1 ? "BOT" : "SHARED", client: client, life: life, instance: InstanceID(id),
            expiresAt: expiresIn.map { test.worker.dates.seconds + $0 }
        ).text(signedWith: test.worker.services.bots.tokenKey)
    }

    private func ask(
        _ test: TestWorker, _ line: String, _ fields: [String] = [], body: String = "", token given: String? = nil
    ) throws -> String {
        let lines = ["\(line) HTTP/1.1", "Host: router", "Connection: close", "Content-Length: \(body.utf8.count)"]
        let shown = given ?? token(test, 1, client: "acme")
        return try test.answer(
            to: (lines + ["Authorization: Bearer \(shown)"] + fields + ["", body]).joined(separator: "\n"), on: .bots)
    }

    private func status(_ answer: String) -> Int? { Int(answer.dropFirst(9).prefix(3)) }

    @Test func `a bot has its client's namespace, as the client itself has it`() throws {
        try withBots { (test) throws in
            #expect(status(try ask(test, "PUT /kv/profile", body: "x")) == 201)
            #expect(try ask(test, "GET /kv/profile").hasSuffix("\r\n\r\nx"))
            #expect(try ask(test, "GET /kv?prefix=p").contains(#""name":"profile""#))
            let own = try test.answer(
                to: "GET /kv/profile HTTP/1.1\nHost: localhost\nX-Client-ID: acme\nConnection: close\n\n")
            #expect(own.hasSuffix("\r\n\r\nx"))
            #expect(status(try ask(test, "DELETE /kv/profile")) == 204)
        }
    }

    @Test func `a granted namespace can be read, another one cannot, and none can be written`() throws {
        try withBots { (test) throws in
            #expect(status(try ask(test, "GET /kv/@ADVICE/a")) == 404)
            #expect(try ask(test, "GET /kv/@ADVICE").contains(#"{"keys":[],"list_complete":true}"#))
            #expect(status(try ask(test, "PUT /kv/@ADVICE/a", body: "x")) == 405)
            for line in ["GET /kv/@SECRETS/a", "GET /kv/@NONE/a", "GET /kv/@"] {
                #expect(status(try ask(test, line)) == 403)
            }
            #expect(status(try ask(test, "PUT /kv/%40SECRETS/a", body: "own")) == 201)
        }
    }

    @Test func `state is a bot's own for each client, and the client does not see it`() throws {
        try withBots { (test) throws in
            #expect(status(try ask(test, "PUT /state/articles/a", body: "1")) == 201)
            #expect(try ask(test, "GET /state/articles/a").hasSuffix("\r\n\r\n1"))
            #expect(try ask(test, "GET /state?prefix=art").contains(#""name":"articles/a""#))
            #expect(status(try ask(test, "GET /kv/articles/a")) == 404)
            let other = token(test, 2, client: "acme", expiresIn: 60)
            #expect(status(try ask(test, "GET /state/articles/a", token: other)) == 404)
            #expect(status(try ask(test, "PUT /state/articles/a", ["If-None-Match: *"], body: "2")) == 412)
            #expect(status(try ask(test, "GET /state?watch=1")) == 400)
            #expect(status(try ask(test, "DELETE /state/articles/a")) == 204)
        }
    }

    @Test func `a transaction is done as a whole, or tells which condition did not hold`() throws {
        try withBots { (test) throws in
            let first = try ask(
                test, "POST /state/transaction",
                body: #"{"if":[{"key":"n","etag":null}],"put":{"n":1,"text":"x"}}"#)
            #expect(status(first) == 200)
            let tag = try #require(first.firstMatch(of: #/"n":"\\"([0-9a-f]+)\\""/#)?.1)
            #expect(try ask(test, "GET /state/n").contains("Content-Type: application/json"))
            let refused = try ask(
                test, "POST /state/transaction",
                body:
                    #"{"if":[{"key":"n","etag":"\#(tag)"},{"key":"text","etag":null}],"put":{"n":2},"delete":["text"]}"#
            )
            #expect(status(refused) == 412 && refused.contains(#""failed":["text"]"#))
            #expect(try ask(test, "GET /state/n").hasSuffix("\r\n\r\n1"))
            let second = try ask(
                test, "POST /state/transaction", body: #"{"if":[{"key":"n","etag":"\#(tag)"}],"delete":["n","text"]}"#)
            #expect(status(second) == 200)
            #expect(try ask(test, "GET /state").contains(#"{"keys":[]"#))
            #expect(status(try ask(test, "POST /state/transaction", body: "x")) == 400)
        }
    }

    @Test func `an alarm is set, read and cleared, and the control thread hears of it`() throws {
        try withBots { (test) throws in
            #expect(try ask(test, "GET /alarm").hasSuffix("{\"at\":null}\n"))
            #expect(status(try ask(test, "PUT /alarm", body: #"{"at":"2126-01-01T00:00:00Z"}"#)) == 204)
            #expect(try ask(test, "GET /alarm").hasSuffix("{\"at\":4922899200}\n"))
            let space = test.told { if case .alarmChanged(let space) = $0 { space } else { nil } }
            #expect(space == BotSpace(binding: "BOT", client: "acme"))
            #expect(status(try ask(test, "DELETE /alarm")) == 204)
            #expect(try ask(test, "GET /alarm").hasSuffix("{\"at\":null}\n"))
            #expect(status(try ask(test, "PUT /alarm", body: #"{"at":"soon"}"#)) == 400)
            #expect(status(try ask(test, "POST /alarm")) == 405)
        }
    }

    @Test func `state and alarms go with the client that is purged, and no other's`() throws {
        try withBots { (test) throws in
            let other = token(test, 2, client: "beta", expiresIn: 60)
            for shown in [token(test, 1, client: "acme"), other] {
                #expect(status(try ask(test, "PUT /state/a", body: "1", token: shown)) == 201)
                #expect(status(try ask(test, "PUT /alarm", body: #"{"at":4922899200}"#, token: shown)) == 204)
            }
            let purge = "DELETE /admin/clients/acme?purge=1 HTTP/1.1\nHost: localhost\nConnection: close\n\n"
            #expect(status(try test.answer(to: purge, on: .admin)) == 200)
            #expect(status(try ask(test, "GET /state/a")) == 401, "the token is of the life that has ended")
            var next = try token(test, 1, client: "acme", life: life(test, "acme"))
            #expect(status(try ask(test, "GET /state/a", token: next)) == 404)
            #expect(try ask(test, "GET /alarm", token: next).hasSuffix("{\"at\":null}\n"))
            #expect(status(try ask(test, "GET /state/a", token: other)) == 200)
            #expect(try ask(test, "GET /alarm", token: other).hasSuffix("{\"at\":4922899200}\n"))
            // What is kept from then on is found by the next purge.
            let change = #"{"put":{"b":1}}"#
            #expect(status(try ask(test, "POST /state/transaction", body: change, token: next)) == 200)
            #expect(status(try test.answer(to: purge, on: .admin)) == 200)
            next = try token(test, 1, client: "acme", life: life(test, "acme"))
            #expect(status(try ask(test, "GET /state/b", token: next)) == 404)
        }
    }

    @Test func `who shows no token that is good here is refused, and told why`() throws {
        try withBots { (test) throws in
            let bare = "GET /kv/a HTTP/1.1\nHost: router\nConnection: close\n"
            let none = try test.answer(to: bare + "\n", on: .bots)
            #expect(status(none) == 401 && none.contains("WWW-Authenticate: Bearer\r\n"))
            for (shown, named) in [
                ("edge_x", "was not made by this router"), (token(test, 1, client: "beta"), "runs no longer"),
                (token(test, 2, client: "acme", expiresIn: 0), "15 minutes are over"),
            ] {
                let answer = try ask(test, "GET /kv/a", token: shown)
                #expect(status(answer) == 401 && answer.contains(named), "\(answer)")
            }
            test.worker.receive(.botInstance(.ended(InstanceID(1))))
            #expect(status(try ask(test, "GET /kv/a")) == 401)
            #expect(test.worker.metrics.refusedTokens == 5)
        }
    }

    @Test func `a shared instance acts for the client whose request it serves`() throws {
        try withBots { (test) throws in
            let own = token(test, 2, client: nil)
            #expect(status(try ask(test, "GET /kv/a", token: own)) == 403)
            let request = token(test, 2, client: "beta", expiresIn: 60)
            #expect(status(try ask(test, "PUT /kv/a", body: "b", token: request)) == 201)
            #expect(status(try ask(test, "GET /kv/a")) == 404)
        }
    }

    @Test func `nothing else is served there, and no bot's token elsewhere`() throws {
        try withBots { (test) throws in
            for line in ["GET /healthz", "GET /metrics", "GET /bots/acme/", "POST /analyze", "GET /admin/clients"] {
                #expect(status(try ask(test, line)) == 404)
            }
            #expect(status(try ask(test, "POST /v1/chat/completions", body: "{}")) == 503)
            let elsewhere = try test.answer(
                to: "GET /kv/a HTTP/1.1\nHost: localhost\nConnection: close\nAuthorization: Bearer "
                    + token(test, 1, client: "acme") + "\n\n")
            #expect(status(elsewhere) == 400)
            let connect = "CONNECT example.com:443 HTTP/1.1\nHost: example.com:443\n\n"
            #expect(status(try test.answer(to: connect)) == 405)
        }
    }

    @Test func `a forwarded request to a shared instance brings a token for its client`() throws {
        try withBots { (test) throws in
            let upstream = try TestUpstream()
            let bot = try #require(test.worker.tables.bots["SHARED"])
            test.worker.receive(
                .pool(
                    .published(
                        bot.sharedKey,
                        Publication(
                            endpoint: Endpoint(address: upstream.address, generation: 2), instance: InstanceID(2)))))
            let answer = try test.answer { _ in
                upstream.turn { request in
                    request.hasSuffix("\r\n\r\n") ? "HTTP/1.1 204 No Content\r\n\r\n" : nil
                }
            } by: { exchange in
                exchange.forwarding = Forwarding(key: bot.sharedKey, bot: bot, queuedSince: test.worker.loop.now)
                test.worker.forward(exchange)
            }
            _ = answer
            let sent = upstream.received
            let shown = try #require(sent.firstMatch(of: #/X-Edge-Token: (\S+)\r\n/#)?.1)
            let read = try #require(BotToken(Array(shown.utf8), signedWith: test.worker.services.bots.tokenKey))
            #expect(read.client == "c" && read.instance == InstanceID(2))
            #expect(read.expiresAt.map { $0 - test.worker.dates.seconds <= 900 } ?? false)
        }
    }
}
