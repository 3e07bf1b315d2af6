// SPDX-License-Identifier: Apache-2.0

import TestSupport
import Testing

/// Bots in containers that misbehave, and what their clients are told.
@Suite struct ContainerFaultTests {
    @Test func oneThatCrashesAtBootIsToldOfAndNotStartedForEachRequest() throws {
        try ContainerSite.with(ContainerSite("env = { BOT_CRASH = \"3\" }")) { site in
            let answer = try site.get()
            #expect(answer.status == 503)
            #expect(try answer.json()["cause"]?["exit_code"]?.number == 3)
            #expect(try answer.json()["cause"]?["phase"]?.text != nil)
            #expect(answer["Retry-After"] != nil)
            for _ in 0..<20 { #expect(try site.get().status == 503) }
            // The first failure is followed by some pause, each further by a longer one.
            let restarts = try site.server.admin("GET", "/admin/bots").json()["failures"]?[0]
            #expect(restarts?["count"]?.number ?? 99 < 4)
            #expect(try site.server.admin("GET", "/admin/bots").text.contains("bot gives up"))
        }
    }

    @Test func oneThatNeverListensIsNotWaitedForForEver() throws {
        let settings = """
            env = { BOT_DEAF = "1" }
            readiness = { timeout = "700ms" }
            """
        try ContainerSite.with(ContainerSite(settings)) { site in
            let answer = try site.get()
            #expect(answer.status == 504)
            #expect(try answer.json()["cause"]?["phase"]?.text == "ready")
        }
    }

    @Test func oneThatBootsSlowlyIsWaitedForByAll() throws {
        try ContainerSite.with(ContainerSite("env = { BOT_SLOW_MS = \"900\" }")) { site in
            let server = site.server
            let answers = try concurrently(10) { _ in
                try server.request("GET", "/bot/who", ["X-Client-ID: alpha"]).status
            }
            #expect(Set(answers) == [200])
            #expect(try site.containers().count == 1)
        }
    }

    @Test func oneThatAnswersWithErrorsWhileItBootsIsNotAskedByClientsYet() throws {
        let settings = """
            env = { BOT_BOOTING = "5" }
            readiness = { type = "http", path = "/", status = "2xx" }
            """
        try ContainerSite.with(ContainerSite(settings)) { (site: ContainerSite) throws in
            #expect(try site.text() == "alpha")
        }
    }

    @Test func oneThatCrashesWithinAnAnswerCutsThatOffAndIsStartedAgain() throws {
        try ContainerSite.with(ContainerSite()) { site in
            #expect(try site.text() == "alpha")
            let connection = try site.server.connect()
            try connection.send(Connection.head("GET", "/bot/crash", ["X-Client-ID: alpha"]))
            // Whoever reads must see that something is missing.
            #expect(throws: TestFailure.self) {
                let answer = try connection.readResponse()
                if answer.status >= 500 { throw TestFailure("told so") }
            }
            let again = try eventually("it is started again") {
                let answer = try site.get()
                // Until its end is known the connection is refused, then it is waited for.
                #expect([200, 502, 503].contains(answer.status), "\(answer.status)")
                return answer.status == 200 ? answer : nil
            }
            #expect(again.text == "alpha")
        }
    }

    @Test(arguments: [1, 2]) func oneThatIsGoneBeforeItIsUsedIsAnErrorWithItsCause(connections: Int) throws {
        // With 1 the probe is what ends it, with 2 the request itself.
        try ContainerSite.with(ContainerSite("env = { BOT_BRIEF = \"\(connections)\" }")) { site in
            let answer = try site.get()
            #expect([502, 503].contains(answer.status), "\(answer.status)")
            #expect(try answer.json()["cause"]?["phase"]?.text != nil)
            try eventually("its end is known") {
                try site.server.admin("GET", "/admin/bots").text.contains("code 7")
            }
        }
    }

    @Test func oneThatIgnoresItsEndIsEndedAllTheSame() throws {
        // That nothing is left is seen when the site ends.
        try ContainerSite.with(ContainerSite("env = { BOT_STUBBORN = \"1\" }")) { site in
            #expect(try site.text() == "alpha")
            try site.steer("stop")
            try eventually("it is stopped") { try site.state() == "stopped" }
            #expect(try site.text() == "alpha")
        }
    }

    @Test func anAnswerWithoutEndIsEndedByTheClientAlone() throws {
        try ContainerSite.with(ContainerSite()) { site in
            let connection = try site.server.connect()
            try connection.send(Connection.head("GET", "/bot/endless", ["X-Client-ID: alpha"]))
            _ = try connection.readHead()
            _ = try connection.read(8 << 20)
            #expect(try site.text() == "alpha")
            #expect(try site.server.residentBytes() < 300 << 20)
        }
    }
}
