// SPDX-License-Identifier: Apache-2.0

import TestSupport
import Testing

@Suite struct ClientsAdminTests {
    @Test func aRecordIsMadeReadChangedListedAndRemoved() throws {
        let server = try TestServer(
            """
            [edge.clients.filed]
            hosts = ["filed.example"]
            env = { KEY = "s3cret" }
            [edge.bots.SOME]
            address = "127.0.0.1:1"
            """)
        let body = #"{"id": "acme", "bot": "SOME", "hosts": ["www.acme.example"], "limits": {"burst": 9}}"#
        let made = try server.admin("POST", "/admin/clients", body: body)
        #expect(made.status == 201 && made["Location"] == "/admin/clients/acme")
        #expect(try made.json()["source"]?.text == "store")
        #expect(try server.admin("POST", "/admin/clients", body: body).problem == "client-exists")
        let read = try server.admin("GET", "/admin/clients/acme")
        #expect(try read.json()["limits"]?["burst"]?.number == 9)
        let etag = try #require(read["ETag"])
        let patch = #"{"limits": null, "hosts": ["acme.example"]}"#
        #expect(try server.admin("PATCH", "/admin/clients/acme", ["If-Match: \"0\""], body: patch).status == 412)
        let patched = try server.admin("PATCH", "/admin/clients/acme", ["If-Match: \(etag)"], body: patch)
        #expect(patched.status == 200 && patched["ETag"] != etag)
        #expect(try patched.json()["limits"] == nil)
        let list = try server.admin("GET", "/admin/clients").json()["clients"]?.elements ?? []
        #expect(list.map { $0["id"]?.text } == ["acme", "filed"])
        #expect(list.map { $0["source"]?.text } == ["store", "file"])
        #expect(!(try server.admin("GET", "/admin/clients").text.contains("s3cret")))
        #expect(try server.admin("PATCH", "/admin/clients/filed", body: "{}").problem == "client-in-file")
        #expect(try server.admin("DELETE", "/admin/clients/filed").problem == "client-in-file")
        let removed = try server.admin("DELETE", "/admin/clients/acme").json()["removed"]
        #expect(removed?["record"] == .bool(true) && removed?["hosts"]?.elements.count == 1)
        #expect(try server.admin("GET", "/admin/clients/acme").status == 404)
        #expect(try server.admin("DELETE", "/admin/clients/acme").status == 404)
    }

