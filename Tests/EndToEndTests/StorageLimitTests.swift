// SPDX-License-Identifier: Apache-2.0

import EventLoop
import TestSupport
import Testing

/// `kv_bytes`: what a client's own namespace may hold.
@Suite struct StorageLimitTests {
    /// Four clients may hold 1,000 bytes each, one as much as it wants to.
    private static let configuration = """
        [edge.limits]
        kv_bytes = 1000
        [edge.clients.free.limits]
        kv_bytes = "1GiB"
        [edge.clients.large.limits]
        kv_bytes = "300KiB"

        """

    private func bytes(_ count: Int) -> String { String(repeating: "v", count: count) }

    /// What the namespace of a client holds: keys and their lengths.
    private func contents(_ server: TestServer, _ client: String) throws -> [String: Int] {
        let fields = ["X-Client-ID: \(client)"]
        let names = try server.request("GET", "/kv", fields).json()["keys"]?.elements ?? []
        var contents: [String: Int] = [:]
        for name in names.compactMap({ $0["name"]?.text }) {
            contents[name] = try server.request("GET", "/kv/\(name)", fields).body.count
        }
        return contents
    }

    @Test func aPutThatWouldExceedItIsRefusedWithLimitAndUseAndTheRestGoesOn() throws {
        let server = try TestServer(Self.configuration)
        #expect(try server.acme("PUT", "/kv/a", body: bytes(899)).status == 201)
        let refused = try server.acme("PUT", "/kv/b", body: bytes(100))
        #expect(refused.status == 507 && refused.problem == "storage-limit")
        let detail = try #require(refused.json()["detail"]?.text)
        #expect(detail.contains("kv_bytes") && detail.contains("900 of 1000 bytes") && detail.contains("add 101."))
        #expect(refused["Retry-After"] == nil)
        #expect(try contents(server, "acme") == ["a": 899])
        #expect(try server.acme("PUT", "/kv/b", body: bytes(99)).status == 201)
        #expect(try server.acme("PUT", "/kv/c", body: "").status == 507)
        #expect(try server.acme("PUT", "/kv/a", ["X-KV-Metadata: 1"], body: bytes(899)).status == 507)
        // No larger, or smaller, is fine, and so is removing.
        #expect(try server.acme("PUT", "/kv/a", body: bytes(899)).status == 204)
        #expect(try server.acme("PUT", "/kv/a", body: bytes(10)).status == 204)
        #expect(try server.acme("PUT", "/kv/c", body: bytes(888)).status == 201)
        #expect(try server.acme("PUT", "/kv/d", body: "x").status == 507)
        #expect(try server.acme("DELETE", "/kv/b").status == 204)
        #expect(try server.acme("PUT", "/kv/d", body: bytes(99)).status == 201)
        #expect(try contents(server, "acme") == ["a": 10, "c": 888, "d": 99])
        // Others have their own.
        #expect(try server.request("PUT", "/kv/a", ["X-Client-ID: b"], body: Array(bytes(999).utf8)).status == 201)
        #expect(try server.request("PUT", "/kv/a", ["X-Client-ID: free"], body: Array(bytes(5000).utf8)).status == 201)
        #expect(try server.request("GET", "/readyz").status == 200)
    }

    @Test func aStreamedValueIsRefusedAndItsFileRemoved() throws {
        let server = try TestServer(Self.configuration)
        let client = ["X-Client-ID: large"]
        let body = [UInt8](repeating: 7, count: 200 * 1024)
        #expect(try server.request("PUT", "/kv/a", client, body: body).status == 201)
        let refused = try server.request("PUT", "/kv/b", client, body: body)
        #expect(refused.status == 507 && refused.problem == "storage-limit")
        #expect(try contents(server, "large") == ["a": 200 * 1024])
        #expect(try server.request("PUT", "/kv/a", client, body: Array(body.dropLast())).status == 204)
        let verified = try server.admin("GET", "/admin/kv/verify").text
        #expect(verified.contains("\"sound\":true"), "\(verified)")
        let files = try Command("find", [server.directory.path + "/data", "-type", "f", "-size", "+100k"]).output
        #expect(files.split(separator: "\n").filter { $0.contains("/values/") }.count <= 1, "\(files)")
    }

