// SPDX-License-Identifier: Apache-2.0

import EventLoop
import Testing

@testable import ContainerPool

/// What every engine that starts programs must do, over each of them.
@Suite(.serialized) struct EngineConformanceTests {
    /// Runs a test where there is such an engine, and removes what it made.
    private func with(_ kind: EngineRun.Kind, _ test: (EngineRun) throws -> Void) throws {
        guard let run = try EngineRun(kind) else { return }
        defer { (run.engine as? DockerEngine)?.close() }
        do {
            try test(run)
        } catch {
            try? run.cleanUp()
            throw error
        }
        try run.cleanUp()
    }

    @Test(arguments: EngineRun.Kind.allCases)
    func `what is started answers, and what is stopped has exited`(kind: EngineRun.Kind) throws {
        try with(kind) { (run: EngineRun) throws in
            let instance = run.instance()
            let address = try run.start(instance)
            #expect(run.ask(address) == "hello")
            run.engine.stop(instance.id, graceMilliseconds: 5_000)
            // Ended by SIGTERM, which the program does not catch; an init in front of it says the same.
            #expect(try run.exit(of: instance.id).code == 143)
            #expect(run.askOnce(address, "/") == nil)
        }
    }

    @Test(arguments: EngineRun.Kind.allCases)
    func `a program that does not want to end is ended`(kind: EngineRun.Kind) throws {
        try with(kind) { (run: EngineRun) throws in
            let instance = run.instance("alpha", nil, ["BOT_STUBBORN": "1"])
            #expect(try run.ask(run.start(instance)) == "hello")
            run.engine.stop(instance.id, graceMilliseconds: 1_000)
            #expect(try run.exit(of: instance.id).code == 137)
        }
    }

    @Test(arguments: EngineRun.Kind.allCases)
    func `what was stopped can be started again`(kind: EngineRun.Kind) throws {
        try with(kind) { (run: EngineRun) throws in
            let instance = run.instance()
            _ = try run.start(instance)
            run.engine.stop(instance.id, graceMilliseconds: 1_000)
            _ = try run.exit(of: instance.id)
            #expect(try run.ask(run.start(instance)) == "hello")
        }
    }

    @Test(arguments: EngineRun.Kind.allCases)
    func `what is frozen does not answer until it is thawed`(kind: EngineRun.Kind) throws {
        try with(kind) { (run: EngineRun) throws in
            let instance = run.instance()
            let address = try run.start(instance)
            #expect(run.ask(address) == "hello")
            run.engine.freeze(instance.id)
            try run.next("frozen") { $0 == .frozen(instance.id) ? () : nil }
            #expect(try run.observe()[instance.id]?.state == .frozen)
            #expect(run.askOnce(address, "/") == nil)
            run.engine.thaw(instance.id)
            try run.next("thawed") { $0 == .thawed(instance.id) ? () : nil }
            #expect(run.ask(address) == "hello")
            run.engine.freeze(instance.id)
            run.engine.stop(instance.id, graceMilliseconds: 5_000)
            #expect(try run.exit(of: instance.id).code == 143)
        }
    }

    @Test(arguments: EngineRun.Kind.allCases)
    func `what is removed is gone, and nothing is removed twice`(kind: EngineRun.Kind) throws {
        try with(kind) { (run: EngineRun) throws in
            let instance = run.instance()
            let address = try run.start(instance)
            #expect(run.ask(address) == "hello")
            try run.remove(instance.id)
            #expect(try run.observe().isEmpty)
            #expect(run.askOnce(address, "/") == nil)
            try run.remove(instance.id)
        }
    }

    @Test(arguments: EngineRun.Kind.allCases)
    func `what is not there is missing, and may be removed`(kind: EngineRun.Kind) throws {
        try with(kind) { (run: EngineRun) throws in
            let id = InstanceID(UInt64.random(in: 0 ... .max))
            run.engine.freeze(id)
            #expect(try run.failure(of: id).kind == .missing)
            run.engine.stop(id, graceMilliseconds: 0)
            #expect(try run.failure(of: id).kind == .missing)
            try run.remove(id)
        }
    }

    @Test(arguments: EngineRun.Kind.allCases)
    func `a program that ends at once is reported with its status and its last lines`(kind: EngineRun.Kind) throws {
        try with(kind) { (run: EngineRun) throws in
            let instance = run.instance("alpha", nil, ["BOT_CRASH": "3"])
            run.engine.start(instance)
            let exit = try run.exit(of: instance.id)
            #expect(exit.code == 3 && !exit.isOutOfMemory)
            #expect(Set(exit.lastLines) == ["bot begins", "bot gives up"])
            #expect(try run.observe()[instance.id]?.state == .exited(exit))
        }
    }

    @Test(arguments: EngineRun.Kind.allCases)
    func `an end that nobody asked for is reported once`(kind: EngineRun.Kind) throws {
        try with(kind) { (run: EngineRun) throws in
            let instance = run.instance()
            let address = try run.start(instance)
            #expect(run.ask(address, "/exit?5") == "going")
            #expect(try run.exit(of: instance.id).code == 5)
            _ = try run.observe()
            let exits = run.reports.filter { if case .exited = $0 { true } else { false } }
            #expect(exits.count == 1)
        }
    }

