// SPDX-License-Identifier: Apache-2.0

import EventLoop
import TestSupport
import Testing

@testable import ContainerPool

/// How a container is held, seen from inside it.
@Suite(.serialized) struct ContainmentTests {
    private func with(_ test: (EngineRun) throws -> Void) throws {
        guard let run = try EngineRun(.docker) else { return }
        defer { (run.engine as? DockerEngine)?.close() }
        do {
            try test(run)
        } catch {
            try? run.cleanUp()
            throw error
        }
        try run.cleanUp()
    }

    /// Where a limit stands in version 2 of control groups or in version 1.
    private func limit(_ run: EngineRun, _ address: SocketAddress, _ names: String...) -> String? {
        names.lazy.compactMap { run.askOnce(address, "/file?/sys/fs/cgroup/\($0)") }.first?
            .split(separator: "\n").first.map(String.init)
    }

    @Test(arguments: [BotSpecification.Hardening.standard, .strict])
    func `a container has no privileges and its share alone`(hardening: BotSpecification.Hardening) throws {
        try with { (run: EngineRun) throws in
            var bot = run.bot
            bot.hardening = hardening
            bot.resources.processes = 77
            let address = try run.start(run.instance("alpha", bot))
            #expect(run.ask(address) == "hello")
            let status = try #require(run.askOnce(address, "/file?/proc/self/status"))
                .split(separator: "\n").map { $0.split(whereSeparator: \.isWhitespace) }
            func field(_ name: String) -> Substring? { status.first { $0.first == name[...] }?.dropFirst().first }
            for set in ["CapInh:", "CapPrm:", "CapEff:", "CapBnd:", "CapAmb:"] {
                #expect(field(set) == "0000000000000000", "\(set)")
            }
            #expect(field("NoNewPrivs:") == "1" && field("Seccomp:") == "2")
            #expect(limit(run, address, "pids.max", "pids/pids.max") == "77")
            #expect(
                limit(run, address, "memory.max", "memory/memory.limit_in_bytes") == String(bot.resources.memory))
            // It is one of them itself, with a thread for each request, beside the one that reaps.
            let children = try #require(run.askOnce(address, "/children?200").flatMap(Int.init))
            #expect((50..<77).contains(children))
            let isStrict = hardening == .strict
            #expect(field("Uid:") == (isStrict ? "65534" : "0"))
            #expect(run.askOnce(address, "/write?/here") == (isStrict ? "Read-only file system" : "written"))
            if isStrict { #expect(run.askOnce(address, "/write?/tmp/here") == "written") }
        }
    }

    @Test func `a capability that is given back is there, and no other`() throws {
        try with { (run: EngineRun) throws in
            var bot = run.bot
            bot.addedCapabilities = ["CHOWN"]
            let address = try run.start(run.instance("alpha", bot))
            #expect(run.ask(address) == "hello")
            let status = try #require(run.askOnce(address, "/file?/proc/self/status"))
            #expect(status.contains("CapEff:\t0000000000000001"))
        }
    }

    @Test func `a program that takes more memory than it has is said to have been ended for that`() throws {
        try with { (run: EngineRun) throws in
            let instance = run.instance()
            let address = try run.start(instance)
            #expect(run.ask(address) == "hello")
            #expect(run.askOnce(address, "/memory") == nil)
            let exit = try run.exit(of: instance.id)
            #expect(exit.isOutOfMemory && exit.code == 137)
        }
    }

