// SPDX-License-Identifier: Apache-2.0

import Synchronization
import Testing

@testable import Outbound

@Suite struct OutboundTransferTests {
    @Test func `cancelling closes the connection and is the last event`() {
        let closed = Counter()
        let server = TestServer { peer in
            guard peer.readHead() != nil else { return }
            peer.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\ndata\r\n")
            peer.waitForClose()
            closed.count()
        }
        let client = OutboundClient()
        defer { client.close() }
        let log = EventLog()
        let transfer = client.start(OutboundRequest("GET", server.url), log.sink)
        #expect(eventually { log.received == 4 })
        transfer.cancel()
        transfer.cancel()
        #expect(log.ended()?.kind == .cancelled)
        #expect(log.error?.mayHaveBeenReceived == true)
        #expect(eventually { closed.value == 1 })
        #expect(log.ends == 1)
        #expect(log.eventsAfterEnd == 0)
    }

    @Test func `a sink that cancels gets no further byte`() {
        let server = TestServer(answering: "HTTP/1.1 200 OK\r\n\r\n", then: .sendsWithoutEnd)
        let client = OutboundClient()
        defer { client.close() }
        let log = EventLog()
        let transfer = Mutex<OutboundTransfer?>(nil)
        // The sink waits for the handle: the first event may come before start has returned it.
        let started = client.start(OutboundRequest("GET", server.url)) { event in
            if case .body(let bytes) = event {
                _ = eventually { transfer.withLock { $0 != nil } }
                transfer.withLock { $0 }?.cancel()
                log.take(.body([bytes[0]]))
            } else {
                log.take(event)
            }
        }
        transfer.withLock { $0 = started }
        #expect(log.ended()?.kind == .cancelled)
        #expect(log.received == 1)
        transfer.withLock { $0 = nil }
    }

    @Test func `cancelling after the end changes nothing`() {
        let server = TestServer(answering: "HTTP/1.1 204 No Content\r\n\r\n", then: .answersAgain)
        let client = OutboundClient()
        defer { client.close() }
        let log = EventLog()
        let transfer = client.start(OutboundRequest("GET", server.url), log.sink)
        #expect(log.ended() == nil)
        transfer.cancel()
        transfer.send([1])
        transfer.finishSending()
        transfer.consumed(bytes: 5)
        #expect(client.failure(of: OutboundRequest("GET", server.url)) == nil)
        #expect(log.ends == 1)
    }

    @Test func `nothing is read beyond the window until it is acknowledged`() {
        let total = 8 << 20
        let sent = Counter()
        let server = TestServer { peer in
            peer.shrinkBuffers()
            guard peer.readHead() != nil else { return }
            peer.send("HTTP/1.1 200 OK\r\nContent-Length: \(total)\r\n\r\n")
            let block = [UInt8](repeating: 7, count: 1 << 16)
            for _ in 0..<total / block.count {
                guard peer.send(block) else { return }
                sent.count()
            }
        }
        let client = OutboundClient()
        defer { client.close() }
        let log = EventLog()
        var request = OutboundRequest("GET", server.url)
        request.receiveWindow = 64 << 10
        let transfer = client.start(request, log.sink)
        var acknowledged = 0
        var mostOutstanding = 0
        // Each time as often as other transfers come and go meanwhile, so that the thread had every opportunity.
        for _ in 0..<4 {
            #expect(eventually { log.received - acknowledged >= 64 << 10 })
            let before = (log.received, sent.value)
            for _ in 0..<5 { _ = client.failure(of: OutboundRequest("GET", "http://127.0.0.1:1/")) }
            #expect(log.received == before.0)
            mostOutstanding = max(mostOutstanding, log.received - acknowledged)
            let all = log.received
            transfer.consumed(bytes: all - acknowledged)
            acknowledged = all
        }
        #expect(mostOutstanding < (64 + 16) << 10)
        #expect(sent.value < total / 65536)
        // From here on everything is acknowledged as it comes.
        let isDone = eventually {
            let all = log.received
            transfer.consumed(bytes: all - acknowledged)
            acknowledged = all
            return log.ends > 0
        }
        #expect(isDone)
        #expect(log.error == nil)
        #expect(log.received == total)
    }

