// SPDX-License-Identifier: Apache-2.0

import ContainerPool
import EventLoop
import Testing

@Suite struct AddressEngineTests {
    private let key = InstanceKey(binding: "A")

    /// What the engine reports of a bot, by way of a loop's mailbox as in the program.
    private func report(of source: BotSpecification.Source) throws -> [EngineReport] {
        let loop = try EventLoop()
        var reports: [EngineReport] = []
        let mailbox = try Mailbox<EngineReport>(on: loop) { reports.append($0) }
        let engine = AddressEngine(reports: mailbox.sender)
        engine.ensure(BotSpecification(binding: "A", source: source), key, generation: 7)
        while reports.isEmpty { loop.turn() }
        engine.retire(key, generation: 7)
        loop.close(mailbox)
        return reports
    }

    @Test(arguments: [("127.0.0.1", "127.0.0.1:81"), ("::1", "[::1]:81")])
    func `a literal is where it says`(host: String, expected: String) throws {
        guard case .ensured(key, let endpoint)? = try report(of: .address(host: host, port: 81)).first else {
            Issue.record("not ensured")
            return
        }
        #expect(endpoint.address.description == expected && endpoint.generation == 7)
    }

    @Test func `a name is looked up`() throws {
        guard case .ensured(_, let endpoint)? = try report(of: .address(host: "localhost", port: 82)).first else {
            Issue.record("not ensured")
            return
        }
        #expect(endpoint.address.isLoopback && endpoint.address.port == 82 && endpoint.generation == 7)
    }

    @Test func `a name without an address says so`() throws {
        guard case .failed(key, 7, .failed(let text))? = try report(of: .address(host: "no name", port: 1)).first else {
            Issue.record("not failed")
            return
        }
        #expect(text.contains("no name:1"))
    }

    @Test func `what would have to be started is refused with what lifts it`() throws {
        guard case .failed(key, 7, let refusal)? = try report(of: .unavailable("start it")).first else {
            Issue.record("not failed")
            return
        }
        #expect(refusal == .noEngine("start it") && refusal.detail == "start it")
    }

    @Test func `it can do nothing beyond looking up`() throws {
        let mailbox = try Mailbox<EngineReport>(on: EventLoop()) { _ in }
        #expect(AddressEngine(reports: mailbox.sender).capabilities == [])
    }
}
