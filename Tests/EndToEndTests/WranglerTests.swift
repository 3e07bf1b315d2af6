// SPDX-License-Identifier: Apache-2.0

import TestSupport
import Testing

/// What `wrangler kv … --remote` sends with CLOUDFLARE_API_BASE_URL, by curl: its own requests, as its source has them
/// (cloudflare/workers-sdk, packages/wrangler/src/kv).
@Suite struct WranglerTests {
    private let server: TestServer
    private let base: String

    init() throws {
        server = try TestServer()
        base = "http://127.0.0.1:\(server.adminPort)/client/v4/accounts/023e105f4ecef8ad9ca31a8372d0c353/storage/kv"
    }

    /// Runs curl with wrangler's fields; the path is behind `/storage/kv`.
    private func curl(_ method: String, _ path: String, _ arguments: String...) throws -> (status: Int, body: String) {
        let run = try Command(
            "curl",
            [
                "-sS", "-g", "-m", "30", "-X", method, "-w", "%{stderr}%{http_code}", base + path,
                "-H", "Authorization: Bearer token", "-H", "User-Agent: wrangler/4.50.0",
            ] + arguments)
        try #require(run.status == 0, "curl: \(run.errors)")
        return (try #require(Int(run.errors)), run.output)
    }

    private func result(_ answer: (status: Int, body: String)) throws -> JSONValue {
        let json = try JSONValue(Array(answer.body.utf8))
        #expect(answer.status == 200 && json["success"] == .bool(true), "\(answer)")
        return json["result"] ?? .null
    }

    private func create(_ title: String) throws -> String {
        let made = try curl(
            "POST", "/namespaces", "-H", "Content-Type: application/json", "-d", #"{"title":"\#(title)"}"#)
        return try #require(try result(made)["id"]?.text)
    }

    @Test func namespacesAreMadeListedRenamedAndDeleted() throws {
        let id = try create("worker-KV")
        let list = try curl("GET", "/namespaces?per_page=1000&order=title&direction=asc&page=1")
        #expect(try result(list).elements.compactMap { $0["title"]?.text } == ["worker-KV"])
        let renamed = try curl(
            "PUT", "/namespaces/\(id)", "-H", "Content-Type: application/json", "-d", #"{"title":"new"}"#)
        #expect(try result(renamed)["title"]?.text == "new")
        let taken = try curl("POST", "/namespaces", "-H", "Content-Type: application/json", "-d", #"{"title":"new"}"#)
        #expect(taken.status == 400 && taken.body.contains("\"code\":10014"))
        #expect(try result(curl("DELETE", "/namespaces/\(id)")) == .null)
        #expect(try result(curl("GET", "/namespaces?per_page=1000&order=title&direction=asc&page=1")).elements.isEmpty)
    }

    @Test func keysArePutReadListedAndDeleted() throws {
        let values = "/namespaces/\(try create("t"))/values/"
        let file = try server.directory.write("value", [UInt8](0...255))
        // A plain put is the bytes as they are; curl's own content type means no form.
        #expect(try result(curl("PUT", values + "plain", "--data-binary", "text value")) == .null)
        #expect(try result(curl("PUT", values + "file?expiration_ttl=600", "--data-binary", "@\(file)")) == .null)
        let form = ["-F", "value=with metadata", "-F", "metadata={\"a\": [1, \"é\"]}"]
        #expect(try result(curl("PUT", values + "a%2Fb%20c", form[0], form[1], form[2], form[3])) == .null)
        #expect(try result(curl("PUT", values + "upload", "-F", "value=@\(file)", "-F", "metadata={}")) == .null)
        #expect(try curl("GET", values + "plain").body == "text value")
        #expect(try curl("GET", values + "a%2Fb%20c").body == "with metadata")
        let copy = server.directory.path + "/copy"
        for name in ["file", "upload"] {
            _ = try curl("GET", values + name, "-o", copy)
            #expect(try Command("cmp", [file, copy]).status == 0, "\(name)")
        }
        // An empty prefix and no limit.
        let keys = try result(curl("GET", values.replacing("values/", with: "keys?prefix="))).elements
        #expect(keys.compactMap { $0["name"]?.text } == ["a/b c", "file", "plain", "upload"])
        #expect(keys.first?["metadata"]?["a"]?.elements == [.number(1), .string("é")])
        #expect(keys[1]["expiration"] != nil)
        #expect(try result(curl("DELETE", values + "plain")) == .null)
        #expect(try curl("GET", values + "plain").status == 404)
    }

    @Test func bulksArePutReadAndDeleted() throws {
        let space = "/namespaces/\(try create("t"))"
        let pairs = (0..<1000).map { #"{"key":"k\#($0)","value":"v\#($0)","metadata":{"n":\#($0)}}"# }
        let file = try server.directory.write("pairs.json", "[" + pairs.joined(separator: ",") + "]")
        let json = "Content-Type: application/json"
        let put = try result(curl("PUT", space + "/bulk", "-H", json, "--data-binary", "@\(file)"))
        #expect(put["successful_key_count"]?.number == 1000 && put["unsuccessful_keys"]?.elements.isEmpty == true)
        let got = try result(curl("POST", space + "/bulk/get", "-H", json, "-d", #"{"keys":["k1","k999","none"]}"#))
        #expect(got["values"] == .object(["k1": .string("v1"), "k999": .string("v999"), "none": .null]))
        let names = try server.directory.write(
            "keys.json", "[" + (0..<999).map { "\"k\($0)\"" }.joined(separator: ",") + "]")
        #expect(
            try result(curl("DELETE", space + "/bulk", "-H", json, "--data-binary", "@\(names)"))[
                "successful_key_count"]
                == .number(999))
        let rest = try result(curl("GET", space + "/keys?prefix=")).elements
        #expect(rest.compactMap { $0["name"]?.text } == ["k999"])
    }

    @Test func whoItIsIsAskedWithoutAnAccount() throws {
        let root = "http://127.0.0.1:\(server.adminPort)/client/v4"
        for path in ["/accounts", "/memberships", "/user/tokens/verify"] {
            let run = try Command("curl", ["-sS", root + path, "-H", "Authorization: Bearer token"])
            let json = try JSONValue(Array(run.output.utf8))
            #expect(json["success"] == .bool(true))
            // Pages are asked for while page * per_page is less than the total.
            if let info = json["result_info"], let perPage = info["per_page"]?.number {
                #expect((info["total_count"]?.number ?? .infinity) <= perPage)
            }
        }
    }
}
