// SPDX-License-Identifier: Apache-2.0

import Glibc
import TestSupport
import Testing

/// An engine that ends and comes again, or hangs, while bots serve: one of the test's own, for none else to notice.
@Suite struct EngineFaultTests {
    private func with(_ name: String, _ test: (PrivateDockerd, ContainerSite) throws -> Void) throws {
        guard let engine = PrivateDockerd.own(name), TestBot.build("bot", on: engine.socket) else { return }
        try ContainerSite.with(ContainerSite(image: "bot", on: engine.socket)) { site in
            #expect(try site.text() == "alpha")
            #expect(try isUp(site))
            do {
                try test(engine, site)
            } catch {
                engine.signal(SIGCONT)
                throw error
            }
        }
    }

    /// What `/readyz` and `/metrics` both say.
    private func isUp(_ site: ContainerSite) throws -> Bool {
        let ready = try site.server.request("GET", "/readyz")
        #expect(ready.status == 200)
        let isDegraded = try ready.json()["degraded"]?.elements.contains { $0.text == "docker" } == true
        let isUp = try site.server.metric("edge_bot_engine_up{engine=\"container\"}") == 1
        return isUp && !isDegraded
    }

    @Test func oneThatEndsIsReportedAndBotsAreStartedAgainWhenItIsBack() throws {
        try with("ends") { engine, site in
            engine.stop()
            try eventually("it is missed") { try !isUp(site) }
            let answer = try eventually("clients are told") { () throws -> Response? in
                let answer = try site.get("/who", "beta")
                return answer.problem == "engine-away" ? answer : nil
            }
            #expect(answer.status == 503 && answer["Retry-After"] != nil)
            try #require(engine.start())
            try eventually("it is found again") { try isUp(site) }
            for client in ["alpha", "beta"] {
                try eventually("\(client) is served") { try site.get("/who", client).text == client }
            }
        }
    }

    @Test func whileOneHangsBotsThatRunGoOnServing() throws {
        try with("hangs") { engine, site in
            engine.signal(SIGSTOP)
            try eventually("it is missed") {
                #expect(try site.text() == "alpha")
                return try !isUp(site)
            }
            let answer = try site.get("/who", "beta")
            #expect(answer.status == 503 && answer.problem == "engine-away")
            #expect(try site.text() == "alpha")
            engine.signal(SIGCONT)
            try eventually("it is found again") { try isUp(site) }
            try eventually("a new client is served") { try site.get("/who", "beta").text == "beta" }
            #expect(try site.text() == "alpha")
        }
    }
}