    @Test func `clients cannot reach each other, and nobody the engine's socket`() throws {
        try with { (run: EngineRun) throws in
            let alpha = try run.start(run.instance("alpha"))
            let beta = try run.start(run.instance("beta"))
            let sibling = try run.start(run.instance("alpha"))
            for address in [alpha, beta, sibling] { #expect(run.ask(address) == "hello") }
            // To show that the test can tell: within a client's network it works.
            #expect(run.askOnce(alpha, "/connect?\(sibling)") == "connected")
            for (client, other) in [(alpha, beta), (beta, alpha)] {
                // Docker 20.10 takes its rule away for some milliseconds whenever a network is made.
                let tries = (0..<5).map { _ in run.askOnce(client, "/connect?\(other)") }
                #expect(tries.count { $0 == "connected" } < 3, "\(tries)")
            }
            for socket in ["/var/run/docker.sock", "/run/docker.sock", PrivateDockerd.socket ?? "/"] {
                #expect(run.askOnce(alpha, "/connect?\(socket)") == "No such file or directory")
            }
        }
    }

    @Test func `a bot that may reach the router alone reaches that and nothing else`() throws {
        try with { (run: EngineRun) throws in
            var bot = run.bot
            bot.egress = .router
            run.engine.start(run.instance("gamma", bot, ["EDGE_TOKEN": "secret"]))
            let router = try run.next("listen") { if case .listen(let address) = $0 { address } else { nil } }
            let listener = Listening(try Descriptor.listening(on: router))
            let address = try run.next("started") { if case .started(_, let address) = $0 { address } else { nil } }
            #expect(run.ask(address) == "hello")
            #expect(run.askOnce(address, "/connect?\(router)") == "connected")
            // Whether it could be reached otherwise differs between the places tests run in, so that the network's own
            // word is taken too.
            #expect(run.askOnce(address, "/connect?192.0.2.1:80") != "connected")
            var listings: [NetworkListing] = []
            (run.engine as? DockerEngine)?.client.call(DockerRequest("GET", "/networks")) { result in
                listings = (try? result.get().json([NetworkListing].self)) ?? []
            }
            for _ in 0..<200 where listings.isEmpty { run.loop.turn(longestWait: 50) }
            #expect(listings.first { $0.name == "edge-\(run.owner.prefix(6))-ci-gamma" }?.isInternal == true)
            let environment = try #require(run.askOnce(address, "/environment")).split(separator: "\n")
            #expect(environment.contains("HTTPS_PROXY=http://edge:secret@\(router)"))
            #expect(environment.contains("NO_PROXY=localhost,127.0.0.1,\(router.host)"))
            withExtendedLifetime(listener) {}
        }
    }

    private final class Listening: EventSource {}

    @Test func `a log is followed, usage is measured, and leftovers are listed`() throws {
        try with { (run: EngineRun) throws in
            let engine = try #require(run.engine as? DockerEngine)
            let instance = run.instance()
            #expect(try run.ask(run.start(instance)) == "hello")
            var lines: [String] = []
            let wanted = LogRequest(last: 10, follows: true, line: { text, _ in lines.append(text) }, ended: { _ in })
            let log = engine.logs(instance.id, wanted)
            var usage: InstanceUsage?
            engine.usage(instance.id) { usage = try? $0.get() }
            var containers: [ForeignContainer] = []
            engine.orphans { containers = (try? $0.get()) ?? [] }
            for _ in 0..<200 where lines.isEmpty || usage == nil || containers.isEmpty {
                run.loop.turn(longestWait: 50)
            }
            log.cancel()
            #expect(lines == ["bot begins"])
            #expect((usage?.memoryBytes ?? 0) > 0 && (usage?.memoryBytes ?? .max) < 64 << 20)
            #expect(containers.contains { $0.owner == run.owner && $0.isRunning && $0.name.contains("alpha") })
        }
    }

    @Test func `an image that cannot be had is refused, and one that is built is not built twice`() throws {
        try with { (run: EngineRun) throws in
            var bot = run.bot
            run.engine.prepare(bot, refresh: false)
            func prepared() throws -> Result<ImageRevision, EngineFailure> {
                try run.next("prepared") { if case .prepared(_, let result) = $0 { result } else { nil } }
            }
            let first = try prepared().get()
            let steps = run.reports.count
            run.engine.prepare(bot, refresh: false)
            #expect(try prepared().get() == first && first.text.hasPrefix("sha256:"))
            #expect(run.reports.count == steps + 1)
            bot.source = .image(.build(file: "/nowhere/Dockerfile", context: "/nowhere", arguments: [:]))
            run.engine.prepare(bot, refresh: false)
            #expect(throws: EngineFailure.self) { try prepared().get() }
            bot.source = .image(.reference("localhost:1/none"))
            run.engine.prepare(bot, refresh: false)
            #expect(throws: EngineFailure.self) { try prepared().get() }
        }
    }
}
