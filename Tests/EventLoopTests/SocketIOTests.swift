// SPDX-License-Identifier: Apache-2.0

import EventLoop
import Testing

@Suite struct SocketIOTests {
    @Test func `receiving goes on behind what was received before`() throws {
        let loop = try EventLoop()
        let (left, right) = try loop.probes()
        var buffer = [UInt8](repeating: 0, count: 6)
        #expect(right.receive(into: &buffer, from: 0) == .wouldBlock)
        #expect(left.send([1, 2, 3].span) == .bytes(3))
        #expect(right.receive(into: &buffer, from: 1) == .bytes(3))
        #expect(left.send([4, 5, 6].span) == .bytes(3))
        #expect(right.receive(into: &buffer, from: 4) == .bytes(2))
        #expect(buffer == [0, 1, 2, 3, 4, 5])
        #expect(right.pendingBytes() == 1)
        loop.close(left)
        loop.close(right)
    }

    @Test func `sending stops when the peer does not read, and goes on when it has`() throws {
        let loop = try EventLoop()
        let (left, right) = try loop.probes()
        let block = [UInt8](repeating: 7, count: 64 * 1024)
        var sent = 0
        while case .bytes(let count) = left.send(block.span) { sent += count }
        #expect(left.send(block.span) == .wouldBlock)
        #expect(sent > 0)
        loop.turn(longestWait: 0)
        left.forget()
        #expect(right.receiveAll().bytes.count == sent)
        loop.turn(longestWait: 1000)
        #expect(left.seen.contains(.writable))
        guard case .bytes = left.send(block.span) else { return #expect(Bool(false), "no room was made") }
        loop.close(left)
        loop.close(right)
    }

    @Test func `after the peer has finished sending it can still receive`() throws {
        let loop = try EventLoop()
        let (left, right) = try loop.probes()
        left.finishSending()
        #expect(right.receiveAll().end == .endOfStream)
        #expect(right.send([1].span) == .bytes(1))
        #expect(left.receiveAll().bytes == [1])
        loop.close(left)
        loop.close(right)
    }

    @Test func `sending to a peer that is gone fails without ending the process`() throws {
        let loop = try EventLoop()
        let (left, right) = try loop.probes()
        loop.close(right)
        guard case .failed(let code) = left.send([1].span) else { return #expect(Bool(false), "it was sent") }
        #expect(errorText(code) == "Broken pipe")
        loop.close(left)
    }

    @Test func `an orderly close is the end of the stream at the peer`() throws {
        let listening = try Listening()
        let (client, server) = try listening.connection()
        #expect(server.send([1].span) == .bytes(1))
        listening.loop.close(server)
        listening.loop.turn { client.seen.contains(.peerFinished) }
        let received = client.receiveAll()
        #expect(received.bytes == [1])
        #expect(received.end == .endOfStream)
        listening.loop.close(client)
        listening.loop.close(listening.listener)
    }

    @Test func `a reset is a failure at the peer, so that what was cut short cannot pass for complete`() throws {
        let listening = try Listening()
        let (client, server) = try listening.connection()
        #expect(server.send([1].span, more: true) == .bytes(1))
        server.resetOnClose()
        listening.loop.close(server)
        listening.loop.turn { client.seen.contains(.failed) }
        #expect(client.seen.contains(.failed))
        guard case .failed(let code) = client.receiveAll().end else {
            return #expect(Bool(false), "the end came without a failure")
        }
        #expect(errorText(code) == "Connection reset by peer")
        listening.loop.close(client)
        listening.loop.close(listening.listener)
    }

    @Test func `bytes sent with more to come arrive with what follows`() throws {
        let listening = try Listening()
        let (client, server) = try listening.connection()
        #expect(server.send([1, 2].span, more: true) == .bytes(2))
        #expect(server.send([3].span) == .bytes(1))
        listening.loop.turn { client.pendingBytes() == 3 }
        #expect(client.receiveAll().bytes == [1, 2, 3])
        for probe in [client, server, listening.listener] { listening.loop.close(probe) }
    }
}