    @Test(arguments: [nil, 1 << 20])
    func `a streamed body goes out as it is given, within its window`(length: Int?) {
        let total = 1 << 20
        let body = Mutex<[UInt8]?>(nil)
        let server = TestServer { peer in
            guard let head = peer.readHead() else { return }
            let received = head.contains("Transfer-Encoding: chunked") ? peer.readChunks() : peer.read(total)
            body.withLock { $0 = received }
            peer.send("HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n")
        }
        let client = OutboundClient()
        defer { client.close() }
        let log = EventLog()
        var request = OutboundRequest("PUT", server.url, body: .streamed(length: length))
        request.sendWindow = 100_000
        let transfer = client.start(request, log.sink)
        let bytes = (0..<total).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 8) }
        var given = 0
        while given < total {
            guard eventually({ log.allowance > given || log.ends > 0 }), log.ends == 0 else { break }
            #expect(log.allowance <= given + 100_000)
            let part = min(total - given, log.allowance - given)
            transfer.send(Array(bytes[given..<given + part]))
            given += part
        }
        transfer.finishSending()
        #expect(log.ended() == nil)
        #expect(log.head?.status == 201)
        #expect(body.withLock { $0 } == bytes)
        #expect(log.metrics?.bytesSent == total)
    }

    @Test func `both directions stream at once, each waiting for the other`() {
        let server = TestServer { peer in
            guard peer.readHead() != nil else { return }
            peer.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
            for _ in 0..<5 {
                // A chunk of one byte, sent back.
                let chunk = peer.read(6)
                peer.send(chunk)
            }
            guard peer.read(5) == Array("0\r\n\r\n".utf8) else { return }
            peer.send("0\r\n\r\n")
        }
        let client = OutboundClient()
        defer { client.close() }
        let log = EventLog()
        let transfer = client.start(OutboundRequest("POST", server.url, body: .streamed(length: nil)), log.sink)
        for letter in 0..<5 {
            #expect(eventually { log.allowance > 0 && log.received == letter })
            transfer.send([UInt8(ascii: "a") + UInt8(letter)])
        }
        #expect(eventually { log.received == 5 })
        transfer.finishSending()
        #expect(log.ended() == nil)
        #expect(log.body == Array("abcde".utf8))
    }

    @Test func `an answer before the body's end is an answer`() {
        let server = TestServer(
            answering: "HTTP/1.1 413 Content Too Large\r\nContent-Length: 2\r\nConnection: close\r\n\r\nno",
            then: .waitsForClose)
        let client = OutboundClient()
        defer { client.close() }
        let log = EventLog()
        let transfer = client.start(OutboundRequest("POST", server.url, body: .streamed(length: 10)), log.sink)
        #expect(eventually { log.received == 2 })
        transfer.send([1])
        #expect(log.ended() == nil)
        #expect(log.head?.status == 413)
    }

    /// How a streamed body can be given wrongly.
    enum Misuse: CaseIterable, Sendable { case beyondAllowance, beyondLength, short, afterEnd, notStreamed }

    @Test(arguments: Misuse.allCases)
    func `a body that is not given as agreed fails its transfer`(misuse: Misuse) {
        let server = TestServer { $0.waitForClose() }
        let client = OutboundClient()
        defer { client.close() }
        let log = EventLog()
        var request = OutboundRequest("POST", server.url)
        if misuse != .notStreamed { request.body = .streamed(length: misuse == .afterEnd ? nil : 10) }
        request.sendWindow = 20
        let transfer = client.start(request, log.sink)
        if misuse != .notStreamed { #expect(eventually { log.allowance == 20 }) }
        switch misuse {
        case .beyondAllowance: transfer.send([UInt8](repeating: 0, count: 21))
        case .beyondLength: transfer.send([UInt8](repeating: 0, count: 11))
        case .short:
            transfer.send([0])
            transfer.finishSending()
        case .afterEnd:
            transfer.finishSending()
            transfer.send([0])
        case .notStreamed: transfer.send([0])
        }
        #expect(log.ended()?.kind == .invalidRequest)
        #expect(log.ends == 1)
    }
}
