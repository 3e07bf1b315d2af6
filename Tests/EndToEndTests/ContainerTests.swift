// SPDX-License-Identifier: Apache-2.0

import Glibc
import TestSupport
import Testing

/// Bots in containers of a real engine: how they start, sleep, wake and are renewed.
@Suite struct ContainerTests {
    @Test func aHundredFirstRequestsCauseOneStart() throws {
        try ContainerSite.with(ContainerSite()) { site in
            let server = site.server
            let answers = try concurrently(100) { _ in
                let answer = try server.request("GET", "/bot/who", ["X-Client-ID: alpha"])
                return "\(answer.status) \(answer.text)"
            }
            #expect(Set(answers) == ["200 alpha"])
            #expect(try site.containers().count == 1)
            #expect(try site.instance()?["restarts"]?.number == 0)
        }
    }

    @Test func eachClientHasAContainerOnANetworkOfItsOwn() throws {
        try ContainerSite.with(ContainerSite()) { site in
            let first = try site.get()
            #expect(first.text == "alpha")
            #expect(try site.text("/who", "beta") == "beta")
            for part in ["network", "start", "ready"] {
                #expect(first["Server-Timing"]?.contains("\(part);dur=") == true, "\(part)")
            }
            let (alpha, beta) = try (site.inspect("alpha"), site.inspect("beta"))
            let networks = [alpha, beta].map { $0["NetworkSettings"]?["Networks"]?.names ?? [] }
            #expect(networks.allSatisfy { $0.count == 1 } && networks[0] != networks[1])
            #expect(try site.containers().count == 2)
        }
    }

    @Test func anImageIsBuiltFromItsFileAndMeanwhileSaidToBeBuilding() throws {
        guard let program = TestBot.program else { return }
        let directory = try TemporaryDirectory()
        #expect(try Command("cp", [program, directory.path]).status == 0)
        // It takes the engine longer to take this in than a request takes.
        try directory.write("ballast", [UInt8](repeating: 7, count: 48 << 20))
        try directory.write("Dockerfile", "FROM scratch\nCOPY testbot ballast /\nEXPOSE 8080\nCMD [\"/testbot\"]\n")
        try ContainerSite.with(ContainerSite(image: "./Dockerfile", in: directory)) { site in
            var refusals: [Response] = []
            let answer = try eventually("it is built") {
                let answer = try site.get()
                if answer.status == 503 { refusals.append(answer) }
                return answer.status == 503 ? nil : answer
            }
            #expect(answer.text == "alpha" && !refusals.isEmpty)
            #expect(refusals.allSatisfy { $0.problem == "building" && $0["Retry-After"] != nil })
        }
    }

    @Test func itIsFrozenThenStoppedThenRemovedAndWakesFromEach() throws {
        // Each lasts so long that a look, which takes a busy machine a second, finds it.
        let rest = """
            freeze_after = "200ms"
            sleep_after = "4s"
            remove_after = "4s"
            """
        try ContainerSite.with(ContainerSite(rest)) { site in
            #expect(try site.text() == "alpha")
            let first = try site.inspect()["Id"]?.text
            func isIn(_ state: String) throws -> Bool {
                try site.containers().first?["State"]?.text == state
            }
            try eventually("it is frozen") { try isIn("paused") }
            #expect(try site.text() == "alpha")
            try eventually("it sleeps") { try isIn("exited") }
            #expect(try site.text() == "alpha")
            #expect(try site.inspect()["Id"]?.text == first)
            try eventually("it is removed") { try site.containers().isEmpty }
            #expect(try site.text() == "alpha")
            #expect(try site.inspect()["Id"]?.text != first)
        }
    }

