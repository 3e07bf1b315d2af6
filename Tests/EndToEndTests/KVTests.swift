// SPDX-License-Identifier: Apache-2.0

import EventLoop
import TestSupport
import Testing

@Suite struct KVTests {
    @Test func putCreatesAndReplacesAndDeleteAlwaysSucceeds() throws {
        let server = try TestServer()
        let created = try server.acme("PUT", "/kv/a", body: "1")
        #expect(created.status == 201)
        let replaced = try server.acme("PUT", "/kv/a", body: "2")
        #expect(replaced.status == 204)
        #expect(created["ETag"] != replaced["ETag"])
        let read = try server.acme("GET", "/kv/a")
        #expect(read.text == "2")
        #expect(read["ETag"] == replaced["ETag"])
        #expect(try server.acme("DELETE", "/kv/a").status == 204)
        #expect(try server.acme("DELETE", "/kv/a").status == 204)
        #expect(try server.acme("GET", "/kv/a").problem == "no-such-key")
    }

    @Test func headSaysWhatGetWouldWithoutTheBytes() throws {
        let server = try TestServer()
        _ = try server.acme("PUT", "/kv/a", ["Content-Type: text/css"], body: "body{}")
        let connection = try server.connect()
        let head = try connection.request("HEAD", "/kv/a", ["X-Client-ID: acme"])
        #expect(head.status == 200)
        #expect(head["Content-Length"] == "6")
        #expect(head["Content-Type"] == "text/css")
        // Were there a body, it would be taken for the next answer.
        #expect(try connection.request("GET", "/kv/a", ["X-Client-ID: acme"]).text == "body{}")
        #expect(try connection.request("HEAD", "/kv/absent", ["X-Client-ID: acme"]).status == 404)
        #expect(try connection.request("GET", "/healthz").status == 200)
    }

    @Test(arguments: [
        (sent: String?.none, stored: "application/octet-stream"),
        ("application/x-www-form-urlencoded", "application/octet-stream"),
        ("text/html; charset=utf-8", "text/html; charset=utf-8"),
        ("image/png", "image/png"),
    ])
    func contentTypesAreKept(sent: String?, stored: String) throws {
        let server = try TestServer()
        _ = try server.acme("PUT", "/kv/a", sent.map { ["Content-Type: \($0)"] } ?? [], body: "x")
        let read = try server.acme("GET", "/kv/a")
        #expect(read["Content-Type"] == stored)
        #expect(read["X-Content-Type-Options"] == "nosniff")
        #expect(read["Content-Security-Policy"]?.contains("sandbox") == true)
        #expect(read["Cross-Origin-Resource-Policy"] == "same-origin")
    }

