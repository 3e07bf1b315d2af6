// SPDX-License-Identifier: Apache-2.0

import TestSupport
import Testing

/// Every way to spell another client's name into a request: what reaches the bot is the token's client, once.
@Suite struct SmuggledIdentityTests {
    /// Fields beside the token of `other`, and whether such a request may be forwarded at all.
    private static let spellings: [(fields: [String], isForwarded: Bool)] = [
        (["X-Client-ID: other"], true), (["x-client-id:\tother\t"], true), (["X-Client-ID: acme"], false),
        (["X-Client-ID: other", "X-Client-ID: acme"], false), (["X-Client-ID: acme", "X-Client-ID: other"], false),
        (["X-Client-ID: other", "x-client-id: other"], false), (["X-Client-ID: other, acme"], false),
        (["X-Client-ID: other;acme"], false), (["X-Client-ID: "], false), (["X-Client-ID : acme"], false),
        (["X-Client-ID\t: acme"], false), ([" X-Client-ID: acme"], false), (["X-Client-ID: other\r\n acme"], false),
        (["X-Client-ID: other\r\n\tacme"], false), (["X-Client-ID:\r\n acme"], false),
        (["X-Client-ID: other\rX-Client-ID: acme"], false), (["X-Client-ID: other\nX-Client-ID: acme"], false),
        (["X-Client-ID: acme\0"], false), (["X-Client-ID\0: acme"], false), (["X-Cl\u{131}ent-ID: acme"], false),
        (["X_Client_ID: acme"], true), (["X-Client_ID: acme"], true), (["x_client-id: acme"], true),
        (["X.Client.ID: acme"], true), (["X-Client!ID: acme"], true), (["X~Client~ID: acme"], true),
        (["Connection: X-Client-ID"], false), (["Connection: close, x-client-id", "X-Client-ID: other"], false),
        (["Connection: Authorization"], false), (["Connection: X-Edge-Token"], false),
        (["X-Edge-Auth: anonymous", "X-Edge-Token: acme"], true), (["X_Edge_Auth: acme"], true),
        (["X-Forwarded-Host: www.acme.example"], true), (["Forwarded: host=www.acme.example;for=acme"], true),
        (["X-Forwarded-Prefix: /bots/acme"], true), (["X-Forwarded-For: acme"], true),
        (["X-Real-IP: acme"], true), (["Host: www.acme.example"], false),
        (["Content-Length: 0", "Transfer-Encoding: chunked"], false), (["Transfer-Encoding: chunked, chunked"], false),
        (["Content-Length: 0", "Content-Length: 5"], false), (["Transfer_Encoding: chunked"], true),
    ]

    @Test(arguments: ["/bot/x", "/bots/other/x"], [0, 1])
    func aBotIsToldTheTokensClientAndNobodyElse(target: String, half: Int) throws {
        let town = try TwoClients()
        for (index, spelling) in Self.spellings.enumerated() where index % 2 == half {
            let before = town.bot.requests.count
            let token = "Authorization: Bearer \(town.other)"
            let answer = try town.send("GET \(target)", ["Host: localhost", token] + spelling.fields)
            #expect((answer.status == 200) == spelling.isForwarded, "\(spelling): \(answer.status)")
            let forwarded = town.bot.requests.dropFirst(before)
            #expect(forwarded.count == (spelling.isForwarded ? 1 : 0), "\(spelling)")
            for request in forwarded { expectOther(request, town, "\(spelling)") }
        }
        #expect(try town.server.request("GET", "/healthz").status == 200)
    }

    /// Whether the bot got a request of `other`, in whose fields nothing of `acme` or of a token stands, however a
    /// program spells names for itself.
    private func expectOther(_ request: ForwardedRequest, _ town: TwoClients, _ what: String) {
        let named = request.fields.filter { field in
            field.name.lowercased().map { $0.isLetter || $0.isNumber ? $0 : "_" } == Array("x_client_id")
        }
        #expect(named.map(\.name) == ["X-Client-ID"] && named.map(\.value) == ["other"], "\(what): \(request)")
        let whole = request.line + request.fields.map { "\n\($0.name): \($0.value)" }.joined()
        #expect(!whole.contains("acme") && !town.leaks(whole) && !whole.lowercased().contains("edge_"), "\(what)")
        #expect(request.values("Authorization").isEmpty && request.values("X-Edge-Auth").isEmpty, "\(what)")
    }

