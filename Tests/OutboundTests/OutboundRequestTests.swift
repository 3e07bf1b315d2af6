// SPDX-License-Identifier: Apache-2.0

import Synchronization
import Testing

@testable import Outbound

@Suite struct OutboundRequestTests {
    @Test func `a body within the limit is whole, one byte more is delivered up to the limit and fails`() {
        let server = TestServer(
            answering: "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n0123456789", then: .answersAgain)
        let client = OutboundClient()
        defer { client.close() }
        var request = OutboundRequest("GET", server.url)
        request.bodyBytes = 10
        #expect(client.failure(of: request) == nil)
        request.bodyBytes = 9
        let log = EventLog()
        client.start(request, log.sink)
        #expect(log.ended()?.kind == .bodyTooLarge)
        #expect(log.body == Array("012345678".utf8))
        #expect(log.head?.status == 200)
    }

    @Test func `an endless body ends at the limit`() {
        let server = TestServer { peer in
            guard peer.readHead() != nil else { return }
            peer.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
            while peer.send("4\r\nmore\r\n") {}
        }
        let client = OutboundClient()
        defer { client.close() }
        var request = OutboundRequest("GET", server.url)
        request.bodyBytes = 100_000
        let log = EventLog()
        client.start(request, log.sink)
        #expect(log.ended()?.kind == .bodyTooLarge)
        #expect(log.received == 100_000)
    }

