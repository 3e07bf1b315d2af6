// SPDX-License-Identifier: Apache-2.0

import TestSupport
import Testing

@Suite struct IdentityTests {
    /// Sends a request with exactly these fields, and no others.
    private func ask(_ server: TestServer, _ line: String, _ fields: [String], body: String = "") throws -> Response {
        let connection = try server.connect()
        let framing = body.isEmpty ? [] : ["Content-Length: \(body.utf8.count)"]
        try connection.send(([line + " HTTP/1.1"] + fields + framing).map { $0 + "\r\n" }.joined() + "\r\n" + body)
        return try connection.readResponse()
    }

    @Test(arguments: [
        (target: "/kv/who", fields: ["Host: localhost", "X-Client-ID: acme"]),
        ("/kv/who", ["Host: 127.0.0.1", "x-client-id:acme"]),
        ("/_edge/kv/who", ["Host: acme.localhost"]),
        ("/_edge/kv/who", ["Host: ACME.LocalHost:8787"]),
        ("/_edge/kv/who", ["Host: acme.localhost."]),
        ("/_edge/kv/who", ["Host: acme.localhost", "X-Client-ID: acme"]),
        ("/_edge/kv/who", ["Host: www.acme.example"]),
        ("http://acme.localhost/_edge/kv/who", ["Host: acme.localhost"]),
        ("/opened/who", ["Host: localhost"]),
    ])
    func eachSourceNamesTheClient(target: String, fields: [String]) throws {
        let server = try TestServer(
            """
            [edge.clients.acme]
            hosts = ["www.acme.example"]

            \(TestServer.openedNamespace)
            """)
        _ = try server.acme("PUT", "/kv/who", body: "acme")
        let answer = try ask(server, "GET " + target, fields)
        if target.hasPrefix("/opened") {
            // A namespace of the configuration, which is empty.
            #expect(answer.problem == "no-such-key")
        } else {
            #expect(answer.text == "acme")
        }
        try eventually("the log names the client") {
            server.directory.text("out").split(separator: "\n").contains {
                $0.contains(#""client":"acme""#) && $0.contains("\"method\":\"GET\"")
            }
        }
    }

    @Test(arguments: [
        (target: "/_edge/kv/a", fields: ["Host: acme.localhost", "X-Client-ID: other"]),
        ("/bots/acme/x", ["Host: localhost", "X-Client-ID: other"]),
        ("/bots/acme/_edge", ["Host: localhost", "X-Client-ID: acm"]),
        ("/opened/a", ["Host: localhost", "X-Client-ID: other"]),
    ])
    func sourcesThatDifferAreRefused(target: String, fields: [String]) throws {
        let server = try TestServer(TestServer.openedNamespace)
        let answer = try ask(server, "GET " + target, fields)
        #expect(answer.status == 403)
        #expect(answer.problem == "client-mismatch")
        let spelt = try #require(fields[1].split(separator: " ").last)
        #expect(try answer.json()["detail"]?.text?.contains("`\(spelt)`") == true)
    }

    @Test(arguments: [
        "Acme", "-acme", "acme-", "ac_me", "ac.me", "a b", "", "ä", "acme,other", "acme/", "*", "-",
        String(repeating: "a", count: 64),
    ])
    func whatIsNoClientIDIsRefused(id: String) throws {
        let server = try TestServer("[edge]\ndefault_client = \"acme\"")
        let answer = try ask(server, "GET /kv/a", ["Host: localhost", "X-Client-ID: \(id)"])
        #expect(answer.status == 400)
        #expect(answer.problem == "invalid-client-id")
        #expect(try server.request("GET", "/bots/\(id.isEmpty ? "%20" : "_")/x").problem == "invalid-client-id")
    }

    @Test(arguments: ["a", "0", "a-b", "a--b", "0a", String(repeating: "a", count: 63)])
    func dnsLabelsAreClientIDs(id: String) throws {
        let server = try TestServer()
        #expect(try server.request("GET", "/kv/a", ["X-Client-ID: \(id)"]).problem == "no-such-key")
    }

    @Test func aSecondClientIDIsRefusedThoughItBeTheSame() throws {
        let server = try TestServer()
        let answer = try server.request("GET", "/kv/a", ["X-Client-ID: acme", "x-client-id: acme"])
        #expect(answer.status == 400)
        #expect(try answer.json()["detail"]?.text?.contains("X-Client-ID") == true)
    }

    @Test func aTwinWithUnderscoresIsNotBelieved() throws {
        let server = try TestServer()
        #expect(try server.request("GET", "/kv/a", ["X_Client_ID: acme"]).problem == "no-client")
    }

    @Test func withoutAnySourceTheDefaultClientIsMeant() throws {
        let server = try TestServer("[edge]\ndefault_client = \"acme\"")
        _ = try server.acme("PUT", "/kv/a", body: "acme")
        #expect(try server.request("GET", "/kv/a").text == "acme")
        #expect(try server.request("GET", "/kv/a", ["X-Client-ID: other"]).status == 404)
        let none = try TestServer().request("GET", "/kv/a")
        #expect(none.status == 400)
        #expect(none.problem == "no-client")
    }

    @Test func unknownClientsAreRefusedWhereTheConfigurationSaysSo() throws {
        let server = try TestServer("[edge]\nunknown_clients = \"refuse\"\n[edge.clients.acme]\n")
        #expect(try server.acme("GET", "/kv/a").problem == "no-such-key")
        let refused = try server.request("GET", "/kv/a", ["X-Client-ID: other"])
        #expect(refused.status == 403)
        #expect(refused.problem == "unknown-client")
        #expect(try ask(server, "GET /_edge/kv/a", ["Host: other.localhost"]).status == 403)
    }

    // MARK: Hosts and origins

    @Test(arguments: [
        "localhost", "LOCALHOST", "localhost:1", "localhost.", "127.0.0.1", "10.1.2.3:80", "[::1]", "[fe80::1]:80",
        "router.example", "ROUTER.example:8787",
    ])
    func ownHostsAreServed(host: String) throws {
        let server = try TestServer("[edge]\nhosts = [\"router.example\"]")
        #expect(try ask(server, "GET /kv/a", ["Host: \(host)", "X-Client-ID: acme"]).problem == "no-such-key")
    }

    @Test(arguments: [
        "evil.example", "localhost.evil.example", "evillocalhost", "127.0.0.1.evil.example", "127.1", "2130706433",
        "0177.0.0.01x", "127.0.0.256", "www.router.example",
    ])
    func foreignHostsAreMisdirectedExceptForHealth(host: String) throws {
        let server = try TestServer("[edge]\nhosts = [\"router.example\"]")
        let answer = try ask(server, "GET /kv/a", ["Host: \(host)", "X-Client-ID: acme"])
        #expect(answer.status == 421)
        #expect(answer.problem == "foreign-host")
        #expect(try ask(server, "GET /readyz", ["Host: \(host)"]).status == 421)
        #expect(try ask(server, "GET /healthz", ["Host: \(host)"]).status == 200)
        let admin = try server.connectToAdmin()
        try admin.send("GET /metrics HTTP/1.1\r\nHost: \(host)\r\n\r\n")
        #expect(try admin.readResponse().status == 421)
    }

    @Test func anyHostIsServedWhereTheConfigurationSaysSo() throws {
        let server = try TestServer("[edge]\nhosts = [\"*\"]")
        #expect(try ask(server, "GET /kv/a", ["Host: any.example", "X-Client-ID: acme"]).problem == "no-such-key")
    }

    @Test func aBaseDomainOfOnesOwnNamesClients() throws {
        let server = try TestServer("[edge]\nbase_domain = \"bots.example\"")
        _ = try server.acme("PUT", "/kv/a", body: "acme")
        #expect(try ask(server, "GET /_edge/kv/a", ["Host: acme.bots.example"]).text == "acme")
        #expect(try ask(server, "GET /kv/a", ["Host: bots.example", "X-Client-ID: acme"]).text == "acme")
        #expect(try ask(server, "GET /kv/a", ["Host: acme.localhost", "X-Client-ID: acme"]).status == 421)
        #expect(try ask(server, "GET /kv/a", ["Host: a.b.bots.example"]).problem == "no-client")
    }

    @Test func onAClientsHostOurRoutesAreBelowEdgeAndTheRestIsTheBots() throws {
        let server = try TestServer()
        for target in ["/kv/a", "/analyze", "/", "/bot/x", "/anything"] {
            #expect(try ask(server, "GET " + target, ["Host: acme.localhost"]).problem == "no-bot", "\(target)")
        }
        #expect(try ask(server, "PUT /_edge/kv/a", ["Host: acme.localhost"], body: "v").status == 201)
        #expect(try ask(server, "GET /_edge/kv", ["Host: acme.localhost"]).json()["keys"]?.elements.count == 1)
        #expect(try ask(server, "GET /_edge/healthz", ["Host: acme.localhost"]).status == 200)
        #expect(try ask(server, "GET /_edge/nothing", ["Host: acme.localhost"]).problem == "no-route")
        // Elsewhere the prefix means nothing.
        #expect(try server.acme("GET", "/_edge/kv/a").problem == "no-route")
    }

    @Test func pagesOfOtherSitesAreRefused() throws {
        let server = try TestServer("[edge.cors]\norigins = [\"https://app.example\"]")
        let base = ["X-Client-ID: acme", "Host: localhost:8787"]
        for origin in ["http://localhost:8787", "https://localhost:8787", "https://app.example"] {
            let answer = try ask(server, "GET /kv/a", base + ["Origin: \(origin)"])
            #expect(answer.problem == "no-such-key", "\(origin)")
        }
        let foreign = [
            "http://evil.example", "null", "http://localhost", "http://localhost:87870",
            "https://app.example.evil.example",
            "http://app.example", "ftp://localhost:8787", "",
        ]
        for origin in foreign {
            let answer = try ask(server, "GET /kv/a", base + ["Origin: \(origin)"])
            #expect(answer.status == 403, "\(origin)")
            #expect(answer.problem == "foreign-origin", "\(origin)")
        }
        let admin = try server.connectToAdmin()
        #expect(try admin.request("GET", "/metrics", ["Origin: http://evil.example"]).status == 403)
        #expect(try admin.request("GET", "/metrics").status == 200)
    }
}
