// SPDX-License-Identifier: Apache-2.0

import HTTPCore
import TestSupport
import Testing

@testable import EdgeRouter

@Suite struct CloudflareRouteTests {
    /// The meaning of a path, with what stands in it as text.
    private func route(_ path: String) -> String {
        // A path stands in a request, not at its start.
        let bytes = Array(("GET " + path + " HTTP/1.1").utf8)
        let range = ByteRange(4, 4 + path.utf8.count)
        guard CloudflareRoute.isIn(range, bytes.span) else { return "outside" }
        return switch CloudflareRoute(range, bytes.span) {
        case .tokenVerification: "verify"
        case .accounts: "accounts"
        case .memberships: "memberships"
        case .namespaces: "namespaces"
        case .namespace(let id): "namespace \(bytes.text(id))"
        case .keys(let id): "keys \(bytes.text(id))"
        case .value(let id, let key): "value \(bytes.text(id)) \(bytes.text(key))"
        case .metadata(let id, let key): "metadata \(bytes.text(id)) \(bytes.text(key))"
        case .bulk(let id): "bulk \(bytes.text(id))"
        case .bulkDelete(let id): "bulk delete \(bytes.text(id))"
        case .bulkGet(let id): "bulk get \(bytes.text(id))"
        case .unknown: "unknown"
        }
    }

    @Test(arguments: [
        ("/user/tokens/verify", "verify"), ("/accounts", "accounts"), ("/memberships", "memberships"),
        ("", "namespaces"), ("/ns", "namespace ns"), ("/ns/keys", "keys ns"), ("/ns/bulk", "bulk ns"),
        ("/ns/bulk/delete", "bulk delete ns"), ("/ns/bulk/get", "bulk get ns"), ("/ns/values/k", "value ns k"),
        ("/ns/metadata/k", "metadata ns k"), ("/ns/values/a/b//c/", "value ns a/b//c/"),
        ("/ns/values/a%2Fb%3F", "value ns a%2Fb%3F"), ("/ns/values/", "value ns "), ("/ns/values//", "value ns /"),
        ("/ns/metadata/bulk/get", "metadata ns bulk/get"), ("/ns/values/..", "value ns .."),
    ])
    func `every call has its path`(path: String, meaning: String) {
        let isTop = ["/user", "/acc", "/mem"].contains { path.hasPrefix($0) }
        #expect(route("/client/v4" + (isTop ? "" : "/accounts/any-account/storage/kv/namespaces") + path) == meaning)
    }

    @Test(arguments: [
        "/client/v4", "/client/v4/", "/client/v4//accounts", "/client/v4/accounts/", "/client/v4/accounts/a",
        "/client/v4/accounts//storage/kv/namespaces", "/client/v4/accounts/a/storage/kv",
        "/client/v4/accounts/a/storage/kv/namespaces/", "/client/v4/accounts/a/storage/kv/namespacesx",
        "/client/v4/accounts/a/storage/kv/namespaces/ns/", "/client/v4/accounts/a/storage/kv/namespaces//keys",
        "/client/v4/accounts/a/storage/kv/namespaces/ns/values", "/client/v4/accounts/a/storage/kv/namespaces/ns/keys/",
        "/client/v4/accounts/a/storage/kv/namespaces/ns/metadata",
        "/client/v4/accounts/a/storage/kv/namespaces/ns/bulk/",
        "/client/v4/accounts/a/storage/kv/namespaces/ns/bulk/put",
        "/client/v4/accounts/a/storage/kv/namespaces/ns/bulk/get/x", "/client/v4/user/tokens/verify/",
        "/client/v4/user", "/client/v4/memberships/x", "/client/v4/accounts/a/storage%2Fkv/namespaces",
        "/client/v4/ACCOUNTS", "/client/v4/accounts/a/workers/namespaces",
    ])
    func `no other path is a call`(path: String) { #expect(route(path) == "unknown") }

    @Test(arguments: [
        "/", "/client", "/client/v", "/client/v44", "/client/v4x/accounts", "/Client/v4", "/kv/client/v4",
    ])
    func `what is outside the API is not looked at`(path: String) { #expect(route(path) == "outside") }

    @Test func `every call has its methods`() {
        let id = ByteRange.empty
        #expect(CloudflareRoute.namespaces.allowed == [.get, .head, .post])
        #expect(CloudflareRoute.namespace(id).allowed == [.get, .head, .put, .delete])
        #expect(CloudflareRoute.value(id, key: id).allowed == [.get, .head, .put, .delete])
        #expect(CloudflareRoute.bulk(id).allowed == [.put, .delete])
        #expect(CloudflareRoute.bulkDelete(id).allowed == [.post] && CloudflareRoute.bulkGet(id).allowed == [.post])
        for route in [CloudflareRoute.keys(id), .metadata(id, key: id), .accounts, .memberships, .tokenVerification] {
            #expect(route.allowed == [.get, .head])
        }
    }

    @Test func `any bytes are a path or none`() {
        var numbers = RepeatableNumbers(seed: 7)
        let whole = Array("/client/v4/accounts/a/storage/kv/namespaces/ns/bulk/delete".utf8)
        var (known, unknown) = (0, 0)
        for _ in 0..<5000 {
            var bytes = Array(whole.prefix(Int.random(in: 0...whole.count, using: &numbers)))
            for _ in 0..<Int.random(in: 0...2, using: &numbers) where !bytes.isEmpty {
                bytes[Int.random(in: 0..<bytes.count, using: &numbers)] = numbers.bytes(1)[0]
            }
            let range = ByteRange(0, bytes.count)
            guard CloudflareRoute.isIn(range, bytes.span) else { continue }
            if CloudflareRoute(range, bytes.span) == .unknown { unknown += 1 } else { known += 1 }
        }
        #expect(known > 100 && unknown > 100)
    }
}
