// SPDX-License-Identifier: Apache-2.0

import EventLoop
import Testing

@testable import ContainerPool

/// What a real engine seldom does, done by one of ours.
@Suite(.serialized) struct DockerEngineTests {
    private func with(
        _ answer: @escaping @Sendable (String) -> FakeEngine.Answer? = { _ in nil },
        _ test: (FakeEngine, EngineRun) throws -> Void
    ) throws {
        let fake = FakeEngine(answer)
        defer { fake.stop() }
        let run = try EngineRun(socket: fake.path)
        defer { (run.engine as? DockerEngine)?.close() }
        try test(fake, run)
    }

    private func instance(_ run: EngineRun, _ id: UInt64 = 1) -> InstanceSpecification {
        var bot = BotSpecification(binding: "BOT", source: .image(.reference("bot")))
        bot.port = 80
        return run.instance("alpha", bot, id: InstanceID(id))
    }

    private static let labels =
        #""Labels":{"edge.product":"edge-router","edge.owner":"fakefake","edge.instance":"0000000000000001","#
        + #""edge.binding":"BOT","edge.client":"alpha","edge.ordinal":"0","edge.port":"80"}"#
    /// As of 1.52: the address under its network alone, absent fields for empty ones.
    private static let network =
        #""NetworkSettings":{"Networks":{"n":{"IPAMConfig":{"IPv4Address":"10.213.9.2"},"IPAddress":"10.213.9.2"}}}"#

    private static func inspection(_ state: String) -> String {
        #"{"Id":"box","State":{\#(state)},"Config":{\#(labels)},\#(network)}"#
    }

    private static let exited = #""Status":"exited","ExitCode":7,"StartedAt":"2026-01-02T03:04:05.678901234Z""#

    @Test func `an engine that goes is away once, and observed when it is back`() throws {
        try with { (fake: FakeEngine, run: EngineRun) throws in
            #expect(try run.observe().isEmpty)
            fake.answer { _ in .hangUp }
            run.engine.start(instance(run))
            #expect(try run.failure(of: InstanceID(1)).kind == .away)
            try run.next("away") { if case .away(let failure) = $0, failure.kind == .away { () } else { nil } }
            for _ in 0..<20 { run.loop.turn(longestWait: 10) }
            #expect(run.reports.filter { if case .away = $0 { true } else { false } }.count == 1)
            fake.answer { _ in nil }
            try run.next("observed") { if case .observed = $0 { () } else { nil } }
        }
    }

    @Test func `a network that nobody is on is removed, and one with somebody on it is not`() throws {
        func listing(_ name: String, _ subnet: String) -> String {
            #"{"Name":"\#(name)","Id":"\#(name)-id","IPAM":{"Config":[{"Subnet":"\#(subnet)"}]},"#
                + #""Labels":{"edge.product":"edge-router","edge.owner":"fakefake","edge.client":"alpha"}}"#
        }
        let networks = "[" + listing("n", "10.213.9.0/28") + "," + listing("left", "10.213.10.0/28") + "]"
        let containers = #"[{"Id":"box","State":"exited",\#(Self.labels),\#(Self.network)}]"#
        try with { call in
            if call.hasPrefix("GET /networks") { return .json(200, networks) }
            if call.hasPrefix("GET /containers/json") { return .json(200, containers) }
            return call.hasPrefix("GET /containers/box/json") ? .json(200, Self.inspection(Self.exited)) : nil
        } _: { (fake: FakeEngine, run: EngineRun) throws in
            #expect(try run.observe().count == 1)
            try run.next("not served there any more") { report in
                if case .stopListening(let address) = report, "\(address)" == "10.213.10.1:18789" { () } else { nil }
            }
            #expect(fake.calls.filter { $0.hasPrefix("DELETE ") } == ["DELETE /networks/left-id"])
        }
    }

    @Test func `an engine that hangs is found to be away though nothing is asked of it`() throws {
        try with { (fake: FakeEngine, run: EngineRun) throws in
            #expect(try run.observe().isEmpty)
            fake.answer { _ in .silence }
            try run.next("away") { if case .away = $0 { () } else { nil } }
        }
    }

    @Test func `a socket that is not there is away, and what was asked fails as that`() throws {
        let run = try EngineRun(socket: "/nonexistent/socket")
        defer { (run.engine as? DockerEngine)?.close() }
        run.engine.start(instance(run))
        try run.next("away") { if case .away = $0 { () } else { nil } }
        #expect(try run.failure(of: InstanceID(1)).kind == .away)
    }

