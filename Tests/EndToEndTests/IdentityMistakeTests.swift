// SPDX-License-Identifier: Apache-2.0

import EventLoop
import TestSupport
import Testing

/// Tokens that are good for nothing, and records that cannot be: what each is answered, and that nothing is half done.
@Suite struct IdentityMistakeTests {
    /// Makes a client in the store and a token of it.
    private func client(_ id: String, _ server: TestServer, _ token: String = "{}") throws -> String {
        #expect(try server.admin("POST", "/admin/clients", body: #"{"id": "\#(id)"}"#).status == 201)
        return try server.token(of: id, token)
    }

    @Test func everyTokenThatIsNoneIsAnsweredWithTheSameBytes() throws {
        let server = try TestServer(TestServer.tokenMode)
        let revoked = try client("revoked", server)
        let deleted = try client("deleted", server)
        let purged = try client("purged", server)
        let expired = try client("expired", server, #"{"expires_in": 1}"#)
        for token in [revoked, deleted, purged] {
            #expect(try server.with(token, "PUT", "/kv/a", body: "1").status == 201)
        }
        let listed = try server.admin("GET", "/admin/clients/revoked/tokens").json()["tokens"]?.elements ?? []
        let id = try #require(listed.first?["id"]?.text)
        #expect(try server.admin("DELETE", "/admin/clients/revoked/tokens/\(id)").status == 204)
        #expect(try server.admin("DELETE", "/admin/clients/deleted").status == 200)
        #expect(try server.admin("DELETE", "/admin/clients/purged?purge=1").status == 200)
        try eventually("it has expired") { try server.with(expired, "GET", "/kv/a").status == 401 }
        let flipped = String(revoked.dropLast()) + (revoked.hasSuffix("0") ? "1" : "0")
        let malformed = [
            "edge_", "edge_x", flipped, revoked + "A", "edge_" + String(repeating: "/", count: 49), "edge_\u{e4}",
        ]
        var answers: Set<String> = []
        for token in [revoked, deleted, purged, expired] + malformed {
            let answer = try server.with(token, "GET", "/kv/a", ["X-Request-ID: the-same"])
            #expect(answer.status == 401 && answer.problem == "invalid-token", "\(token)")
            answers.insert(answer.whole)
        }
        #expect(answers.count == 1)
    }

    @Test(arguments: [
        (#"{"id": "a", "bto": 1, "hots": [], "limits": {"kv_byte": 1}}"#, ["bto", "hots", "kv_byte"]),
        (#"{"id": "a", "limits": {"kv_bytes": 0}}"#, ["kv_bytes: 0 is out of range"]),
        (#"{"id": "a", "limits": {"kv_bytes": -5, "requests_per_s": 0}}"#, ["kv_bytes", "requests_per_s"]),
        (#"{"id": "a", "limits": {"kv_bytes": "2000000GiB"}}"#, ["too large"]),
        (#"{"id": "a", "limits": {"kv_bytes": "1 GB"}}"#, ["is not a size"]),
        (#"{"id": "a", "limits": {"concurrent": 1e30}}"#, ["concurrent"]),
        (#"{"id": "a", "limits": {"burst": "many", "body_bytes": []}}"#, ["burst", "body_bytes"]),
        (#"{"id": "a", "limits": 5}"#, ["limits"]),
        (#"{"id": "a", "hosts": ["a.example", "a b"]}"#, ["a b"]),
        (#"{"id": "a", "hosts": ["localhost"]}"#, ["localhost"]),
    ])
    func aRecordThatCannotBeIsRefusedWithAllThatIsWrong(body: String, told: [String]) throws {
        let server = try TestServer(TestServer.tokenMode)
        let answer = try server.admin("POST", "/admin/clients", body: body)
        #expect(answer.status == 400 && answer.problem == "invalid-record", "\(answer.text)")
        let detail = try #require(answer.json()["detail"]?.text)
        for part in told { #expect(detail.contains(part), "\(detail)") }
        #expect(try server.admin("GET", "/admin/clients/a").status == 404)
        // Nor does a change to one that is there do a part of it.
        #expect(try server.admin("POST", "/admin/clients", body: #"{"id": "a", "hosts": ["b.example"]}"#).status == 201)
        let before = try server.admin("GET", "/admin/clients/a")
        let patch = body.replacing(#""id": "a", "#, with: "")
        #expect(try server.admin("PATCH", "/admin/clients/a", body: patch).problem == "invalid-record")
        let after = try server.admin("GET", "/admin/clients/a")
        #expect(after["ETag"] == before["ETag"] && after.body == before.body)
        #expect(try server.admin("POST", "/admin/clients", body: #"{"id": "c", "hosts": ["a.example"]}"#).status == 201)
    }

    @Test func ofTwoWhoClaimOneHostAtOnceOneGetsItAndTheOtherNothing() throws {
        let server = try TestServer()
        for round in 0..<10 {
            let hosts = (0..<4).map { "\"h\(round)-\($0).example\"" }.joined(separator: ",")
            let answers = try concurrently(4) { index in
                try server.admin(
                    "POST", "/admin/clients",
                    body: #"{"id": "c\#(round)-\#(index)", "hosts": ["own\#(round)-\#(index).example", \#(hosts)]}"#)
            }
            #expect(answers.count { $0.status == 201 } == 1)
            #expect(answers.allSatisfy { $0.status == 201 || ($0.status == 409 && $0.problem == "host-taken") })
            // The losers have no record, and hosts that they asked for besides are still free.
            for index in 0..<4 where answers[index].status == 409 {
                #expect(try server.admin("GET", "/admin/clients/c\(round)-\(index)").status == 404)
                let body = #"{"id": "d\#(round)-\#(index)", "hosts": ["own\#(round)-\#(index).example"]}"#
                #expect(try server.admin("POST", "/admin/clients", body: body).status == 201)
            }
        }
        let twice = #"{"id": "twice", "hosts": ["t.example", "T.example", "t.example."]}"#
        let once = try server.admin("POST", "/admin/clients", body: twice)
        #expect(once.status == 201 || once.problem == "invalid-record")
    }

    @Test func aPurgeWhileTheClientIsBusyWritingLeavesNothing() throws {
        let server = try TestServer(TestServer.tokenMode)
        for round in 0..<3 {
            let token = try client("busy", server)
            let writers = try Threads(4) { index in
                let connection = try server.connect()
                for number in 0... {
                    let answer = try connection.request(
                        "PUT", "/kv/w\(index)-\(number)", ["Authorization: Bearer \(token)"],
                        body: [UInt8](repeating: 1, count: number % 50 == 0 ? 150_000 : 10))
                    if answer.status != 201 { return (number, answer.status) }
                }
                return (0, 0)
            }
            try eventually("it is busy") {
                (try server.with(token, "GET", "/kv?limit=100").json()["keys"]?.elements.count ?? 0) >= 100
            }
            let purged = try server.admin("DELETE", "/admin/clients/busy?purge=1")
            #expect(purged.status == 200, "\(purged.text)")
            let ended = try writers.join()
            #expect(ended.allSatisfy { $0.1 == 401 || $0.1 == 429 }, "\(ended)")
            let fresh = try client("busy", server)
            #expect(try server.with(fresh, "GET", "/kv").json()["keys"]?.elements.count == 0, "round \(round)")
            #expect(try server.admin("DELETE", "/admin/clients/busy?purge=1").status == 200)
        }
    }

    @Test(arguments: [10, 200_000])
    func aValueThatComesAfterThePurgeIsNotStored(length: Int) throws {
        let server = try TestServer(TestServer.tokenMode)
        let token = try client("gone", server)
        let root = CloudflareClient.namespaces
        let id = try #require(try server.with(token, "GET", root).json()["result"]?.elements.first?["id"]?.text)
        let body = String(repeating: "v", count: length)
        let pair = #"[{"key": "late-too", "value": "\#(body)"}]"#
        let slow = [("/kv/late", body), ("\(root)/\(id)/values/late", body), ("\(root)/\(id)/bulk", pair)]
        let connections = try slow.map { (target, body) in
            let connection = try server.connect()
            let head = Connection.head(
                "PUT", target, ["Authorization: Bearer \(token)"], length: body.utf8.count)
            try connection.send(head + body.dropLast())
            return connection
        }
        // The requests have been taken: who they are from is settled.
        #expect(try server.with(token, "PUT", "/kv/early", body: "1").status == 201)
        try eventually("all are in hand") { try server.metric("edge_connections_open") ?? 0 >= 4 }
        #expect(try server.admin("DELETE", "/admin/clients/gone?purge=1").status == 200)
        let fresh = try client("gone", server)
        #expect(try server.with(fresh, "GET", root).status == 200)
        for (connection, (target, body)) in zip(connections, slow) {
            try connection.send(String(body.suffix(1)))
            let answer = try connection.readResponse()
            #expect(answer.status == 401, "\(target): \(answer.status)")
        }
        #expect(try server.with(fresh, "GET", "/kv").json()["keys"]?.elements.count == 0)
    }
}
