// SPDX-License-Identifier: Apache-2.0

import EventLoop
import Testing

@testable import ContainerPool

@Suite struct ContainerPoolTests {
    /// Keeps what it is told.
    private final class Holder: PoolDelegate {
        var messages: [PoolMessage] = []
        var states: [InstanceState?] = []
        var listening: [SocketAddress] = []
        var origins: [SocketAddress] = []
        var isFinished = false
        var unixMilliseconds: Int64 { 5_000_000 }

        func environment(of id: InstanceID, _ key: InstanceKey) -> [String: String] { ["EDGE_TOKEN": id.text] }
        func send(_ message: PoolMessage, to loop: PoolMachine.LoopID) { messages.append(message) }
        func record(_ transition: Transition) { states.append(transition.state) }
        func listen(on address: SocketAddress) { listening.append(address) }
        func calls(_ id: InstanceID, _ key: InstanceKey, from address: SocketAddress) { origins.append(address) }
        func stopListening(on address: SocketAddress) { listening.removeAll { $0 == address } }
        func poolFinished() { isFinished = true }
    }

    /// Starts everything at an address and remembers what it was told.
    private final class Recorder: Engine {
        let reports: MailboxSender<EngineReport>
        let address: SocketAddress
        var verbs: [String] = []
        var instance: InstanceSpecification?

        init(_ reports: MailboxSender<EngineReport>, _ address: SocketAddress) {
            self.reports = reports
            self.address = address
        }

        var capabilities: EngineCapabilities { .all }
        func prepare(_ bot: BotSpecification, refresh: Bool) {
            verbs.append("prepare")
            reports.send(.prepared(bot.binding, .success(ImageRevision("1"))))
        }
        func start(_ instance: InstanceSpecification) {
            verbs.append("start")
            self.instance = instance
            reports.send(.listen(.loopback(8789)))
            reports.send(.origin(instance.id, .loopback(1)))
            reports.send(.started(instance.id, address))
        }
        func freeze(_ id: InstanceID) {
            verbs.append("freeze")
            reports.send(.frozen(id))
        }
        func thaw(_ id: InstanceID) {
            verbs.append("thaw")
            reports.send(.thawed(id))
        }
        func stop(_ id: InstanceID, graceMilliseconds: Int) {
            verbs.append("stop")
            reports.send(.exited(id, InstanceExit(code: 0)))
        }
        func remove(_ id: InstanceID) {
            verbs.append("remove")
            reports.send(.removed(id))
        }
        func observe() {
            verbs.append("observe")
            reports.send(.observed([]))
        }
    }

    @Test func `an instance is started, probed, published, frozen by the timer, thawed and removed`() throws {
        let loop = try EventLoop()
        let holder = Holder()
        // Whoever connects is content: the backlog takes it.
        let listener = try Descriptor.listening(on: .loopback(0))
        let address = try listener.localAddress()
        let source = EventSource(listener)
        try loop.register(source)
        var pool: ContainerPool?
        let mailbox = try Mailbox<EngineReport>(on: loop) { pool?.receive($0, from: .container) }
        let engine = Recorder(mailbox.sender, address)
        pool = try ContainerPool(on: loop, engines: [.container: engine], delegate: holder)
        let service = ServiceKey(binding: "A", client: "c")
        pool?.configure([imageBot { $0.rest.freezeAfter = 1 }], limits: PoolLimits())
        pool?.receive(.demand(service, waiting: 1, startsPerMinute: nil), from: 0)
        while holder.messages.isEmpty { loop.turn() }
        guard case .published(service, let publication)? = holder.messages.first else {
            Issue.record("\(holder.messages)")
            return
        }
        #expect(publication.endpoint.address == address && publication.start != nil)
        #expect(engine.instance?.environment == ["EDGE_TOKEN": publication.instance.text])
        #expect(holder.listening == [.loopback(8789)] && holder.origins == [.loopback(1)])
        while holder.messages.count < 2 { loop.turn() }
        let generation = publication.endpoint.generation
        #expect(holder.messages.last == .revoked(service, generation: generation))
        pool?.receive(.acknowledged(generation: generation), from: 0)
        while holder.states.last != .frozen { loop.turn() }
        pool?.receive(.demand(service, waiting: 1, startsPerMinute: nil), from: 0)
        while holder.messages.count < 3 { loop.turn() }
        #expect(pool?.snapshot().instances.count == 1)
        pool?.shutdown(.remove)
        pool?.receive(.ended, from: 0)
        while !holder.isFinished { loop.turn() }
        #expect(
            engine.verbs.filter { $0 != "observe" } == ["prepare", "start", "freeze", "thaw", "stop", "remove"])
        loop.close(source)
    }

    @Test func `what loops say reaches the machine`() throws {
        let loop = try EventLoop()
        let holder = Holder()
        let pool = try ContainerPool(on: loop, engines: [:], delegate: holder)
        let service = ServiceKey(binding: "X")
        pool.receive(.demand(service, waiting: 1, startsPerMinute: nil), from: 0)
        for message: LoopMessage in [
            .acknowledged(generation: 1), .busy(generation: 1), .idle(generation: 1, since: .now),
            .returned(1, generation: 1, isAnswer: false), .unreachable(generation: 1), .ended,
        ] {
            pool.receive(message, from: 0)
        }
        #expect(holder.messages == [.refused(service, .unknownBot)])
        #expect(throws: PoolRefusal.self) { try pool.command(.stop, PoolTarget(binding: "X")) }
    }
}
