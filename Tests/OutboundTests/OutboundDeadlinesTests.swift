// SPDX-License-Identifier: Apache-2.0

import Glibc
import Testing

@testable import Outbound

@Suite struct OutboundDeadlinesTests {
    /// Short enough to wait for; nothing here depends on how long it really took.
    private static let brief = Duration.milliseconds(50)

    @Test func `no answer in time is the first byte's deadline`() {
        let server = TestServer(answering: "HTTP/1.1 103 Early Hints\r\n\r\n", then: .waitsForClose)
        let client = OutboundClient()
        defer { client.close() }
        var request = OutboundRequest("GET", server.url)
        request.deadlines = OutboundDeadlines(firstByte: Self.brief, silence: nil)
        let error = client.failure(of: request)
        #expect(error?.kind == .timeout(.firstByte))
        #expect(error?.mayHaveBeenReceived == true)
    }

    @Test func `a body that pauses too long is silence`() {
        let server = TestServer { peer in
            guard peer.readHead() != nil else { return }
            peer.send("HTTP/1.1 200 OK\r\nContent-Length: 21\r\n\r\n")
            for _ in 0..<20 { peer.send("x") }
            peer.waitForClose()
        }
        let client = OutboundClient()
        defer { client.close() }
        var request = OutboundRequest("GET", server.url)
        // With the connect deadline far away, libcurl has no reason of its own to wake up.
        request.deadlines = OutboundDeadlines(connect: .seconds(300), firstByte: nil, silence: .seconds(1))
        let log = EventLog()
        client.start(request, log.sink)
        #expect(log.ended()?.kind == .timeout(.silence))
        #expect(log.received == 20)
    }

    @Test func `a server that takes no more of the body is silent`() {
        let server = TestServer { peer in
            peer.shrinkBuffers()
            // Keeps the connection and reads nothing.
            guard peer.readHead() != nil else { return }
            _ = eventually { peer.sendWithoutWaiting([]) < 0 }
        }
        let client = OutboundClient()
        defer { client.close() }
        var request = OutboundRequest(
            "PUT", server.url, body: .bytes([UInt8](repeating: 0, count: 64 << 20)))
        request.deadlines = OutboundDeadlines(firstByte: nil, silence: Self.brief)
        #expect(client.failure(of: request)?.kind == .timeout(.silence))
    }

    @Test func `a caller that owes body bytes is not the server's silence, but the total goes on`() {
        let server = TestServer { $0.waitForClose() }
        let client = OutboundClient()
        defer { client.close() }
        var request = OutboundRequest("POST", server.url, body: .streamed(length: nil))
        request.deadlines = OutboundDeadlines(firstByte: .milliseconds(1), silence: .milliseconds(1), total: Self.brief)
        let log = EventLog()
        client.start(request, log.sink)
        #expect(log.ended()?.kind == .timeout(.total))
    }

    @Test func `a caller that owes credit is not the server's silence, but the total goes on`() {
        let server = TestServer(answering: "HTTP/1.1 200 OK\r\n\r\n", then: .sendsWithoutEnd)
        let client = OutboundClient()
        defer { client.close() }
        var request = OutboundRequest("GET", server.url)
        request.receiveWindow = 1
        request.deadlines = OutboundDeadlines(silence: .milliseconds(200), total: .seconds(1))
        let log = EventLog()
        client.start(request, log.sink)
        #expect(log.ended()?.kind == .timeout(.total))
        #expect(log.received > 0)
    }

    @Test func `the total ends what is otherwise well`() {
        let server = TestServer { peer in
            guard peer.readHead() != nil else { return }
            peer.send("HTTP/1.1 200 OK\r\n\r\n")
            while peer.send("x") { usleep(1000) }
        }
        let client = OutboundClient()
        defer { client.close() }
        var request = OutboundRequest("GET", server.url)
        request.deadlines.total = Self.brief
        let log = EventLog()
        client.start(request, log.sink)
        #expect(log.ended()?.kind == .timeout(.total))
        #expect(log.error?.description.contains("127.0.0.1") == true)
    }

    @Test func `a handshake that does not end is the connect deadline`() {
        // The kernel connects; TLS then waits for an answer that never comes.
        let server = TestServer { $0.waitForClose() }
        let client = OutboundClient()
        defer { client.close() }
        var request = OutboundRequest("GET", "https://127.0.0.1:\(server.port)/")
        request.deadlines = OutboundDeadlines(connect: Self.brief, firstByte: nil, silence: nil)
        let error = client.failure(of: request)
        #expect(error?.kind == .timeout(.connect))
        #expect(error?.mayHaveBeenReceived == false)
    }

    @Test func `of two transfers the one with the shorter deadline ends first`() {
        let server = TestServer { $0.waitForClose() }
        let client = OutboundClient()
        defer { client.close() }
        var request = OutboundRequest("GET", server.url)
        request.deadlines = OutboundDeadlines(connect: .seconds(300), firstByte: .milliseconds(400))
        let long = EventLog()
        let short = EventLog()
        client.start(request) { event in
            // Seen by the thread that delivers both.
            if case .failed = event, short.ends == 0 { long.take(.body([1])) }
            long.take(event)
        }
        request.deadlines.firstByte = .milliseconds(20)
        client.start(request, short.sink)
        #expect(long.ended()?.kind == .timeout(.firstByte))
        #expect(short.error?.kind == .timeout(.firstByte))
        #expect(long.body.isEmpty)
    }
}