    @Test func aHostLeadsToItsClientAsLongAsItIsTheClients() throws {
        let server = try TestServer("[edge]\nunknown_clients = \"refuse\"\n")
        func ask(_ host: String) throws -> Response {
            let connection = try server.connect()
            try connection.send("GET /_edge/kv/a HTTP/1.1\r\nHost: \(host)\r\n\r\n")
            return try connection.readResponse()
        }
        #expect(try ask("acme.example").status == 421)
        _ = try server.admin("POST", "/admin/clients", body: #"{"id": "acme", "hosts": ["acme.example"]}"#)
        try eventually("the host is known") { try ask("acme.example").problem == "no-such-key" }
        let taken = try server.admin(
            "POST", "/admin/clients", body: #"{"id": "b", "hosts": ["b.example", "acme.example"]}"#)
        #expect(taken.status == 409 && taken.problem == "host-taken")
        #expect(try server.admin("GET", "/admin/clients/b").status == 404)
        #expect(try ask("b.example").status == 421)
        _ = try server.admin("PATCH", "/admin/clients/acme", body: #"{"hosts": []}"#)
        try eventually("the host is nobody's") { try ask("acme.example").status == 421 }
        #expect(
            try server.admin("POST", "/admin/clients", body: #"{"id": "b", "hosts": ["acme.example"]}"#).status == 201)
    }

    @Test func aPurgeRemovesAllThatIsTheClientsAndSaysWhat() throws {
        let server = try TestServer(TestServer.tokenMode)
        #expect(try server.admin("POST", "/admin/clients", body: #"{"id": "gone"}"#).status == 201)
        let token = try server.token(of: "gone")
        let others = try server.token(of: "acme")
        for number in 0..<20 { _ = try server.with(token, "PUT", "/kv/k\(number)", body: "value") }
        _ = try server.with(others, "PUT", "/kv/stays", body: "here")
        let removed = try server.admin("DELETE", "/admin/clients/gone?purge=1").json()["removed"]
        #expect(removed?["record"] == .bool(true) && removed?["tokens"]?.number == 1)
        #expect(removed?["values"]?.number == 20 && removed?["bytes"]?.number ?? 0 >= 100)
        try eventually("its token is refused") { try server.with(token, "GET", "/kv/k1").status == 401 }
        #expect(try server.admin("POST", "/admin/clients/gone/tokens").status == 404)
        #expect(try server.with(others, "GET", "/kv/stays").text == "here")
        let again = try server.admin("DELETE", "/admin/clients/gone?purge=1")
        #expect(again.status == 200)
        #expect(try again.json()["removed"]?["values"]?.number == 0)
        // The same id begins with nothing.
        _ = try server.admin("POST", "/admin/clients", body: #"{"id": "gone"}"#)
        let fresh = try server.token(of: "gone")
        #expect(try server.with(fresh, "GET", "/kv").json()["keys"]?.elements.count == 0)
        #expect(try server.with(token, "GET", "/kv").status == 401)
    }

    @Test(
        arguments: [
            ("POST", "/admin/clients", "{", 400, "invalid-json"), ("POST", "/admin/clients", "{}", 400, "no-id"),
            ("POST", "/admin/clients", #"{"id": "A"}"#, 400, "invalid-client-id"),
            ("POST", "/admin/clients", #"{"id": "a", "bto": 1}"#, 400, "invalid-record"),
            ("POST", "/admin/clients", #"{"id": "a", "limits": {"burst": -1}}"#, 400, "invalid-record"),
            ("POST", "/admin/clients", #"{"id": "a", "bot": "NONE"}"#, 400, "invalid-record"),
            ("POST", "/admin/clients", #"{"id": "a", "hosts": ["b.localhost"]}"#, 400, "invalid-record"),
            ("POST", "/admin/clients", #"{"id": "acme"}"#, 409, "client-in-file"),
            ("PATCH", "/admin/clients/nobody", "{}", 404, "no-such-client"),
            ("GET", "/admin/clients/NOBODY", nil, 400, "invalid-client-id"),
            ("GET", "/admin/clients?limit=0", nil, 400, "invalid-limit"),
            ("GET", "/admin/clients?cursor=%00", nil, 400, "invalid-cursor"),
            ("GET", "/admin/clients?page=2", nil, 400, "unknown-parameter"),
            ("PUT", "/admin/clients/acme", "{}", 405, "method-not-allowed"),
            ("DELETE", "/admin/clients/acme?purge=yes", nil, 400, "invalid-purge"),
            ("POST", "/admin/clients/nobody/tokens", "{}", 404, "no-such-client"),
            ("POST", "/admin/clients/acme/tokens", #"{"scopes": ["fly"]}"#, 400, "invalid-record"),
            ("POST", "/admin/clients/acme/tokens", #"{"scopes": []}"#, 400, "invalid-record"),
            ("POST", "/admin/clients/acme/tokens", #"{"expires_at": 1}"#, 400, "invalid-record"),
            ("POST", "/admin/clients/acme/tokens", #"{"expires_in": 0}"#, 400, "invalid-record"),
            ("POST", "/admin/clients/acme/tokens", #"{"expire": 1}"#, 400, "invalid-record"),
            ("DELETE", "/admin/clients/acme/tokens/0123456789abcdef", nil, 404, "no-such-token"),
            ("DELETE", "/admin/clients/acme/tokens/", nil, 404, "no-such-token"),
        ] as [(String, String, String?, Int, String)])
    func whatIsWrongIsRefusedAndChangesNothing(
        method: String, path: String, body: String?, status: Int, problem: String
    ) throws {
        let server = try TestServer(TestServer.tokenMode)
        let answer = try server.admin(method, path, body: body)
        #expect(answer.status == status && answer.problem == problem, "\(answer.status) \(answer.text)")
        let list = try server.admin("GET", "/admin/clients").json()["clients"]?.elements ?? []
        #expect(list.map { $0["id"]?.text } == ["acme", "other"])
        #expect(try server.admin("GET", "/admin/clients/acme/tokens").json()["tokens"]?.elements.count == 0)
    }

    @Test func theListPagesThroughFileAndStoreInOrder() throws {
        let server = try TestServer("[edge.clients.c03x]\n[edge.clients.c99]\n[edge.clients.a]\n")
        for number in 0..<10 {
            #expect(try server.admin("POST", "/admin/clients", body: #"{"id": "c0\#(number)"}"#).status == 201)
        }
        var (ids, cursor, pages): ([String], String?, Int) = ([], nil, 0)
        repeat {
            let query = cursor.map { "&cursor=\($0)" } ?? ""
            let page = try server.admin("GET", "/admin/clients?limit=4&prefix=c\(query)").json()
            ids += (page["clients"]?.elements ?? []).compactMap { $0["id"]?.text }
            cursor = page["cursor"]?.text
            pages += 1
        } while cursor != nil && pages < 20
        #expect(ids == ["c00", "c01", "c02", "c03", "c03x", "c04", "c05", "c06", "c07", "c08", "c09", "c99"])
        #expect(pages == 3)
    }

    // MARK: Many and large

    @Test func aPageOfLargeRecordsEndsEarlyAndTheNextGoesOn() throws {
        let server = try TestServer()
        let names = (0..<30).map { "c\($0 + 10)" }
        let label = String(repeating: "h", count: 60)
        for name in names {
            let hosts = (0..<290).map { "\"h\($0).\(label).\(label).\(label).\(name).example\"" }
            let body = #"{"id": "\#(name)", "hosts": [\#(hosts.joined(separator: ","))]}"#
            let made = try server.admin("POST", "/admin/clients", body: body)
            #expect(made.status == 201, "\(made.text)")
        }
        var (ids, cursor, pages): ([String], String?, Int) = ([], nil, 0)
        repeat {
            let answer = try server.admin("GET", "/admin/clients?limit=1000\(cursor.map { "&cursor=\($0)" } ?? "")")
            #expect(answer.status == 200 && answer.body.count <= 1_200_000, "\(answer.body.count)")
            ids += try answer.json()["clients"]?.elements.compactMap { $0["id"]?.text } ?? []
            cursor = try answer.json()["cursor"]?.text
            #expect(try answer.json()["list_complete"]?.isTrue == (cursor == nil))
            pages += 1
        } while cursor != nil && pages < 40
        #expect(ids == names && pages == 2)
    }

    @Test func oneRecordThatCannotBeReadIsShownAsThatAndHidesNoOther() throws {
        let directory = try TemporaryDirectory()
        let first = try TestServer(in: directory)
        for id in ["a", "b", "c"] {
            #expect(try first.admin("POST", "/admin/clients", body: #"{"id": "\#(id)"}"#).status == 201)
        }
        #expect(try first.terminate() == 0)
        let script = """
            import sqlite3, sys
            store = sqlite3.connect(sys.argv[1])
            cursor = store.execute("UPDATE entries SET value = x'7b' WHERE key = x'62' AND length(value) > 10")
            store.commit()
            print(cursor.rowcount)
            """
        #expect(try Command("python3", ["-c", script, directory.path + "/data/kv.sqlite3"]).output == "1\n")
        let server = try TestServer(in: directory)
        let list = try server.admin("GET", "/admin/clients")
        #expect(list.status == 200)
        let clients = try list.json()["clients"]?.elements ?? []
        #expect(clients.compactMap { $0["id"]?.text } == ["a", "b", "c"])
        #expect(clients.map { $0["unreadable"]?.isTrue } == [nil, true, nil])
        #expect(try server.admin("GET", "/admin/clients/b").problem == "record-unreadable")
        #expect(try server.admin("DELETE", "/admin/clients/b").status == 200)
        #expect(try server.admin("GET", "/admin/clients").json()["clients"]?.elements.count == 2)
    }

    // MARK: The file and the store

    /// A server whose store has a record of `acme`, which the file defines, too.
    private func shadowed(_ file: String) throws -> TestServer {
        let directory = try TemporaryDirectory()
        let first = try TestServer(in: directory)
        let body = #"{"id": "acme", "hosts": ["old.example"], "limits": {"burst": 9}}"#
        #expect(try first.admin("POST", "/admin/clients", body: body).status == 201)
        #expect(try first.terminate() == 0)
        return try TestServer(file, in: directory)
    }

    private func ask(_ server: TestServer, _ host: String) throws -> Response {
        let connection = try server.connect()
        try connection.send("GET /_edge/kv/a HTTP/1.1\r\nHost: \(host)\r\n\r\n")
        return try connection.readResponse()
    }

    @Test func whereTheFileDefinesAClientTheHostsInTheStoreAreNobodysAndCanBeClaimed() throws {
        let server = try shadowed("[edge.clients.acme]\nhosts = [\"new.example\"]\n")
        #expect(try ask(server, "new.example").problem == "no-such-key")
        #expect(try ask(server, "old.example").status == 421)
        #expect(
            try server.admin("POST", "/admin/clients", body: #"{"id": "b", "hosts": ["old.example"]}"#).status == 201)
        try eventually("the host is known") { try ask(server, "old.example").problem == "no-such-key" }
        let taken = try server.admin("POST", "/admin/clients", body: #"{"id": "c", "hosts": ["old.example"]}"#)
        #expect(taken.problem == "host-taken")
        #expect(try taken.json()["detail"]?.text?.contains("`b`") == true)
        // What the store still says of acme takes nothing from who has the host now.
        #expect(try server.admin("GET", "/admin/clients/acme").json()["shadows"]?.text == "store")
    }

    @Test func aRecordWhoseHostAnotherHasClaimedMeanwhileGetsItBackFromNobody() throws {
        let server = try shadowed("[edge.clients.acme]\n")
        #expect(
            try server.admin("POST", "/admin/clients", body: #"{"id": "b", "hosts": ["old.example"]}"#).status == 201)
        #expect(try server.terminate() == 0)
        let later = try TestServer(in: server.directory)
        // The record counts again, and the host is not its.
        #expect(try later.admin("GET", "/admin/clients/acme").json()["source"]?.text == "store")
        #expect(try later.admin("PATCH", "/admin/clients/acme", body: #"{"env": {}}"#).problem == "host-taken")
        #expect(try later.admin("PATCH", "/admin/clients/acme", body: #"{"hosts": []}"#).status == 200)
        #expect(try ask(later, "old.example").problem == "no-such-key")
        #expect(
            try later.admin("POST", "/admin/clients", body: #"{"id": "c", "hosts": ["old.example"]}"#).status == 409)
    }

    // MARK: Secrets

    @Test func variablesAreShownByTheirNamesAloneWhereverTheRecordIs() throws {
        let server = try TestServer("[edge.clients.filed]\nenv = { KEY = \"s3cret\" }\n")
        func looksRight(_ answer: Response, _ names: [String]) throws {
            #expect(!answer.text.contains("s3cret"), "\(answer.text)")
            let record = try answer.json()["clients"]?.elements.first ?? answer.json()
            for name in names { #expect(record["env"]?[name]?.text == "…") }
        }
        let made = try server.admin("POST", "/admin/clients", body: #"{"id": "acme", "env": {"KEY": "s3cret"}}"#)
        #expect(made.status == 201)
        try looksRight(made, ["KEY"])
        try looksRight(try server.admin("GET", "/admin/clients/acme"), ["KEY"])
        try looksRight(try server.admin("GET", "/admin/clients/filed"), ["KEY"])
        try looksRight(try server.admin("GET", "/admin/clients"), ["KEY"])
        // What is shown and sent back changes nothing.
        let patch = #"{"env": {"KEY": "…", "OTHER": "s3cret too"}}"#
        let patched = try server.admin("PATCH", "/admin/clients/acme", body: patch)
        #expect(patched.status == 200)
        try looksRight(patched, ["KEY", "OTHER"])
        let dropped = try server.admin("PATCH", "/admin/clients/acme", body: #"{"env": {"OTHER": null}}"#)
        try looksRight(dropped, ["KEY"])
        #expect(try dropped.json()["env"]?["OTHER"] == nil)
    }
}
