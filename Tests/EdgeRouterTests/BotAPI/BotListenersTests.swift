// SPDX-License-Identifier: Apache-2.0

import EventLoop
import Testing

@testable import EdgeRouter

@Suite struct BotListenersTests {
    /// A loop that only hears what it is told.
    private final class Ear {
        let loop: EventLoop
        var heard: [WorkerMessage] = []
        private var mailbox: Mailbox<WorkerMessage>?
        var sender: MailboxSender<WorkerMessage> { mailbox!.sender }

        init() throws {
            loop = try EventLoop()
            mailbox = try Mailbox(on: loop) { [unowned self] in heard.append($0) }
        }

        /// The addresses on which it was told to serve bots.
        func addresses() -> [SocketAddress] {
            loop.turn(longestWait: 0)
            return heard.compactMap { if case .listenForBots(_, let address) = $0 { address } else { nil } }
        }
    }

    /// An address that nobody listens on; closed again at once.
    private func freeAddress() throws -> SocketAddress {
        let loopback = try #require(SocketAddress(literal: "127.0.0.1", port: 0))
        return try Descriptor.listening(on: loopback).localAddress()
    }

    @Test func `an address is opened once, for one loop, and the loops take turns`() throws {
        let ears = [try Ear(), try Ear()]
        let workers = [0: ears[0].sender, 1: ears[1].sender]
        var listeners = BotListeners(ConsoleLog.logger())
        let addresses = [try freeAddress(), try freeAddress()]
        for address in addresses + addresses { listeners.listen(on: address, workers) }
        #expect(ears.map { $0.addresses() } == [[addresses[0]], [addresses[1]]])
        #expect(listeners.health.failure == nil)
        listeners.stop(on: addresses[1], workers)
        _ = ears[1].addresses()
        #expect(ears[1].heard.count == 2 && ears[0].heard.count == 1)
    }

    @Test func `what is asked for before there are loops is opened with them`() throws {
        let ear = try Ear()
        var listeners = BotListeners(ConsoleLog.logger())
        let address = try freeAddress()
        listeners.listen(on: address, [:])
        listeners.begin([0: ear.sender])
        listeners.begin([0: ear.sender])
        #expect(ear.addresses() == [address])
    }

    @Test func `an address that cannot be had is told, until it can`() throws {
        let ear = try Ear()
        var listeners = BotListeners(ConsoleLog.logger())
        let address = try freeAddress()
        let lock = try ExclusiveLock(name: Listeners.lockName(address))
        listeners.listen(on: address, [0: ear.sender])
        #expect(ear.addresses() == [] && listeners.health.failure?.contains("\(address)") ?? false)
        withExtendedLifetime(lock) {}
        // One that no interface of this machine has.
        let foreign = try #require(SocketAddress(literal: "203.0.113.1", port: 1))
        listeners.listen(on: foreign, [0: ear.sender])
        #expect(listeners.health.failure?.contains("203.0.113.1") ?? false)
        listeners.stop(on: foreign, [0: ear.sender])
        #expect(!(listeners.health.failure?.contains("203.0.113.1") ?? false))
    }
}
