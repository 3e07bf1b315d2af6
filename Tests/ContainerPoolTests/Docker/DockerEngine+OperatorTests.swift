// SPDX-License-Identifier: Apache-2.0

import EventLoop
import Testing

@testable import ContainerPool

/// What other routers have left on an engine, here on one of ours.
@Suite struct DockerEngineOperatorTests {
    private static func listing(_ id: String, _ owner: String) -> String {
        #"{"Id":"\#(id)","Names":["/\#(id)"],"State":"running","#
            + #""Labels":{"edge.product":"edge-router","edge.owner":"\#(owner)"}}"#
    }

    @Test func `what another router has left is removed, and nobody else's`() throws {
        let fake = FakeEngine { call in
            if call.hasPrefix("GET /containers/json") {
                let all = [Self.listing("a", "gone"), Self.listing("b", "fakefake"), Self.listing("c", "gone")]
                return .json(200, "[" + all.joined(separator: ",") + "]")
            }
            if call.hasPrefix("GET /networks") {
                return call.contains("gone") ? .json(200, #"[{"Id":"n","Name":"edge-gone"}]"#) : .json(200, "[]")
            }
            if call.hasPrefix("DELETE /containers/c") { return .json(404, #"{"message":"No such container"}"#) }
            return nil
        }
        defer { fake.stop() }
        let run = try EngineRun(socket: fake.path)
        let engine = try #require(run.engine as? DockerEngine)
        defer { engine.close() }
        var owners: [String]?
        engine.orphans { owners = (try? $0.get())?.map(\.owner) }
        try run.turns("a list") { owners != nil }
        #expect(owners == ["gone", "fakefake", "gone"])
        var removed: Result<Int, EngineFailure>?
        engine.removeOrphans(of: "gone") { removed = $0 }
        try run.turns("removal") { removed != nil }
        #expect(try removed?.get() == 2)
        #expect(
            fake.calls.filter { $0.hasPrefix("DELETE") } == [
                "DELETE /containers/a?force=1&v=1", "DELETE /containers/c?force=1&v=1", "DELETE /networks/n",
            ])
    }

    @Test func `this router's own are no orphans`() throws {
        let fake = FakeEngine { _ in nil }
        defer { fake.stop() }
        let run = try EngineRun(socket: fake.path)
        let engine = try #require(run.engine as? DockerEngine)
        defer { engine.close() }
        var failure: EngineFailure?
        engine.removeOrphans(of: "fakefake") { if case .failure(let why) = $0 { failure = why } }
        #expect(failure?.kind == .refused && !fake.calls.contains { $0.hasPrefix("DELETE") })
    }
}