    @Test func `decoded bytes count, however few came`() {
        // One last block with fixed codes (RFC 1951 section 3.2.6): a zero, then 258 copies of it at a time.
        var bits = BitWriter()
        bits.write(0b011, 3)
        bits.writeHuffman(0x30, 8)
        // Length code 285 (258 bytes) is 11000101 among the fixed codes, distance code 0 is 00000.
        for _ in 0..<10_000 {
            bits.writeHuffman(0b1100_0101, 8)
            bits.writeHuffman(0, 5)
        }
        bits.writeHuffman(0, 7)
        let coded = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3] + bits.bytes + [UInt8](repeating: 0, count: 8)
        let server = TestServer { peer in
            guard peer.readHead() != nil else { return }
            peer.send("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: \(coded.count)\r\n\r\n")
            peer.send(coded)
        }
        let client = OutboundClient()
        defer { client.close() }
        var request = OutboundRequest("GET", server.url)
        request.decompresses = true
        request.bodyBytes = 100_000
        let log = EventLog()
        client.start(request, log.sink)
        #expect(coded.count < 100_000)
        #expect(log.ended()?.kind == .bodyTooLarge)
        #expect(log.received == 100_000)
    }

    @Test func `coded bytes that decode to nothing count too`() {
        // Empty stored blocks of deflate, without end.
        let block: [UInt8] = [0x00, 0x00, 0x00, 0xff, 0xff]
        let server = TestServer { peer in
            guard peer.readHead() != nil else { return }
            peer.send("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n")
            peer.send([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3])
            while peer.send([[UInt8]](repeating: block, count: 1000).flatMap { $0 }) {}
        }
        let client = OutboundClient()
        defer { client.close() }
        var request = OutboundRequest("GET", server.url)
        request.decompresses = true
        request.bodyBytes = 100_000
        #expect(client.failure(of: request)?.kind == .bodyTooLarge)
    }

    @Test func `codings are offered and undone only where that is asked for`() throws {
        let server = TestServer { peer in
            while let head = peer.readHead() {
                let offers = head.contains("Accept-Encoding: ") ? "yes" : "no"
                peer.send("HTTP/1.1 200 OK\r\nContent-Length: \(offers.utf8.count)\r\n\r\n\(offers)")
            }
        }
        let client = OutboundClient()
        defer { client.close() }
        var request = OutboundRequest("GET", server.url)
        #expect(try client.perform(request).body == Array("no".utf8))
        request.decompresses = true
        #expect(try client.perform(request).body == Array("yes".utf8))
    }

    @Test func `a server without TLS is spoken to in HTTP 1.1, whatever version may be`() throws {
        let server = TestServer { peer in
            guard let head = peer.readHead(), head.hasPrefix("GET / HTTP/1.1\r\n"), !head.contains("Upgrade") else {
                return
            }
            peer.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
        }
        let client = OutboundClient()
        defer { client.close() }
        var request = OutboundRequest("GET", server.url)
        request.version = .http2
        #expect(try client.perform(request).head.status == 200)
    }

    @Test(arguments: [
        "HTTP/1.1 200 OK\r\nX: " + String(repeating: "x", count: 5000) + "\r\n\r\n",
        "HTTP/1.1 200 OK\r\n" + String(repeating: "X: y\r\n", count: 1000) + "\r\n",
        String(repeating: "HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n", count: 200) + "HTTP/1.1 204 No\r\n\r\n",
    ])
    func `header lines beyond the limit are refused, interim ones with them`(answer: String) {
        let server = TestServer(answering: answer, then: .waitsForClose)
        let client = OutboundClient()
        defer { client.close() }
        var request = OutboundRequest("GET", server.url)
        request.headBytes = 4096
        #expect(client.failure(of: request)?.kind == .headTooLarge)
    }

    @Test func `a redirect is a response like any other`() throws {
        let server = TestServer(
            answering: "HTTP/1.1 302 Found\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n", then: .answersAgain)
        let client = OutboundClient()
        defer { client.close() }
        let response = try client.perform(OutboundRequest("GET", server.url))
        #expect(response.head.status == 302)
        #expect(response.head.first("location") == "/elsewhere")
        #expect(server.connections == 1)
    }

    @Test(arguments: ["http://127.0.0.1", "http://2130706433", "http://0x7f.1", "http://127.1", "http://localhost"])
    func `a policy sees the address itself, and what it refuses is not connected to`(host: String) {
        let server = TestServer { $0.waitForClose() }
        let client = OutboundClient()
        defer { client.close() }
        let seen = Mutex<[OutboundAddress]>([])
        var request = OutboundRequest("GET", "\(host):\(server.port)/")
        request.addressPolicy = { address in
            seen.withLock { $0.append(address) }
            return false
        }
        let error = client.failure(of: request)
        #expect(error == Transfer.refusal)
        #expect(server.connections == 0)
        let addresses = seen.withLock { $0 }
        #expect(!addresses.isEmpty)
        #expect(addresses.allSatisfy { $0.port == server.port })
        #expect(addresses.contains { $0.bytes == [127, 0, 0, 1] })
    }

    @Test func `an IPv4 address in IPv6's clothes is an IPv4 address`() {
        let client = OutboundClient()
        defer { client.close() }
        let seen = Mutex<[OutboundAddress]>([])
        var request = OutboundRequest("GET", "http://[::ffff:169.254.169.254]/")
        request.addressPolicy = { address in
            seen.withLock { $0.append(address) }
            return false
        }
        #expect(client.failure(of: request)?.kind == .addressRefused)
        #expect(seen.withLock { $0.map(\.bytes) } == [[169, 254, 169, 254]])
    }

    @Test func `no connection is shared with another policy's transfers`() throws {
        let server = TestServer(answering: "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", then: .answersAgain)
        let client = OutboundClient()
        defer { client.close() }
        let plain = OutboundRequest("GET", server.url)
        _ = try client.perform(plain)
        var guarded = plain
        guarded.addressPolicy = { _ in true }
        _ = try client.perform(guarded)
        #expect(server.connections == 2)
        guarded.addressPolicy = { _ in false }
        #expect(client.failure(of: guarded)?.kind == .addressRefused)
        _ = try client.perform(plain)
        #expect(server.connections == 2)
    }
}

/// Writes deflate's bit stream (RFC 1951 section 3.1.1): values with their lowest bit first, codes with their highest.
private struct BitWriter {
    private(set) var bytes: [UInt8] = []
    private var used = 8

    mutating func write(_ value: Int, _ count: Int) {
        for bit in 0..<count {
            if used == 8 {
                bytes.append(0)
                used = 0
            }
            bytes[bytes.count - 1] |= UInt8(value >> bit & 1) << UInt8(used)
            used += 1
        }
    }

    mutating func writeHuffman(_ code: Int, _ count: Int) {
        for bit in stride(from: count - 1, through: 0, by: -1) { write(code >> bit & 1, 1) }
    }
}
