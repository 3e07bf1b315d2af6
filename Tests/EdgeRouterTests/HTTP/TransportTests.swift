// SPDX-License-Identifier: Apache-2.0

import EventLoop
import Testing

@testable import EdgeRouter

@Suite struct TransportTests {
    private func withTransport(_ test: (Transport, EventSource) throws -> Void) throws {
        let loop = try TestWorker()
        let (near, far) = try Descriptor.pair()
        try test(Transport(near.take(), on: loop.worker), EventSource(far.take()))
        try loop.close()
    }

    private func send(_ text: String, on far: EventSource) {
        guard case .bytes(text.utf8.count) = far.send(Array(text.utf8).span) else {
            Issue.record("not all was sent")
            return
        }
    }

    @Test func `a read that leaves room has emptied the socket, one that fills it may not have`() throws {
        try withTransport { transport, far in
            send("abcde", on: far)
            var buffer = [UInt8](repeating: 0, count: 4)
            transport.canRead = true
            #expect(transport.read(into: &buffer, from: 0) == .bytes(4))
            #expect(transport.canRead && buffer.text == "abcd")
            #expect(transport.read(into: &buffer, from: 1) == .bytes(1))
            #expect(!transport.canRead && buffer.text == "aecd")
        }
    }

    @Test func `after the peer's FIN it is read until the end shows`() throws {
        try withTransport { transport, far in
            send("ab", on: far)
            far.finishSending()
            (transport.canRead, transport.peerFinished) = (true, true)
            var buffer = [UInt8](repeating: 0, count: 4)
            #expect(transport.read(into: &buffer, from: 0) == .bytes(2))
            #expect(transport.canRead)
            #expect(transport.read(into: &buffer, from: 0) == .endOfStream)
            #expect(!transport.canRead)
        }
    }

    @Test func `nothing to read is remembered, and then no system call is made`() throws {
        try withTransport { transport, far in
            transport.canRead = true
            #expect(transport.readPiece { _, _ in Issue.record("nothing came") } == .wouldBlock)
            #expect(!transport.canRead)
            send("ab", on: far)
            #expect(transport.readPiece { _, _ in Issue.record("not before it is ready") } == .wouldBlock)
            transport.canRead = true
            var text = ""
            #expect(transport.readPiece { bytes, count in text = Array(bytes[..<count]).text } == .bytes(2))
            #expect(text == "ab")
        }
    }
}