    /// Targets with the token of `other`: forwarded to its own bot as `isForwarded` says, or answered without a bot.
    private static let targets: [(target: String, isForwarded: Bool)] = [
        ("/bots/other/x", true), ("/bots/acme/x", false), ("/bots/other%2f..%2facme/x", false),
        ("/bots/acme%2fx", false), ("/bots/%61cme/x", false), ("/bots//acme/x", false), ("//bots/acme/x", false),
        ("/./bots/acme/x", false), ("/bots/acme;x/y", false), ("/bots/acme%00/x", false), ("/bots/acme%20/x", false),
        ("/bots/ACME/x", false), ("/bots/..%2facme/x", false), ("/BOTS/acme/x", false), ("/%62ots/acme/x", false),
        ("/bots\\acme\\x", false), ("/bots/%c1%a1cme/x", false), ("/bots/acme", false), ("/bots/acme?x", false),
        // The rest of the path is the bot's own, whatever stands there.
        ("/bots/other/..%2f..%2fbots/acme/x", true), ("/bots/other/../acme/x", true), ("/bot/%2e%2e/acme", true),
        // Calls that are the router's to make.
        ("/bot/_edge/alarm", false), ("/bots/other/%5fedge/x", false), ("/bots/other//_edge/x", false),
        ("/bots/other/./_edge/x", false), ("/bots/other/a/../_edge/x", false), ("/bots/other/%2e/_edge/x", false),
    ]

    @Test func noPathLeadsToAnothersBotOrToTheRoutersOwnCalls() throws {
        let town = try TwoClients()
        for (target, isForwarded) in Self.targets {
            let before = town.bot.requests.count
            let answer = try town.send("GET \(target)", ["Host: localhost", "Authorization: Bearer \(town.other)"])
            let forwarded = town.bot.requests.dropFirst(before)
            #expect(forwarded.count == (isForwarded ? 1 : 0), "\(target): \(answer.status)")
            #expect(forwarded.allSatisfy { $0["X-Client-ID"] == "other" }, "\(target)")
            if !isForwarded { #expect([400, 403, 404].contains(answer.status), "\(target): \(answer.status)") }
            #expect(!town.leaks(answer), "\(target)")
        }
    }

    private static let keys = [
        "..%2f", "..%2f..%2fclient:acme%2f\(TwoClients.key)", "%00", "%00/../\(TwoClients.key)", "%c0%ae%c0%ae",
        "%e0%80%af", "%ff", "%", "%2", "%zz", "..", "%2e%2e", ".", "@SHARED/\(TwoClients.key)", "client:acme/x",
        "system:tokens", "\(TwoClients.key)%00", "../\(TwoClients.key)", "%ed%a0%80", "+", "?prefix=..%2f", "'--",
    ]

    @Test func noKeyLeadsIntoAnothersNamespace() throws {
        let town = try TwoClients()
        let token = "Authorization: Bearer \(town.other)"
        for key in Self.keys {
            for method in ["GET", "HEAD", "DELETE"] {
                let answer = try town.send("\(method) /kv/\(key)", ["Host: localhost", token])
                #expect([204, 400, 404, 414].contains(answer.status), "\(method) \(key): \(answer.status)")
                #expect(!town.leaks(answer.whole.replacing(TwoClients.key, with: "")), "\(method) \(key)")
            }
        }
        #expect(try town.server.with(town.acme, "GET", "/kv").json()["keys"]?.elements.count == 2)
    }

    private static let hosts: [(target: String, fields: [String])] = [
        ("http://www.acme.example/x", ["Host: www.other.example"]), ("http://www.acme.example/x", ["Host: localhost"]),
        ("http://www.other.example/x", ["Host: www.acme.example"]), ("http://www.acme.example/x", []),
        ("http://www.acme.example@www.other.example/x", ["Host: www.other.example"]),
        ("http://www.acme.example/x", ["Host: www.acme.example"]), ("/x", ["Host: www.acme.example"]),
        ("/x", ["Host: www.acme.example."]), ("/x", ["Host: WWW.ACME.EXAMPLE:80"]), ("/x", ["Host: acme.localhost"]),
        ("/x", ["Host: www.other.example:80@www.acme.example"]), ("/x", ["Host: www.other.example, www.acme.example"]),
        ("/x", ["Host: www.other.example", "Host: www.acme.example"]),
        ("/x", ["Host: www.other.example/www.acme.example"]),
        ("/x", ["Host: www.other.example#www.acme.example"]), ("/x", ["Host: www.other.example\\www.acme.example"]),
        ("/x", []), ("http:///x", ["Host: www.other.example"]), ("www.acme.example:80", ["Host: www.other.example"]),
    ]

    @Test func noHostLeadsToAnother() throws {
        let town = try TwoClients()
        let token = "Authorization: Bearer \(town.other)"
        for (target, fields) in Self.hosts {
            let answer = try town.send("GET \(target)", fields + [token])
            #expect([400, 403, 404, 421].contains(answer.status), "\(target) \(fields): \(answer.status)")
            #expect(town.bot.requests.isEmpty && !town.leaks(answer), "\(target) \(fields)")
        }
        #expect(try town.send("GET /x", ["Host: www.other.example", token]).text == "for other: /x")
    }
}
