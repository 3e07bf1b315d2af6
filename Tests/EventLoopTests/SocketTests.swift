// SPDX-License-Identifier: Apache-2.0

import EventLoop
import Testing

/// A listener on a free port, and what connects to it, on one loop.
struct Listening {
    let loop: EventLoop
    let listener: Probe
    let address: SocketAddress

    init(_ literal: String = "127.0.0.1") throws {
        loop = try EventLoop()
        let any = try #require(SocketAddress(literal: literal, port: 0))
        let socket = try Descriptor.listening(on: any)
        address = try socket.localAddress()
        listener = Probe(socket)
        try loop.register(listener)
    }

    /// Begins a connection.
    func connect() throws -> Probe {
        let probe = Probe(try Descriptor.connecting(to: address))
        try loop.register(probe)
        return probe
    }

    /// Accepts the connection that waits; nil if none does.
    func accept() throws -> (probe: Probe, peer: SocketAddress)? {
        switch listener.acceptConnection() {
        case .accepted(let socket, let peer):
            let probe = Probe(socket)
            try loop.register(probe)
            return (probe, peer)
        case _: return nil
        }
    }

    /// Both ends of a new connection.
    func connection() throws -> (client: Probe, server: Probe) {
        let client = try connect()
        loop.turn { listener.seen.contains(.readable) && client.seen.contains(.writable) }
        listener.forget()
        return (client, try #require(try accept()).probe)
    }
}

@Suite struct SocketTests {
    @Test("Listening, connecting and accepting on loopback", arguments: ["127.0.0.1", "::1"])
    func accepting(literal: String) throws {
        let listening = try Listening(literal)
        #expect(listening.address.port != 0)
        #expect(listening.address.host == literal)
        #expect(try listening.accept() == nil)
        let client = try listening.connect()
        listening.loop.turn { listening.listener.seen.contains(.readable) && client.seen.contains(.writable) }
        #expect(client.takeSocketError() == 0)
        let accepted = try #require(try listening.accept())
        #expect(accepted.peer.isLoopback)
        #expect(accepted.peer.port != listening.address.port)
        #expect(try listening.accept() == nil)
        #expect(client.send([1, 2].span) == .bytes(2))
        listening.loop.turn { accepted.probe.seen.contains(.readable) }
        #expect(accepted.probe.pendingBytes() == 2)
        #expect(accepted.probe.receiveAll().bytes == [1, 2])
        #expect(accepted.probe.pendingBytes() == 0)
        for probe in [client, accepted.probe, listening.listener] { listening.loop.close(probe) }
    }

    @Test func `several listeners share an address, so that each loop has its own`() throws {
        let listening = try Listening()
        let second = Probe(try Descriptor.listening(on: listening.address))
        #expect(second.isOpen)
        listening.loop.close(second)
        listening.loop.close(listening.listener)
    }

    @Test func `an address that is not ours cannot be listened on`() throws {
        let foreign = try #require(SocketAddress(literal: "192.0.2.1", port: 0))
        #expect(throws: SystemError.self) { _ = try Probe(Descriptor.listening(on: foreign)) }
    }

    @Test func `a refused connection becomes ready and says so`() throws {
        let listening = try Listening()
        listening.loop.close(listening.listener)
        let client = try listening.connect()
        listening.loop.turn { !client.readiness.isEmpty }
        #expect(client.seen.contains(.failed))
        #expect(errorText(client.takeSocketError()) == "Connection refused")
        listening.loop.close(client)
    }

    @Test func `a listener that refuses new handshakes still hands out those that were complete`() throws {
        let listening = try Listening()
        let early = try listening.connect()
        listening.loop.turn { listening.listener.seen.contains(.readable) && early.seen.contains(.writable) }
        listening.listener.refuseNewHandshakes()
        let late = try listening.connect()
        let accepted = try #require(try listening.accept()).probe
        // The handshake of `late` never began: there is nothing to accept, and nothing was answered to it.
        listening.loop.turn(longestWait: 20)
        #expect(try listening.accept() == nil)
        #expect(!late.seen.contains(.writable))
        // The connection that was accepted goes on in both directions.
        #expect(early.send([1].span) == .bytes(1))
        listening.loop.turn { accepted.seen.contains(.readable) }
        #expect(accepted.receiveAll().bytes == [1])
        #expect(accepted.send([2].span) == .bytes(1))
        listening.loop.turn { early.seen.contains(.readable) }
        #expect(early.receiveAll().bytes == [2])
        for probe in [early, late, accepted, listening.listener] { listening.loop.close(probe) }
    }
}
