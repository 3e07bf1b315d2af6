// SPDX-License-Identifier: Apache-2.0

import TestSupport
import Testing

@Suite struct KVKeyTests {
    @Test(arguments: [
        (put: "a%20b", get: "a%20b", name: "a b"),
        ("a+b", "a%2Bb", "a+b"),
        ("a/b/c", "a%2Fb%2fc", "a/b/c"),
        ("%E2%82%AC", "%e2%82%ac", "€"),
        ("a%2520", "a%2520", "a%20"),
        ("x//y", "x//y", "x//y"),
        ("q?expiration_ttl=60", "q?ignored=1", "q"),
        ("a%3Fb", "a%3fb", "a?b"),
        ("a%0Ab", "a%0ab", "a\nb"),
        ("a%00b", "a%00b", "a\0b"),
        ("..a", "..a", "..a"),
    ])
    func keysAreDecodedOnce(put: String, get: String, name: String) throws {
        let server = try TestServer()
        #expect(try server.acme("PUT", "/kv/" + put, body: "v").status == 201)
        #expect(try server.acme("GET", "/kv/" + get).text == "v")
        let names = try server.acme("GET", "/kv").json()["keys"]?.elements.compactMap { $0["name"]?.text }
        #expect(names == [name])
    }

    @Test(arguments: [
        (key: "", status: 400), ("%zz", 400), ("%4", 400), ("%", 400), ("%ff", 400), ("%C0%80", 400),
        (".", 400), ("..", 400), ("%2e", 400), ("%2e%2E", 400),
        (String(repeating: "k", count: 513), 414), (String(repeating: "%41", count: 513), 414),
        (String(repeating: "%E2%82%AC", count: 171), 414),
    ])
    func whatIsNoKeyIsRefusedAlikeByEachMethod(key: String, status: Int) throws {
        let server = try TestServer()
        for (method, body) in [("GET", nil), ("PUT", "v"), ("DELETE", nil)] {
            let answer = try server.acme(method, "/kv/" + key, body: body)
            #expect(answer.status == status, "\(method)")
            #expect(answer.problem == "invalid-key", "\(method)")
        }
        #expect(try server.acme("GET", "/kv").json()["keys"]?.elements == [])
    }

    @Test(arguments: [String(repeating: "k", count: 512), String(repeating: "%E2%82%AC", count: 170) + "ab"])
    func keysOf512BytesAreTaken(key: String) throws {
        let server = try TestServer()
        #expect(try server.acme("PUT", "/kv/" + key, body: "v").status == 201)
        #expect(try server.acme("GET", "/kv/" + key).text == "v")
    }

    @Test(arguments: ["articles/1", "chat/s", "articles%2F1", "%61rticles/1"])
    func whatTheRouterWritesCannotBeWrittenByAClient(key: String) throws {
        let server = try TestServer()
        #expect(try server.acme("PUT", "/kv/" + key, body: "v").problem == "read-only-key")
        #expect(try server.acme("DELETE", "/kv/" + key).status == 403)
        #expect(try server.acme("GET", "/kv/" + key).problem == "no-such-key")
        #expect(try server.acme("PUT", "/kv/articles", body: "v").status == 201)
    }

    @Test(arguments: [
        (target: "/kv?limit=0", problem: "invalid-limit", says: "limit=0"),
        ("/kv?limit=1001", "invalid-limit", "between 1 and 1000"),
        ("/kv?limit=ten", "invalid-limit", "limit=ten"),
        ("/kv?limit=", "invalid-limit", "between 1 and 1000"),
        ("/kv?limit=99999999999999999999", "invalid-limit", "between 1 and 1000"),
        ("/kv?cursor=nonsense", "invalid-cursor", "page before"),
    ])
    func aListThatCannotBeMadeSaysWhy(target: String, problem: String, says: String) throws {
        let server = try TestServer()
        let answer = try server.acme("GET", target)
        #expect(answer.status == 400)
        #expect(answer.problem == problem)
        #expect(try answer.json()["detail"]?.text?.contains(says) == true, "\(answer.text)")
    }

    @Test func aCursorOfAnotherPrefixIsRefused() throws {
        let server = try TestServer()
        for name in ["a1", "a2", "b1"] { _ = try server.acme("PUT", "/kv/" + name, body: "v") }
        let cursor = try #require(try server.acme("GET", "/kv?prefix=a&limit=1").json()["cursor"]?.text)
        #expect(try server.acme("GET", "/kv?prefix=a&cursor=" + cursor).status == 200)
        #expect(try server.acme("GET", "/kv?prefix=b&cursor=" + cursor).problem == "invalid-cursor")
    }

    @Test(arguments: [
        (query: "expiration_ttl=0", says: "above 0"), ("expiration_ttl=-5", "above 0"),
        ("expiration_ttl=x", "whole number"),
        ("expiration_ttl=99999999999999999999", "whole number"), ("expiration=1", "lie ahead"),
        ("expiration=soon", "unix seconds"), ("expiration=9999999999999999", "unix seconds"),
    ])
    func anExpiryThatIsNoneSaysWhatWouldBe(query: String, says: String) throws {
        let server = try TestServer()
        let answer = try server.acme("PUT", "/kv/a?" + query, body: "v")
        #expect(answer.status == 400)
        #expect(answer.problem == "invalid-expiration")
        #expect(try answer.json()["detail"]?.text?.contains(says) == true, "\(answer.text)")
        #expect(try server.acme("GET", "/kv/a").status == 404)
    }

    @Test(arguments: [
        (metadata: "{", status: 400, problem: "invalid-metadata"), ("nonsense", 400, "invalid-metadata"),
        ("{\"a\":\"ä\"}", 400, "invalid-metadata"), ("", 400, "invalid-metadata"),
        ("\"" + String(repeating: "m", count: 1023) + "\"", 413, "metadata-too-large"),
    ])
    func metadataThatIsNoneIsRefused(metadata: String, status: Int, problem: String) throws {
        let server = try TestServer()
        let answer = try server.acme("PUT", "/kv/a", ["X-KV-Metadata: " + metadata], body: "v")
        #expect(answer.status == status)
        #expect(answer.problem == problem)
        #expect(try server.acme("GET", "/kv/a").status == 404)
    }

    @Test(arguments: ["POST", "PATCH", "OPTIONS", "BREW"])
    func otherMethodsAreNotAllowed(method: String) throws {
        let server = try TestServer()
        let answer = try server.acme(method, "/kv/a", body: "v")
        #expect(answer.status == 405)
        #expect(answer["Allow"] == "GET, HEAD, PUT, DELETE")
        #expect(try server.acme("DELETE", "/kv").status == 405)
    }
}