    @Test(arguments: EngineRun.Kind.allCases)
    func `a program finds what it was given, and where it is`(kind: EngineRun.Kind) throws {
        try with(kind) { (run: EngineRun) throws in
            let instance = run.instance("alpha", nil, ["GREETING": "two words = this"])
            let address = try run.start(instance)
            let lines = try #require(run.ask(address, "/environment")).split(separator: "\n")
            #expect(lines.contains("GREETING=two words = this"))
            #expect(lines.contains { $0.hasPrefix("EDGE_URL=http://") && $0.hasSuffix(":18789") })
            #expect(!lines.contains { $0.hasPrefix("EDGE_ROUTER_BINARY=") })
            #expect(lines.contains("PORT=\(address.port)"))
        }
    }

    @Test(arguments: EngineRun.Kind.allCases)
    func `several things told at once are done in their order`(kind: EngineRun.Kind) throws {
        try with(kind) { (run: EngineRun) throws in
            let instance = run.instance()
            run.engine.start(instance)
            run.engine.freeze(instance.id)
            run.engine.thaw(instance.id)
            run.engine.stop(instance.id, graceMilliseconds: 1_000)
            try run.remove(instance.id)
            let verbs = run.reports.compactMap { report -> String? in
                switch report {
                case .started: "started"
                case .frozen: "frozen"
                case .thawed: "thawed"
                case .exited: "exited"
                case .removed: "removed"
                case .failed(_, let failure): failure.text
                default: nil
                }
            }
            #expect(verbs == ["started", "frozen", "thawed", "exited", "removed"])
        }
    }

    @Test(arguments: EngineRun.Kind.allCases)
    func `what an instance uses and writes is told to whoever asks`(kind: EngineRun.Kind) throws {
        try with(kind) { (run: EngineRun) throws in
            let instance = run.instance()
            _ = try run.ask(run.start(instance))
            var usage: InstanceUsage?
            run.engine.usage(instance.id) { usage = try? $0.get() }
            var lines: [String] = []
            var ends = 0
            let wanted = LogRequest(last: 10, follows: true, line: { text, _ in lines.append(text) }) { _ in ends += 1 }
            let reading = run.engine.logs(instance.id, wanted)
            try run.turns("usage and log") { usage != nil && !lines.isEmpty }
            #expect((usage?.memoryBytes ?? 0) > 0 && (usage?.memoryBytes ?? .max) < 64 << 20)
            #expect(lines == ["bot begins"] && ends == 0)
            run.engine.stop(instance.id, graceMilliseconds: 1_000)
            _ = try run.exit(of: instance.id)
            try run.turns("the log's end") { ends > 0 }
            reading.cancel()
            // What it wrote is there until it is removed.
            var past: [String] = []
            _ = run.engine.logs(
                instance.id,
                LogRequest(last: 10, follows: false, line: { text, _ in past.append(text) }) { _ in ends += 1 })
            try run.turns("the past log's end") { ends > 1 }
            #expect(past.first == "bot begins" && ends == 2)
            try run.remove(instance.id)
            var failure: EngineFailure?
            _ = run.engine.logs(
                instance.id, LogRequest(last: 10, follows: true, line: { _, _ in }) { failure = $0 })
            #expect(failure?.kind == .missing)
        }
    }

    @Test func `a container is found again by another engine of the same owner, and by no other`() throws {
        try with(.docker) { (run: EngineRun) throws in
            let instance = run.instance()
            let address = try run.start(instance)
            #expect(run.ask(address) == "hello")
            let before = try #require(run.observe()[instance.id])
            #expect(before.fingerprint == instance.fingerprint && before.address == address && before.image != nil)
            let again = try #require(try EngineRun(.docker, owner: run.owner))
            defer { (again.engine as? DockerEngine)?.close() }
            let found = try #require(again.observe()[instance.id])
            // The engine's clock and ours, and where each is read.
            #expect(abs((found.startedAt ?? 0) - (before.startedAt ?? 0)) < 10_000)
            #expect(found.key == before.key && found.address == address && found.state == .running)
            #expect(found.image == before.image && found.fingerprint == before.fingerprint)
            let other = try #require(try EngineRun(.docker))
            defer { (other.engine as? DockerEngine)?.close() }
            #expect(try other.observe().isEmpty)
            again.engine.stop(instance.id, graceMilliseconds: 1_000)
            _ = try again.exit(of: instance.id)
            // The first hears of it, too.
            _ = try run.exit(of: instance.id)
        }
    }

    @Test func `a process that an earlier router left is killed`() throws {
        try with(.process) { (run: EngineRun) throws in
            let instance = run.instance()
            let address = try run.start(instance)
            let orphan = try #require(run.ask(address, "/orphan").flatMap { Int32($0) })
            #expect(FileSystem.exists("/proc/\(orphan)"))
            let again = try #require(try EngineRun(.process, owner: run.owner))
            #expect(try again.observe().isEmpty)
            _ = try run.exit(of: instance.id)
            #expect(run.askOnce(address, "/") == nil)
            #expect(ProcessTable.processes(withEnvironment: ["EDGE_INSTANCE=\(instance.id)"]).isEmpty)
        }
    }

    @Test func `what a process started is killed with it, wherever it went`() throws {
        try with(.process) { (run: EngineRun) throws in
            let instance = run.instance()
            let address = try run.start(instance)
            #expect(run.ask(address, "/orphan").flatMap { Int32($0) } != nil)
            #expect(ProcessTable.processes(withEnvironment: ["EDGE_INSTANCE=\(instance.id)"]).count == 2)
            try run.remove(instance.id)
            for _ in 0..<500
            where !ProcessTable.processes(withEnvironment: ["EDGE_INSTANCE=\(instance.id)"]).isEmpty {
                ProcessFacts.pause(milliseconds: 10)
            }
            #expect(ProcessTable.processes(withEnvironment: ["EDGE_INSTANCE=\(instance.id)"]).isEmpty)
        }
    }
}
