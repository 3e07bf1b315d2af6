// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import EdgeRouter

/// The API on one loop turned by hand; what Cloudflare's own clients make of it is the end-to-end tests'.
@Suite struct CloudflareAPITests {
    private static let base = "/client/v4/accounts/a/storage/kv/namespaces"

    /// Status and body of the answer to a request of the operator.
    private func ask(
        _ test: TestWorker, _ line: String, fields: String = "", body: String = ""
    ) throws -> (status: Int, body: String, head: String) {
        let answer = try test.answer(
            to: "\(line) HTTP/1.1\nHost: localhost\nConnection: close\n\(fields)"
                + "Content-Length: \(body.utf8.count)\n\n\(body)", on: .admin)
        let match = try #require(answer.firstMatch(of: #/HTTP/1\.1 (\d{3}) /#), "\(answer)")
        let end = try #require(answer.firstRange(of: "\r\n\r\n"))
        return (try #require(Int(match.1)), String(answer[end.upperBound...]), String(answer[..<end.lowerBound]))
    }

    private func create(_ test: TestWorker, _ title: String) throws -> String {
        let made = try ask(test, "POST \(Self.base)", body: #"{"title":"\#(title)"}"#)
        return String(try #require(made.body.firstMatch(of: #/"id":"([0-9a-f]{32})"/#), "\(made)").1)
    }

    @Test func `a namespace is made, found, renamed and removed with what it holds`() throws {
        let test = try TestWorker()
        let id = try create(test, "first")
        let space = "\(Self.base)/\(id)"
        let shown = #""result":{"id":"\#(id)","title":"first","supports_url_encoding":true}"#
        #expect(try ask(test, "GET \(space)").body.contains(shown))
        #expect(try ask(test, "PUT \(space)", body: #"{"title":"second"}"#).body.contains(#""title":"second""#))
        #expect(try ask(test, "PUT \(space)/values/a%2Fb/c", body: "value").status == 200)
        #expect(try ask(test, "GET \(space)/values/a/b%2Fc").body == "value")
        #expect(try ask(test, "GET \(space)/keys?limit=10").body.contains(#""result":[{"name":"a/b/c"}]"#))
        #expect(try ask(test, "DELETE \(space)").body == Envelope.empty.text)
        #expect(try ask(test, "GET \(space)/values/a%2Fb%2Fc").body.contains("\"code\":10013"))
        try test.close()
    }

    @Test func `a form has a value and metadata, a value has its headers`() throws {
        let test = try TestWorker()
        let space = "\(Self.base)/\(try create(test, "t"))"
        // The requests here have line feeds alone until they are sent.
        let form =
            "--b\nContent-Disposition: form-data; name=\"metadata\"\n\n{\"n\": 1}\n--b\n"
            + "Content-Disposition: form-data; name=\"value\"\n\nform value\n--b--\n"
        let length = form.replacing("\n", with: "\r\n").utf8.count
        let put = try test.answer(
            to: "PUT \(space)/values/k?expiration_ttl=60 HTTP/1.1\nHost: localhost\nConnection: close\n"
                + "Content-Type: multipart/form-data; boundary=b\nContent-Length: \(length)\n\n\(form)", on: .admin)
        #expect(put.contains("\"success\":true"), "\(put)")
        let read = try ask(test, "GET \(space)/values/k")
        #expect(read.body == "form value")
        #expect(read.head.contains("Content-Type: application/octet-stream\r\n") && read.head.contains("expiration: "))
        #expect(read.head.contains("X-Content-Type-Options: nosniff\r\n"))
        #expect(try ask(test, "GET \(space)/metadata/k").body.contains(#""result":{"n":1}"#))
        #expect(try ask(test, "HEAD \(space)/values/k").head.contains("Content-Length: 10"))
        try test.close()
    }

    @Test func `many keys are put, read and deleted at once`() throws {
        let test = try TestWorker()
        let space = "\(Self.base)/\(try create(test, "t"))"
        let put = try ask(test, "PUT \(space)/bulk", body: #"[{"key":"a","value":"1"},{"key":"b","value":"2"}]"#)
        #expect(put.body.contains(#""result":{"successful_key_count":2,"unsuccessful_keys":[]}"#))
        let got = try ask(test, "POST \(space)/bulk/get", body: #"{"keys":["a","c"]}"#)
        #expect(got.body.contains(#""result":{"values":{"a":"1","c":null}}"#))
        #expect(try ask(test, "POST \(space)/bulk/delete", body: #"["a"]"#).status == 200)
        #expect(try ask(test, "DELETE \(space)/bulk", body: #"["b"]"#).status == 200)
        #expect(try ask(test, "GET \(space)/keys").body.contains(#""result":[]"#))
        try test.close()
    }

    @Test(arguments: [
        ("GET /client/v4", 404, 7003), ("GET /client/v4/nowhere", 404, 7003), ("PATCH \(base)", 405, 10405),
        ("PUT \(base)/ID/keys", 405, 10405), ("TRACE \(base)", 405, 10405), ("GET \(base)/x", 400, 10011),
        ("GET \(base)/00000000000000000000000000000000/keys", 404, 10013), ("GET \(base)/ID/values/", 400, 10021),
        ("GET \(base)/ID/values/%zz", 400, 10021), ("GET \(base)/ID/values/%ff", 400, 10021),
        ("GET \(base)/ID/values/absent", 404, 10009), ("GET \(base)/ID/keys?limit=9", 400, 10028),
        ("GET \(base)/ID/keys?cursor=x", 400, 10021), ("GET \(base)?page=0", 400, 10021),
        ("GET \(base)?order=size", 400, 10021), ("POST \(base)", 400, 10012),
        ("GET \(base)/ID/metadata/absent", 404, 10009), ("POST \(base)/ID/bulk/get", 400, 10012),
    ])
    func `each failure has its status and number in the envelope`(line: String, status: Int, code: Int) throws {
        let test = try TestWorker()
        let id = try create(test, "t")
        let answer = try ask(test, line.replacing("ID", with: id))
        #expect(answer.status == status && answer.body.contains("\"code\":\(code),"), "\(answer)")
        #expect(
            answer.body.hasPrefix(#"{"success":false,"errors":[{"code":"#) && answer.body.contains(#""result":null"#))
        #expect(answer.head.contains("Content-Type: application/json"))
        #expect(answer.head.contains("Allow: ") == (status == 405))
        try test.close()
    }

    @Test func `a client's namespace has the id of its name, and a binding of the configuration is there at once`()
        throws
    {
        let test = try TestWorker(
            """
            kv_namespaces = [{ binding = "A" }, { binding = "B", id = "0F2AC74B498B48028CB68387C421E279" },
                { binding = "C", id = "local" }]
            """)
        let all = try ask(test, "GET \(Self.base)").body
        for (title, id) in [
            ("binding:A", NamespaceID(hashOf: "binding:A").text), ("binding:B", "0f2ac74b498b48028cb68387c421e279"),
            ("binding:C", NamespaceID(hashOf: "namespace:local").text),
        ] {
            #expect(all.contains(#"{"id":"\#(id)","title":"\#(title)","supports_url_encoding":true}"#), "\(all)")
        }
        #expect(all.contains("\"total_count\":3"))
        // By the id as the configuration has it, which is all that some clients know.
        for id in ["local", "0F2AC74B498B48028CB68387C421E279", "0f2ac74b-498b-4802-8cb6-8387c421e279"] {
            #expect(try ask(test, "PUT \(Self.base)/\(id)/values/k", body: "v").status == 200)
            #expect(try ask(test, "GET \(Self.base)/\(id)/keys").body.contains(#""name":"k""#))
        }
        let request =
            "PUT /kv/k HTTP/1.1\nHost: localhost\nX-Client-ID: acme\nConnection: close\nContent-Length: 1\n\nv"
        #expect(try test.answer(to: request).hasPrefix("HTTP/1.1 201"))
        let client = "\(Self.base)/\(NamespaceID(hashOf: "client:acme").text)"
        #expect(try ask(test, "GET \(client)").body.contains(#""title":"client:acme""#))
        #expect(try ask(test, "GET \(client)/values/k").body == "v")
        #expect(try ask(test, "PUT \(client)/values/articles%2Fa", body: "v").status == 403)
        #expect(try ask(test, "DELETE \(client)/values/chat/a").status == 403)
        #expect(try ask(test, "PUT \(client)/values/profile", body: "v").status == 200)
        try test.close()
    }

    @Test func `a client's title makes the client's own namespace, and no other has it`() throws {
        let test = try TestWorker()
        #expect(try create(test, "client:new") == NamespaceID(hashOf: "client:new").text)
        let other = "\(Self.base)/\(try create(test, "client:No-Client"))"
        for title in ["client:new", "client:later"] {
            #expect(try ask(test, "PUT \(other)", body: #"{"title":"\#(title)"}"#).body.contains("\"code\":10014,"))
        }
        #expect(try ask(test, "POST \(Self.base)", body: #"{"title":"client:new"}"#).body.contains("\"code\":10014,"))
        try test.close()
    }

    @Test func `with a token the operator alone is served, in the form of what was asked`() throws {
        let test = try TestWorker(adminToken: "s3cret")
        let refused = try ask(test, "GET \(Self.base)")
        #expect(refused.status == 401 && refused.body.contains("\"code\":10000,"))
        #expect(refused.head.contains("WWW-Authenticate: Bearer\r\n"))
        #expect(try ask(test, "GET /metrics").body.contains("urn:edge-router:problem:no-admin-token"))
        #expect(try ask(test, "GET /readyz").status == 401)
        #expect(try ask(test, "GET /healthz").status == 200)
        #expect(try ask(test, "POST \(Self.base)", fields: "Authorization: Bearer x\n", body: "{}").status == 401)
        let token = "Authorization: Bearer s3cret\n"
        #expect(try ask(test, "GET \(Self.base)", fields: token).status == 200)
        #expect(try ask(test, "GET /readyz", fields: token).status == 200)
        // The token is proof enough: a page cannot have it.
        #expect(try ask(test, "GET \(Self.base)", fields: token + "Origin: http://elsewhere.test\n").status == 200)
        try test.close()
    }

    @Test func `without a token no web page reaches it`() throws {
        let test = try TestWorker()
        #expect(try ask(test, "GET \(Self.base)", fields: "Origin: http://elsewhere.test\n").status == 403)
        let rebound = try test.answer(
            to: "GET \(Self.base) HTTP/1.1\nHost: elsewhere.test\nConnection: close\n\n", on: .admin)
        #expect(rebound.hasPrefix("HTTP/1.1 421") && rebound.contains("\"success\":false"))
        #expect(try ask(test, "GET \(Self.base)", fields: "Authorization: Bearer any\n").status == 200)
        try test.close()
    }
}
