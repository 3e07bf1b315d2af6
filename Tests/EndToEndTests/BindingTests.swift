// SPDX-License-Identifier: Apache-2.0

import Glibc
import TestSupport
import Testing

/// Namespaces that the configuration names: there from the start, filled through the API, read by routes.
@Suite struct BindingTests {
    private static func configuration(_ binding: String, id: String? = nil) -> String {
        """
        [[kv_namespaces]]
        binding = "\(binding)"
        \(id.map { "id = \"\($0)\"" } ?? "")

        [[edge.routes]]
        pattern = "/\(binding.lowercased())/*"
        to = "kv:\(binding)"

        """
    }

    @Test func whatIsPutThroughTheAPIIsReadThroughARoute() throws {
        let id = "0f2ac74b498b48028cb68387c421e279"
        let server = try TestServer(Self.configuration("ADVICE") + Self.configuration("PAGES", id: id))
        let client = CloudflareClient(server: server)
        let ids = try client.ids()
        #expect(ids.keys.sorted() == ["binding:ADVICE", "binding:PAGES"] && ids["binding:PAGES"] == id)
        // printf %s binding:ADVICE | sha256sum
        #expect(ids["binding:ADVICE"] == "b1c35c824e1f8324b0214ef80e5b4dae")
        for (title, path) in [("binding:ADVICE", "/advice/"), ("binding:PAGES", "/pages/")] {
            #expect(try server.request("GET", path + "a/b").problem == "no-such-key")
            let put = try client.send("PUT", "/\(ids[title] ?? "")/values/a%2Fb", text: title)
            #expect(put.status == 200)
            #expect(try server.request("GET", path + "a/b").text == title)
            #expect(try server.request("PUT", path + "a/b", body: [0x78]).status == 405)
        }
    }

    @Test func aReloadMakesNewBindingsAndFindsWhatTheAPIMade() throws {
        let server = try TestServer(Self.configuration("ADVICE"))
        let client = CloudflareClient(server: server)
        let id = try client.create("made by hand")
        _ = try client.send("PUT", "/\(id)/values/k", text: "v")
        // A binding without an id has one all the same, which may be written down later.
        let advice = try #require(try client.ids()["binding:ADVICE"])
        _ = try client.send("PUT", "/\(advice)/values/k", text: "w")
        try server.directory.write(
            "wrangler.toml",
            Self.configuration("MINE", id: id) + Self.configuration("ADVICE", id: advice) + Self.configuration("NEW"))
        server.process.signal(SIGHUP)
        try eventually("all loops have the routes") {
            try (0..<8).allSatisfy { _ in try server.request("GET", "/mine/k").text == "v" }
        }
        #expect(try server.request("GET", "/advice/k").text == "w")
        #expect(try client.ids().keys.sorted() == ["binding:ADVICE", "binding:NEW", "made by hand"])
    }

    @Test func aTitleThatIsTakenHoldsNoBindingUp() throws {
        let first = try TestServer()
        _ = try CloudflareClient(server: first).create("binding:ADVICE")
        first.process.signal(SIGTERM)
        #expect(try first.process.wait() == 0)
        let server = try TestServer(Self.configuration("ADVICE"), in: first.directory)
        let titles = try CloudflareClient(server: server).ids().keys.sorted()
        #expect(titles.count == 2 && titles[1].hasPrefix("binding:ADVICE ("), "\(titles)")
    }

    @Test func aClientsNamespaceIsFoundAndItsArticlesAreNotWritten() throws {
        let server = try TestServer()
        _ = try server.acme("PUT", "/kv/profile", ["X-KV-Metadata: {\"n\":1}"], body: "of acme")
        let client = CloudflareClient(server: server)
        let id = try #require(try client.ids()["client:acme"])
        #expect(try client.send("GET", "/\(id)/values/profile").text == "of acme")
        // As far as a header goes it is ASCII, whatever came through the API.
        let form =
            "--b\r\nContent-Disposition: form-data; name=value\r\n\r\nx\r\n--b\r\nContent-Disposition: form-data; "
            + "name=metadata\r\n\r\n{\"é\":\r\n\r\n\"😀\"}\r\n--b--"
        _ = try client.send(
            "PUT", "/\(id)/values/profile", ["Content-Type: multipart/form-data; boundary=b"], text: form)
        #expect(try server.acme("GET", "/kv/profile")["X-KV-Metadata"] == #"{"\u00e9":"\ud83d\ude00"}"#)
        for key in ["articles/1", "chat%2F1"] {
            #expect(try client.send("PUT", "/\(id)/values/\(key)", text: "x").cloudflareCode == 10001)
            #expect(try client.send("DELETE", "/\(id)/values/\(key)").status == 403)
        }
        let bulk = try client.send("PUT", "/\(id)/bulk", text: #"[{"key":"a","value":""},{"key":"chat/a","value":""}]"#)
        #expect(bulk.status == 403)
        #expect(try server.acme("GET", "/kv").json()["keys"]?.elements.count == 1)
    }
}