    @Test func `a name that is taken by the same life is adopted`() throws {
        try with({ call in
            if call.hasPrefix("POST /containers/create") { return .json(409, #"{"message":"name in use"}"#) }
            if call.hasPrefix("GET /containers/edge-fakefa-alpha-") || call.hasPrefix("GET /containers/box/json") {
                return .json(200, Self.inspection(#""Status":"running""#))
            }
            return nil
        }) { (fake: FakeEngine, run: EngineRun) throws in
            #expect(try run.start(instance(run)).description == "10.213.9.2:80")
            #expect(fake.calls.contains("POST /containers/box/start"))
        }
    }

    @Test func `a name that somebody else has is not insisted on`() throws {
        try with({ call in
            call.hasPrefix("POST /containers/create?name=edge-fakefa-alpha-0000000000000001-2")
                ? nil
                : call.hasPrefix("POST /containers/create") ? .json(409, #"{"message":"name in use"}"#) : nil
        }) { (fake: FakeEngine, run: EngineRun) throws in
            _ = try run.start(instance(run))
            #expect(fake.calls.contains { $0.hasSuffix("-2") })
        }
    }

    @Test(arguments: [(400, EngineFailure.Kind.refused), (404, .failed), (500, .failed)])
    func `what the engine says to a creation is handed on`(status: Int, kind: EngineFailure.Kind) throws {
        try with({ call in
            call.hasPrefix("POST /containers/create") ? .json(status, #"{"message":"because of it"}"#) : nil
        }) { (_: FakeEngine, run: EngineRun) throws in
            run.engine.start(instance(run))
            let failure = try run.failure(of: InstanceID(1))
            #expect(failure.kind == kind && failure.text.contains("because of it"))
        }
    }

    @Test func `an error within a stream that began well is an error`() throws {
        try with({ call in
            if call.hasPrefix("GET /images/") { return .json(404, "{}") }
            guard call.hasPrefix("POST /images/create") else { return nil }
            return .pieces(
                [
                    #"{"status":"Pull"#, "ing\",\"id\":\"x\"}\n",
                    "{\"errorDetail\":{\"message\":\"access denied\"}}\r\n",
                ],
                ends: true)
        }) { (_: FakeEngine, run: EngineRun) throws in
            run.engine.prepare(instance(run).bot, refresh: false)
            let result = try run.next("prepared") { if case .prepared("BOT", let result) = $0 { result } else { nil } }
            guard case .failure(let failure) = result else {
                Issue.record("prepared")
                return
            }
            #expect(failure.kind == .refused && failure.text.contains("access denied"))
        }
    }

    @Test func `a subnet that somebody has without its being seen is passed over`() throws {
        try with({ call in
            call.hasPrefix("POST /networks/create") ? .json(403, #"{"message":"Pool overlaps with other"}"#) : nil
        }) { (fake: FakeEngine, run: EngineRun) throws in
            run.engine.start(instance(run))
            #expect(try run.failure(of: InstanceID(1)).kind == .failed)
            #expect(fake.calls.filter { $0.hasPrefix("POST /networks/create") }.count == DockerLimits.subnetTries)
        }
    }

    @Test func `an end of which no event came is seen when all is looked at`() throws {
        try with { (fake: FakeEngine, run: EngineRun) throws in
            _ = try run.start(instance(run))
            fake.answer { call in
                if call.hasPrefix("GET /containers/json") {
                    return .json(200, #"[{"Id":"box","State":"exited",\#(Self.labels),\#(Self.network)}]"#)
                }
                if call.hasPrefix("GET /containers/box/json") { return .json(200, Self.inspection(Self.exited)) }
                // The last lines, in frames that are split.
                guard call.hasPrefix("GET /containers/box/logs") else { return nil }
                return .pieces(["\u{1}\0\0", "\0\0\0\0\u{5}la", "st\n"], ends: true)
            }
            let exit = InstanceExit(code: 7, lastLines: ["last"])
            #expect(try run.observe()[InstanceID(1)]?.state == .exited(exit))
        }
    }

    @Test func `events are heard in every piece they come in, and a stream that ends is begun again`() throws {
        let event = #"{"Type":"container","Action":"die","Actor":{"ID":"box","Attributes":{"#
        try with { (fake: FakeEngine, run: EngineRun) throws in
            _ = try run.start(instance(run))
            fake.answer { call in
                if call.hasPrefix("GET /events") {
                    return .pieces([event, "\"edge.instance\":\"0000000000000001\"}}}", "\n"], ends: true)
                }
                if call.hasPrefix("GET /containers/box/json") { return .json(200, Self.inspection(Self.exited)) }
                return call.hasPrefix("GET /version") ? .hangUp : nil
            }
            // It goes and comes back, and listens anew.
            try run.next("away") { if case .away = $0 { () } else { nil } }
            fake.answer { call in
                if call.hasPrefix("GET /events") {
                    return .pieces([event, "\"edge.instance\":\"0000000000000001\"}}}", "\n"], ends: true)
                }
                if call.hasPrefix("GET /containers/json") {
                    return .json(200, #"[{"Id":"box","State":"running",\#(Self.labels),\#(Self.network)}]"#)
                }
                return call.hasPrefix("GET /containers/box/json") ? .json(200, Self.inspection(Self.exited)) : nil
            }
            #expect(try run.exit(of: InstanceID(1)).code == 7)
            let before = fake.calls.filter { $0.hasPrefix("GET /events") }.count
            run.loop.turn(until: { fake.calls.filter { $0.hasPrefix("GET /events") }.count > before })
            #expect(fake.calls.filter { $0.hasPrefix("GET /events") }.count > before)
        }
    }

    @Test(
        arguments: [
            ("2026-01-02T03:04:05.678901234Z", 1_767_323_045_678), ("2026-01-02T03:04:05Z", 1_767_323_045_000),
            ("0001-01-01T00:00:00Z", nil), ("", nil), ("nonsense.Z", nil),
        ] as [(String, Int64?)])
    func `moments are read`(text: String, milliseconds: Int64?) {
        #expect(DockerEngine.milliseconds(text) == milliseconds)
    }
}

extension EventLoop {
    /// Turns until the condition holds; gives up after some seconds, which the caller then sees as a condition unmet.
    fileprivate func turn(until condition: () -> Bool) {
        for _ in 0..<500 where !condition() { turn(longestWait: 10) }
    }
}
