// SPDX-License-Identifier: Apache-2.0

import ContainerPool
import EventLoop
import Testing

@Suite struct AddressEngineTests {
    private let id = InstanceID(7)

    /// What the engine reports of being told something, by way of a loop's mailbox as in the program.
    private func report(_ tell: (AddressEngine) -> Void) throws -> EngineReport? {
        let loop = try EventLoop()
        var reports: [EngineReport] = []
        let mailbox = try Mailbox<EngineReport>(on: loop) { reports.append($0) }
        tell(AddressEngine(reports: mailbox.sender))
        while reports.isEmpty { loop.turn() }
        loop.close(mailbox)
        #expect(reports.count == 1)
        return reports.first
    }

    private func report(starting source: BotSpecification.Source) throws -> EngineReport? {
        let bot = BotSpecification(binding: "A", source: source)
        let instance = InstanceSpecification(id: id, key: InstanceKey(binding: "A"), bot: bot, environment: [:])
        return try report { $0.start(instance) }
    }

    @Test(arguments: [("127.0.0.1", "127.0.0.1:81"), ("::1", "[::1]:81")])
    func `a literal is where it says`(host: String, expected: String) throws {
        guard case .started(id, let address)? = try report(starting: .address(host: host, port: 81)) else {
            Issue.record("not started")
            return
        }
        #expect(address.description == expected)
    }

    @Test func `a name is looked up`() throws {
        guard case .started(id, let address)? = try report(starting: .address(host: "localhost", port: 82)) else {
            Issue.record("not started")
            return
        }
        #expect(address.isLoopback && address.port == 82)
    }

    @Test func `a name without an address says so`() throws {
        guard case .failed(id, let failure)? = try report(starting: .address(host: "no name", port: 1)) else {
            Issue.record("not failed")
            return
        }
        #expect(failure.kind == .failed && failure.text.contains("no name:1"))
    }

    @Test func `what would have to be started is refused`() throws {
        guard case .failed(id, let failure)? = try report(starting: .command(["true"])) else {
            Issue.record("not failed")
            return
        }
        #expect(failure.kind == .refused && failure.text.contains("A has no address"))
    }

    @Test func `every verb is answered once`() throws {
        #expect(
            try report { $0.prepare(bot("A"), refresh: true) } == .prepared("A", .success(ImageRevision(""))))
        #expect(try report { $0.stop(id, graceMilliseconds: 1) } == .exited(id, InstanceExit(code: nil)))
        #expect(try report { $0.remove(id) } == .removed(id))
        #expect(try report { $0.observe() } == .observed([]))
        for tell in [AddressEngine.freeze, AddressEngine.thaw] {
            guard case .failed(id, let failure)? = try report({ tell($0)(id) }) else {
                Issue.record("not failed")
                return
            }
            #expect(failure.kind == .refused)
        }
    }

    @Test func `it can do nothing beyond looking up`() throws {
        let mailbox = try Mailbox<EngineReport>(on: EventLoop()) { _ in }
        #expect(AddressEngine(reports: mailbox.sender).capabilities == [])
    }
}
