// SPDX-License-Identifier: Apache-2.0

import Glibc
import TestSupport
import Testing

@Suite struct KVDurabilityTests {
    @Test func valuesSurviveAnOrderlyEnd() throws {
        let first = try TestServer()
        _ = try first.acme("PUT", "/kv/a", ["Content-Type: text/plain", "X-KV-Metadata: [1]"], body: "kept")
        let etag = try first.acme("GET", "/kv/a")["ETag"]
        #expect(try first.terminate() == 0)
        let second = try TestServer(in: first.directory)
        let read = try second.acme("GET", "/kv/a")
        #expect(read.text == "kept")
        #expect(read["ETag"] == etag)
        #expect(read["Content-Type"] == "text/plain")
        #expect(read["X-KV-Metadata"] == "[1]")
    }

    @Test func whatWasAcknowledgedIsThereAfterBeingKilledInTheMiddleOfWriting() throws {
        let directory = try TemporaryDirectory()
        let (rounds, writers) = (4, 8)
        // What each writer was last told is stored; each writes one key over and over, and a new key each time.
        var acknowledged: [String: Int] = [:]
        for round in 0..<rounds {
            let server = try TestServer(in: directory)
            let port = server.port
            let writing = try Threads(writers) { writer in
                var done: [String: Int] = [:]
                let connection = try Connection(port: port)
                for number in 1... {
                    let value = round * 1_000_000 + number
                    for key in ["same-\(writer)", "r\(round)-w\(writer)-n\(number)"] {
                        let answer = try? connection.request(
                            "PUT", "/kv/" + key, ["X-Client-ID: acme"], body: Array("\(value)".utf8))
                        guard let answer else { return done }
                        guard answer.status == 201 || answer.status == 204 else {
                            throw TestFailure("PUT was answered \(answer.status)")
                        }
                        done[key] = value
                    }
                }
                return done
            }
            try eventually("they write") {
                try server.acme("GET", "/kv?prefix=r\(round)-").json()["keys"]?.elements.count ?? 0 >= 200
            }
            server.process.signal(SIGKILL)
            #expect(try server.process.wait() == 128 + SIGKILL)
            for done in try writing.join() { acknowledged.merge(done) { max($0, $1) } }
        }
        try #require(acknowledged.count > rounds * writers)
        let server = try TestServer(in: directory)
        let connection = try server.connect()
        var lost: [String] = []
        for (key, value) in acknowledged {
            let read = try connection.request("GET", "/kv/" + key, ["X-Client-ID: acme"])
            // A write that was not acknowledged may have been done as well.
            if read.status != 200 || (Int(read.text) ?? 0) < value { lost.append("\(key): \(read.text)") }
        }
        #expect(lost == [])
    }

    @Test(arguments: [0, 1, 1 << 20, 25 << 20])
    func valuesOfAnySizeComeBackAsTheyWere(size: Int) throws {
        let server = try TestServer()
        var value = (0..<4099).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 8) }
        while value.count < size { value += value }
        value.removeLast(value.count - min(size, value.count))
        #expect(try server.request("PUT", "/kv/v", ["X-Client-ID: acme"], body: value).status == 201)
        let connection = try server.connect()
        for _ in 0..<2 {
            let read = try connection.request("GET", "/kv/v", ["X-Client-ID: acme"])
            #expect(read["Content-Length"] == "\(size)")
            #expect(read.body == value)
        }
    }

    @Test func aChunkedValueIsStoredAsALengthOneIs() throws {
        let server = try TestServer()
        let connection = try server.connect()
        let chunk = [UInt8](repeating: 0x63, count: 70_000)
        try connection.send(Connection.head("PUT", "/kv/v", ["X-Client-ID: acme", "Transfer-Encoding: chunked"]))
        for _ in 0..<20 { try connection.send(Array("11170;x=y\r\n".utf8) + chunk + [0x0d, 0x0a]) }
        try connection.send("0\r\nTrailer-Field: 1\r\n\r\n")
        #expect(try connection.readResponse().status == 201)
        #expect(try connection.request("GET", "/kv/v", ["X-Client-ID: acme"]).body.count == 1_400_000)
    }

    @Test func oneByteMoreThanTheLargestValueIsRefused() throws {
        let server = try TestServer()
        let largest = 25 << 20
        let announced = try server.connect()
        // Not a byte of it is sent: the length alone is enough.
        try announced.send(Connection.head("PUT", "/kv/v", ["X-Client-ID: acme"], length: largest + 1))
        let refused = try announced.readResponse()
        #expect(refused.problem == "body-too-large")
        #expect(refused.status == 413)
        #expect(try announced.readToEnd().bytes == [])

        let chunked = try server.connect()
        try chunked.send(Connection.head("PUT", "/kv/v", ["X-Client-ID: acme", "Transfer-Encoding: chunked"]))
        let chunk = Array("100000\r\n".utf8) + [UInt8](repeating: 0x63, count: 1 << 20) + [0x0d, 0x0a]
        for _ in 0..<25 { _ = try chunked.trySend(chunk) }
        _ = try chunked.trySend(Array("1\r\nx\r\n0\r\n\r\n".utf8))
        #expect(try chunked.readResponse().status == 413)
        #expect(try chunked.readToEnd().bytes == [])
        #expect(try server.acme("GET", "/kv/v").status == 404)
    }
}
