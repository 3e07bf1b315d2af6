// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Outbound

@Suite struct OutboundErrorTests {
    /// What a server sends before it closes.
    struct Answer: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let text: String
        let kind: OutboundError.Kind
        var resets = false
    }

    private static let answers = [
        Answer(testDescription: "nothing", text: "", kind: .connectionLost),
        Answer(testDescription: "nothing, and RST", text: "", kind: .connectionLost, resets: true),
        Answer(testDescription: "no HTTP", text: "SSH-2.0-OpenSSH_9.2\r\n", kind: .invalidResponse),
        Answer(testDescription: "zeros", text: "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", kind: .invalidResponse),
        Answer(testDescription: "a status of letters", text: "HTTP/1.1 abc OK\r\n\r\n", kind: .invalidResponse),
        Answer(testDescription: "a status of zero", text: "HTTP/1.1 000 OK\r\n\r\n", kind: .invalidResponse),
        Answer(
            testDescription: "a field without a colon",
            text: "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nnonsense\r\n\r\n", kind: .invalidResponse),
        Answer(
            testDescription: "a folded field", text: "HTTP/1.1 200 OK\r\nX: a\r\n b\r\nContent-Length: 0\r\n\r\n",
            kind: .invalidResponse),
        Answer(
            testDescription: "two lengths", text: "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 1\r\n\r\nab",
            kind: .invalidResponse),
        Answer(
            testDescription: "an answer to an upgrade nobody asked for",
            text: "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n", kind: .invalidResponse),
        Answer(testDescription: "half a head", text: "HTTP/1.1 200 OK\r\nContent-Le", kind: .connectionLost),
        Answer(
            testDescription: "only an interim response", text: "HTTP/1.1 103 Early Hints\r\n\r\n",
            kind: .connectionLost),
        Answer(
            testDescription: "less than the length", text: "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n123456789",
            kind: .truncated),
        Answer(
            testDescription: "less than the length, and RST",
            text: "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n123456789", kind: .truncated, resets: true),
        Answer(
            testDescription: "chunks without an end",
            text: "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n", kind: .truncated),
        Answer(
            testDescription: "half a chunk", text: "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\na",
            kind: .truncated),
        Answer(
            testDescription: "chunks without the last line",
            text: "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n", kind: .truncated),
        Answer(
            testDescription: "a chunk size that is none",
            text: "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\nabc\r\n0\r\n\r\n", kind: .truncated),
        Answer(
            testDescription: "a body without a length that ends in RST", text: "HTTP/1.1 200 OK\r\n\r\npart",
            kind: .truncated, resets: true),
    ]

    @Test(arguments: answers)
    func `what is cut short or no HTTP never looks complete`(answer: Answer) {
        let server = TestServer { peer in
            guard peer.readHead() != nil else { return }
            peer.send(answer.text)
            if answer.resets { peer.resetOnClose() }
        }
        let client = OutboundClient()
        defer { client.close() }
        let error = client.failure(of: OutboundRequest("GET", server.url))
        // A reset may overtake the bytes before it; then nothing came.
        let isOvertaken = answer.resets && error?.kind == .connectionLost
        #expect(error?.kind == answer.kind || isOvertaken, "\(error?.description ?? "it looked complete")")
        #expect(error?.description.contains("127.0.0.1:\(server.port)") == true)
        #expect(error?.mayHaveBeenReceived == true)
    }

    @Test(arguments: ["gzip", "br", "zstd"])
    func `a body that is not coded as its field says is an error`(coding: String) {
        let server = TestServer(
            answering: "HTTP/1.1 200 OK\r\nContent-Encoding: \(coding)\r\nContent-Length: 12\r\n\r\nnot so coded")
        let client = OutboundClient()
        defer { client.close() }
        var request = OutboundRequest("GET", server.url)
        request.decompresses = true
        #expect(client.failure(of: request) != nil)
    }

    @Test func `a port where nobody listens cannot be connected to`() {
        let client = OutboundClient()
        defer { client.close() }
        // A server that is gone has a port that was free a moment ago.
        let port = TestServer { _ in }.port
        let error = client.failure(of: OutboundRequest("GET", "http://127.0.0.1:\(port)/"))
        #expect(error?.kind == .cannotConnect)
        #expect(error?.mayHaveBeenReceived == false)
    }

    @Test func `a name that has no address says so`() {
        let client = OutboundClient()
        defer { client.close() }
        // RFC 2606 section 2 keeps this top-level domain from ever existing.
        var request = OutboundRequest("GET", "http://no-such-host.invalid/")
        // Longer than a resolver without a network takes to give up.
        request.deadlines.connect = .seconds(120)
        let error = client.failure(of: request)
        #expect(error?.kind == .cannotResolve)
        #expect(error?.description.contains("no-such-host.invalid") == true)
    }

    @Test func `a server without TLS is a TLS error`() {
        let server = TestServer { peer in
            _ = peer.read(1)
            peer.send("HTTP/1.1 400 Bad Request\r\n\r\n")
            peer.waitForClose()
        }
        let client = OutboundClient()
        defer { client.close() }
        let error = client.failure(of: OutboundRequest("GET", "https://127.0.0.1:\(server.port)/"))
        #expect(error?.kind == .tls)
        #expect(error?.mayHaveBeenReceived == false)
    }

    @Test func `a POST is not sent again over another connection`() throws {
        // Answers the first request of a connection, takes the second and closes without an answer.
        let bodies = Counter()
        let server = TestServer { peer in
            for answer in [true, false] {
                guard peer.readHead() != nil, peer.read(4) == Array("once".utf8) else { return }
                bodies.count()
                guard answer else { return }
                peer.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
            }
        }
        let client = OutboundClient()
        defer { client.close() }
        let request = OutboundRequest("POST", server.url, body: .bytes(Array("once".utf8)))
        _ = try client.perform(request)
        #expect(client.failure(of: request)?.kind == .connectionLost)
        #expect(bodies.value == 2)
        // What may be done twice is tried again: a new connection answers its first request.
        let put = OutboundRequest("PUT", server.url, body: .bytes(Array("once".utf8)))
        _ = try client.perform(put)
        _ = try client.perform(put)
        #expect(bodies.value == 5)
    }
}
