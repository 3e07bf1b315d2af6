// SPDX-License-Identifier: Apache-2.0

import Glibc
import TestSupport
import Testing

/// What is left of a router's containers when it ends one way or the other, and what the next start finds.
@Suite struct ContainerLifeTests {
    @Test func whenItEndsInOrderNothingIsLeft() throws {
        guard let site = try ContainerSite() else { return }
        for client in ["alpha", "beta", "gamma"] { #expect(try site.text("/who", client) == client) }
        try site.steer("stop", "beta")
        try site.steer("freeze", "gamma")
        try eventually("one sleeps, one is frozen") {
            try site.state("beta") == "stopped" && site.state("gamma") == "frozen"
        }
        let owner = try site.ownerName()
        try site.end()
        #expect(try site.networks(of: owner) == [])
        let volumes = try site.engine.call("GET", "/volumes")["Volumes"]?.elements ?? []
        #expect(!volumes.contains { $0["Labels"]?["edge.owner"]?.text == owner })
    }

    @Test func afterAKillTheNextStartTakesWhatRunsAndRemovesWhatIsNotWanted() throws {
        let other = """
            [edge.bots.OTHER]
            image = "\(TestBot.image ?? "")"
            [edge.clients.omega]
            bot = "OTHER"
            """
        try ContainerSite.with(ContainerSite(other)) { site in
            for client in ["alpha", "omega"] { #expect(try site.text("/who", client) == client) }
            let before = try site.inspect()["State"]?["StartedAt"]?.text
            #expect(try site.containers().count == 2)
            site.server.process.signal(SIGKILL)
            try site.server.process.wait()
            try site.startAgain { $0.replacing(other, with: "") }
            // From the first request on.
            for _ in 0..<20 { #expect(try site.text() == "alpha") }
            #expect(try site.inspect()["State"]?["StartedAt"]?.text == before)
            // And it finds its router where it always was.
            let gateway = try site.addresses().host
            #expect(try site.text("/fetch?\(gateway):\(site.botPort)/kv/none").hasPrefix("HTTP/1.1 404"))
            try eventually("the other's is removed") { try site.containers().count == 1 }
        }
    }

    @Test func anotherRoutersContainersOnTheSameEngineAreNotTouched() throws {
        try ContainerSite.with(ContainerSite()) { other in
            #expect(try other.text() == "alpha")
            let before = try other.inspect()["State"]?["StartedAt"]?.text
            guard let site = try ContainerSite() else { return }
            #expect(try site.text() == "alpha")
            #expect(try site.ownerName() != other.ownerName())
            site.server.process.signal(SIGKILL)
            try site.server.process.wait()
            try site.startAgain()
            #expect(try site.text() == "alpha")
            try site.end()
            #expect(try other.inspect()["State"]?["StartedAt"]?.text == before)
            #expect(try other.text() == "alpha")
        }
    }

    @Test func whatARouterHasLeftThatNeverStartsAgainIsRemovedByCommand() throws {
        guard let gone = try ContainerSite() else { return }
        #expect(try gone.text() == "alpha")
        let owner = try gone.ownerName()
        gone.server.process.signal(SIGKILL)
        try gone.server.process.wait()
        try ContainerSite.with(ContainerSite()) { (site: ContainerSite) throws in
            #expect(try site.text() == "alpha")
            var bots = KVTool(in: site.directory)
            bots.group = "bots"
            #expect(try gone.containers().count == 1)
            #expect(try gone.networks(of: owner).count == 1)
            #expect(try bots("gc", "--orphans", "--owner", owner, "-y").contains(owner))
            #expect(try gone.containers() == [])
            #expect(try gone.networks(of: owner) == [])
            #expect(try site.text() == "alpha")
            #expect(try site.containers().count == 1)
        }
    }

    @Test func whatIsToBeKeptRunsOnAndIsFoundAgain() throws {
        try ContainerSite.with(ContainerSite(docker: "on_exit = \"keep\"")) { site in
            #expect(try site.text() == "alpha")
            let before = try site.inspect()["State"]?["StartedAt"]?.text
            #expect(try site.server.terminate() == 0)
            #expect(try site.inspect()["State"]?["Status"]?.text == "running")
            try site.startAgain { $0.replacing("on_exit = \"keep\"", with: "on_exit = \"remove\"") }
            #expect(try site.text() == "alpha")
            #expect(try site.inspect()["State"]?["StartedAt"]?.text == before)
        }
    }
}
