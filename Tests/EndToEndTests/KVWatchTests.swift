// SPDX-License-Identifier: Apache-2.0

import EventLoop
import TestSupport
import Testing

/// `GET /kv?watch=1`: changes as server-sent events.
@Suite struct KVWatchTests {
    /// A reader of server-sent events: `event` and `data` of each, comments left out.
    private final class Events {
        let connection: Connection
        private var text = ""

        init(_ server: TestServer, _ target: String = "/kv?watch=1", receiveBuffer: Int32? = nil) throws {
            connection = try server.connect(receiveBuffer: receiveBuffer)
            try connection.send(Connection.head("GET", target, ["X-Client-ID: acme"]))
            let head = try connection.readHead()
            guard head.contains("200 OK"), head.contains("Content-Type: text/event-stream") else {
                throw TestFailure("no stream of events: \(head)")
            }
            guard try next().event == "ready" else { throw TestFailure("the first event is not `ready`") }
        }

        func next() throws -> (event: String, data: String) {
            while true {
                if let end = text.firstRange(of: "\n\n") {
                    let block = text[..<end.lowerBound].split(separator: "\n")
                    text = String(text[end.upperBound...])
                    let field = { (name: String) in
                        block.first { $0.hasPrefix(name + ": ") }.map { String($0.dropFirst(name.count + 2)) } ?? ""
                    }
                    if block.contains(where: { !$0.hasPrefix(":") }) { return (field("event"), field("data")) }
                    continue
                }
                guard let piece = try connection.readChunk() else { throw TestFailure("the stream has ended") }
                text += String(decoding: piece, as: UTF8.self)
            }
        }

        func json() throws -> (event: String, data: JSONValue) {
            let (event, data) = try next()
            return (event, try JSONValue(Array(data.utf8)))
        }
    }

    @Test func changesAreToldInTheirOrderWithWhatBelongsToThem() throws {
        let server = try TestServer()
        let events = try Events(server)
        let created = try server.acme(
            "PUT", "/kv/a?expiration_ttl=1000", [#"X-KV-Metadata: {"n":1}"#], body: "1")
        _ = try server.acme("PUT", "/kv/b%0Ac", body: "2")
        _ = try server.acme("DELETE", "/kv/a")
        // Nothing happens: nothing is told.
        _ = try server.acme("DELETE", "/kv/a")
        _ = try server.acme("PUT", "/kv/b", ["If-Match: \"no\""], body: "2")
        _ = try server.acme("PUT", "/kv/z", body: "")
        let put = try events.json()
        #expect(put.event == "put" && put.data["name"]?.text == "a")
        #expect(put.data["etag"]?.text == created["ETag"])
        #expect(put.data["metadata"]?["n"] == .number(1) && put.data["expiration"] != nil)
        #expect(try events.json().data["name"]?.text == "b\nc")
        let deleted = try events.json()
        #expect(deleted.event == "delete" && deleted.data["name"]?.text == "a")
        #expect(try events.json().data["name"]?.text == "z")
    }

    @Test func onlyTheClientsOwnKeysWithThePrefixAreTold() throws {
        let server = try TestServer()
        let (all, some) = (try Events(server), try Events(server, "/kv?watch=1&prefix=user%2F"))
        _ = try server.request("PUT", "/kv/user/1", ["X-Client-ID: other"], body: [0x31])
        _ = try server.acme("PUT", "/kv/other", body: "1")
        _ = try server.acme("PUT", "/kv/user/2", body: "1")
        #expect(try all.json().data["name"]?.text == "other")
        #expect(try all.json().data["name"]?.text == "user/2")
        #expect(try some.json().data["name"]?.text == "user/2")
    }

    @Test func whatExpiresIsTold() throws {
        let server = try TestServer()
        let events = try Events(server)
        _ = try server.acme("PUT", "/kv/short?expiration_ttl=1", body: "1")
        #expect(try events.json().event == "put")
        let expired = try events.json()
        #expect(expired.event == "expire" && expired.data["name"]?.text == "short")
        #expect(try server.acme("GET", "/kv/short").status == 404)
    }

    @Test func everyWatcherOnEveryLoopMissesNothing() throws {
        let server = try TestServer(arguments: ["--loops", "3"])
        let readers = try Threads(6) { _ in
            let events = try Events(server)
            _ = try server.acme("PUT", "/kv/here", body: "1")
            var names: [String] = []
            while names.last != "last" {
                let name = try events.json().data["name"]?.text ?? ""
                if name != "here" { names.append(name) }
            }
            return names
        }
        try eventually("all of them watch") {
            try server.metric("edge_kv_watches") == 6
        }
        for index in 0..<300 { _ = try server.acme("PUT", "/kv/\(index)", body: "1") }
        _ = try server.acme("PUT", "/kv/last", body: "1")
        let expected = (0..<300).map { "\($0)" } + ["last"]
        for names in try readers.join() { #expect(names == expected) }
        try eventually("their ends are noticed") { try server.metric("edge_kv_watches") == 0 }
    }

    @Test func aReaderThatIsTooSlowIsCutOffAndTold() throws {
        let server = try TestServer()
        let slow = try Events(server, receiveBuffer: 4096)
        let before = try server.residentBytes()
        let name = String(repeating: "n", count: 500)
        _ = try concurrently(8) { writer in
            let connection = try server.connect()
            for index in 0..<4000 {
                _ = try connection.request("PUT", "/kv/\(name)\(writer)-\(index % 10)", ["X-Client-ID: acme"], body: [])
            }
        }
        #expect(try server.residentBytes() - before < 16 << 20)
        var last = ""
        while last != "overflow" { last = try slow.next().event }
        #expect(try slow.connection.readChunk() == nil)
        #expect(try server.metric("edge_kv_watches") == 0)
    }

    @Test func stoppingEndsTheStreamInOrder() throws {
        let server = try TestServer()
        let events = try Events(server)
        #expect(try server.terminate() == 0)
        #expect(try events.next().event == "end")
        #expect(try events.connection.readChunk() == nil)
    }

    @Test func anythingButOneIsNoWatch() throws {
        let server = try TestServer()
        #expect(try server.acme("GET", "/kv?watch=yes").problem == "invalid-watch")
        #expect(try server.acme("PUT", "/kv/a?ttl=60", body: "1").problem == "unknown-parameter")
        #expect(try server.acme("GET", "/kv/a").status == 404)
    }
}