    @Test func metadataAndExpiryBelongToOnePut() throws {
        let server = try TestServer()
        let before = try #require(Int(Command("date", ["+%s"]).output.dropLast()))
        _ = try server.acme("PUT", "/kv/a?expiration_ttl=3600", [#"X-KV-Metadata: {"n": [1, "\u00e4"]}"#], body: "x")
        let read = try server.acme("GET", "/kv/a")
        #expect(read["X-KV-Metadata"] == #"{"n": [1, "\u00e4"]}"#)
        let expiry = try #require(read["Expires-At"].flatMap { Int($0) })
        #expect((before + 3600...before + 3600 + patienceMilliseconds / 1000).contains(expiry))
        let listed = try server.acme("GET", "/kv").json()["keys"]?.elements.first
        #expect(listed?["metadata"]?["n"]?.elements == [.number(1), .string("ä")])
        #expect(listed?["expiration"]?.number == Double(expiry))
        _ = try server.acme("PUT", "/kv/a", body: "y")
        let plain = try server.acme("GET", "/kv/a")
        #expect(plain["X-KV-Metadata"] == nil)
        #expect(plain["Expires-At"] == nil)
    }

    @Test func anExpiredKeyIsGoneFromReadsAndLists() throws {
        let server = try TestServer()
        _ = try server.acme("PUT", "/kv/short?expiration_ttl=1", body: "x")
        _ = try server.acme("PUT", "/kv/long?expiration_ttl=600", body: "x")
        try eventually("the key expires") { try server.acme("GET", "/kv/short").status == 404 }
        let names = try server.acme("GET", "/kv").json()["keys"]?.elements.compactMap { $0["name"]?.text }
        #expect(names == ["long"])
    }

    @Test func readsAreConditional() throws {
        let server = try TestServer()
        let etag = try #require(try server.acme("PUT", "/kv/a", body: "1")["ETag"])
        let unchanged = try server.acme("GET", "/kv/a", ["If-None-Match: \"other\", \(etag)"])
        #expect(unchanged.status == 304)
        #expect(unchanged["ETag"] == etag)
        #expect(try server.acme("GET", "/kv/a", ["If-None-Match: W/\(etag)"]).status == 304)
        #expect(try server.acme("GET", "/kv/a", ["If-None-Match: *"]).status == 304)
        #expect(try server.acme("GET", "/kv/a", ["If-None-Match: \"other\""]).text == "1")
        #expect(try server.acme("GET", "/kv/a", ["If-Match: \(etag)"]).text == "1")
        #expect(try server.acme("GET", "/kv/a", ["If-Match: \"other\""]).status == 412)
    }

    @Test func writesCompareAndSet() throws {
        let server = try TestServer()
        #expect(try server.acme("PUT", "/kv/a", ["If-Match: *"], body: "1").problem == "precondition-failed")
        let etag = try #require(try server.acme("PUT", "/kv/a", ["If-None-Match: *"], body: "1")["ETag"])
        #expect(try server.acme("PUT", "/kv/a", ["If-None-Match: *"], body: "2").status == 412)
        let second = try server.acme("PUT", "/kv/a", ["If-Match: \(etag)"], body: "2")
        #expect(second.status == 204)
        #expect(try server.acme("PUT", "/kv/a", ["If-Match: \(etag)"], body: "3").status == 412)
        #expect(try server.acme("DELETE", "/kv/a", ["If-Match: \(etag)"]).status == 412)
        #expect(try server.acme("GET", "/kv/a").text == "2")
        #expect(try server.acme("DELETE", "/kv/a", ["If-Match: \(second["ETag"] ?? "")"]).status == 204)
        #expect(try server.acme("PUT", "/kv/a", ["If-Match: unquoted"], body: "4").problem == "invalid-precondition")
    }

    @Test func ofManyWritersThatCompareEachIncrementCounts() throws {
        let server = try TestServer()
        _ = try server.acme("PUT", "/kv/counter", body: "0")
        let (writers, increments) = (4, 20)
        _ = try concurrently(writers) { _ in
            let connection = try server.connect()
            var done = 0
            while done < increments {
                let read = try connection.request("GET", "/kv/counter", ["X-Client-ID: acme"])
                let next = (Int(read.text) ?? 0) + 1
                let write = try connection.request(
                    "PUT", "/kv/counter", ["X-Client-ID: acme", "If-Match: \(read["ETag"] ?? "")"],
                    body: Array("\(next)".utf8))
                if write.status == 204 { done += 1 }
            }
        }
        #expect(try server.acme("GET", "/kv/counter").text == "\(writers * increments)")
    }

    @Test func listsComeInPagesInByteOrder() throws {
        let server = try TestServer()
        let connection = try server.connect()
        let names = (0..<25).map { "p/\($0 < 10 ? "0" : "")\($0)" }
        for name in names.shuffled() + ["other"] {
            _ = try connection.request("PUT", "/kv/" + name, ["X-Client-ID: acme"], body: [0x78])
        }
        var found: [String] = []
        var cursor = ""
        var pages = 0
        repeat {
            let page = try connection.request("GET", "/kv?prefix=p/&limit=10" + cursor, ["X-Client-ID: acme"]).json()
            found += page["keys"]?.elements.compactMap { $0["name"]?.text } ?? []
            pages += 1
            let next = page["cursor"]?.text
            #expect((next == nil) == (page["list_complete"] == .bool(true)))
            cursor = next.map { "&cursor=" + $0 } ?? ""
        } while !cursor.isEmpty
        #expect(found == names)
        #expect(pages == 3)
    }

    @Test func clientsDoNotSeeEachOther() throws {
        let server = try TestServer()
        for client in ["a", "b", "a-b"] {
            _ = try server.request("PUT", "/kv/key", ["X-Client-ID: \(client)"], body: Array(client.utf8))
        }
        for client in ["a", "b", "a-b"] {
            #expect(try server.request("GET", "/kv/key", ["X-Client-ID: \(client)"]).text == client)
            let list = try server.request("GET", "/kv", ["X-Client-ID: \(client)"]).json()
            #expect(list["keys"]?.elements.count == 1)
        }
        _ = try server.request("DELETE", "/kv/key", ["X-Client-ID: a"])
        #expect(try server.request("GET", "/kv/key", ["X-Client-ID: b"]).text == "b")
        #expect(try server.request("GET", "/kv/key", ["X-Client-ID: c"]).status == 404)
    }

    @Test func aRouteOpensANamespaceOfTheConfigurationForReading() throws {
        let server = try TestServer(
            """
            [[kv_namespaces]]
            binding = "ADVICE"

            [[edge.routes]]
            pattern = "/advice/*"
            to = "kv:ADVICE"
            """)
        #expect(try server.acme("GET", "/advice/title").problem == "no-such-key")
        #expect(try server.acme("PUT", "/advice/title", body: "x").status == 405)
    }
}