    @Test func writersAtOnceExceedItByNothing() throws {
        let server = try TestServer("[edge.limits]\nkv_bytes = 2000\n")
        // Each takes 100 bytes: twenty of them fit.
        let statuses = try concurrently(8) { writer in
            let connection = try server.connect()
            return try (10..<20).map { number in
                let body = [UInt8](repeating: 0x76, count: 100 - 4)
                return try connection.request("PUT", "/kv/k\(writer)\(number)", ["X-Client-ID: acme"], body: body)
                    .status
            }
        }
        #expect(statuses.joined().count { $0 == 201 } == 20)
        #expect(statuses.joined().count { $0 == 507 } == 60)
        #expect(try contents(server, "acme").count == 20)
    }

    @Test func itHoldsForEveryWayIntoTheNamespaceAndForNoSharedOne() throws {
        let server = try TestServer(Self.configuration + "[[kv_namespaces]]\nbinding = \"SHARED\"\n")
        let api = CloudflareClient(server: server)
        _ = try server.acme("PUT", "/kv/a", body: bytes(799))
        let ids = try api.ids()
        let (own, shared) = (try #require(ids["client:acme"]), try #require(ids["SHARED"] ?? ids["binding:SHARED"]))
        let refused = try api.send("PUT", "/\(own)/values/b", text: bytes(500))
        #expect(refused.status == 507 && refused.cloudflareCode == 10021)
        #expect(refused.text.contains("800 of 1000 bytes"))
        #expect(try api.send("PUT", "/\(shared)/values/b", text: bytes(5000)).status == 200)
        // Of several, those are done that fit; the others are named, with the reason.
        let pairs = (1...4).map { #"{"key": "p\#($0)", "value": "\#(bytes(98))"}"# }.joined(separator: ",")
        let some = try api.send("PUT", "/\(own)/bulk", text: "[\(pairs)]")
        #expect(some.status == 200)
        let result = try some.json()["result"]
        #expect(result?["successful_key_count"]?.number == 2)
        #expect(result?["unsuccessful_keys"]?.elements.compactMap(\.text) == ["p3", "p4"])
        #expect(some.text.contains("kv_bytes"))
        let none = try api.send("PUT", "/\(own)/bulk", text: "[\(pairs.replacing("p", with: "q"))]")
        #expect(none.status == 507 && none.cloudflareCode == 10021)
        let line = #"{"namespace": "client:acme", "key": "i", "value": "x"}"#
        let imported = try server.admin("POST", "/admin/kv/import", body: line + "\n")
        #expect(imported.status == 507 && imported.problem == "storage-limit")
        #expect(try imported.json()["detail"]?.text?.contains("Line 1: The limit kv_bytes") == true)
        #expect(try contents(server, "acme") == ["a": 799, "p1": 98, "p2": 98])
    }

    @Test func aLowerLimitKeepsWhatIsThereAndARecordsLimitHoldsAtOnce() throws {
        let server = try TestServer("[edge.auth]\nmode = \"token\"\n")
        _ = try server.admin("POST", "/admin/clients", body: #"{"id": "acme", "limits": {"kv_bytes": 1000}}"#)
        let token = try server.token(of: "acme")
        #expect(try server.with(token, "PUT", "/kv/a", body: bytes(999)).status == 201)
        let patch = #"{"limits": {"kv_bytes": 500}}"#
        #expect(try server.admin("PATCH", "/admin/clients/acme", body: patch).status == 200)
        try eventually("the limit holds") { try server.with(token, "PUT", "/kv/b", body: "").status == 507 }
        #expect(try server.with(token, "GET", "/kv/a").body.count == 999)
        #expect(try server.with(token, "PUT", "/kv/a", body: bytes(400)).status == 204)
        #expect(try server.with(token, "PUT", "/kv/b", body: bytes(98)).status == 201)
        let root = CloudflareClient.namespaces
        let id = try #require(try server.with(token, "GET", root).json()["result"]?.elements.first?["id"]?.text)
        let refused = try server.with(token, "PUT", "\(root)/\(id)/values/c", body: "x")
        #expect(refused.status == 507 && refused.cloudflareCode == 10021)
    }
}