    @Test func whatIsStillSentKeepsItAwake() throws {
        try ContainerSite.with(ContainerSite("sleep_after = \"200ms\"")) { site in
            let connection = try site.server.connect(receiveBuffer: 4096)
            try connection.send(Connection.head("GET", "/bot/endless", ["X-Client-ID: alpha"]))
            _ = try connection.readHead()
            let id = try site.inspect()["Id"]?.text
            for _ in 0..<30 {
                _ = try connection.read(1000)
                usleep(50_000)
            }
            let still = try site.inspect()
            #expect(still["Id"]?.text == id && still["State"]?["Status"]?.text == "running")
        }
    }

    @Test func theOperatorStopsFreezesAndRestartsIt() throws {
        try ContainerSite.with(ContainerSite()) { site in
            #expect(try site.text() == "alpha")
            #expect(try site.server.admin("GET", "/admin/bots/BOT/logs?client=alpha").text.contains("bot begins"))
            for (verb, state) in [("freeze", "frozen"), ("stop", "stopped"), ("start", "ready")] {
                try site.steer(verb)
                try eventually("it is \(state)") { try site.state() == state }
            }
            #expect(try site.text() == "alpha")
        }
    }

    @Test func oneThatIsAtWorkDoesNotSleepUntilItHasDoneThat() throws {
        // Hardly anything, so that a machine on which much else runs does not decide.
        let rest = """
            sleep_after = "600ms"
            busy_vcpu = 0.02
            """
        try ContainerSite.with(ContainerSite(rest)) { site in
            let work = 4000
            #expect(try site.text("/spin?\(work)") == "at work")
            try eventually("it sleeps") { try site.state() == "stopped" }
            let history = try #require(try site.instance()?["history"]).elements
            let end = try #require(history.last { $0["state"]?.text == "draining" })
            #expect(try #require(end["after_ms"]?.number) >= Double(work))
        }
    }

    @Test func whereThereIsNoRoomTheOneThatIsIdleMakesIt() throws {
        try ContainerSite.with(ContainerSite("max_instances = 1")) { site in
            #expect(try site.text() == "alpha")
            try eventually("the other is served") {
                let answer = try site.get("/who", "beta")
                if answer.status == 200 { return answer.text == "beta" }
                #expect(answer.problem == "no-capacity" && answer["Retry-After"] != nil)
                return false
            }
            #expect(try site.inspect("alpha")["State"]?["Status"]?.text == "exited")
        }
    }

    @Test func aNewImageTakesOverWhenItIsReadyAndTheOldStaysWhenItIsNot() throws {
        guard let program = TestBot.program else { return }
        let directory = try TemporaryDirectory()
        #expect(try Command("cp", [program, directory.path]).status == 0)
        func write(_ variables: String) throws {
            let file = "FROM scratch\nCOPY testbot /\n\(variables)\nEXPOSE 8080\nCMD [\"/testbot\"]\n"
            try directory.write("Dockerfile", file)
        }
        try write("ENV RELEASE=one")
        try ContainerSite.with(ContainerSite(image: "./Dockerfile", in: directory)) { site in
            func release() throws -> String? {
                let answer = try site.get("/environment")
                guard answer.status == 200 else { return answer.problem }
                return answer.text.split(separator: "\n").first { $0.hasPrefix("RELEASE=") }.map(String.init)
            }
            try eventually("it is built") { try release() == "RELEASE=one" }
            let old = try site.inspect()["Id"]?.text
            try write("ENV RELEASE=broken BOT_CRASH=4")
            try site.steer("redeploy", nil)
            try eventually("the new one fails") {
                #expect(try release() == "RELEASE=one")
                return try site.instance()?["last_exit"]?["code"]?.number == 4
            }
            try eventually("the broken one is removed") { try site.containers().count == 1 }
            #expect(try release() == "RELEASE=one")
            #expect(try site.inspect()["Id"]?.text == old)
            try write("ENV RELEASE=two")
            try site.steer("redeploy", nil)
            try eventually("the new one answers") {
                let now = try release()
                #expect(now == "RELEASE=one" || now == "RELEASE=two")
                return now == "RELEASE=two"
            }
            try eventually("the old one is removed") { try site.containers().count == 1 }
        }
    }
}
