// SPDX-License-Identifier: Apache-2.0

import EventLoop
import Testing

@testable import EdgeRouter
@testable import Outbound

@Suite struct DockerCheckTests {
    private let socket: DockerSocket

    init() throws { socket = try DockerSocket(Configuration.Docker(), dockerHost: "unix:///s") }

    private func findings(_ look: DockerCheck.Look, needing: [String]? = []) -> [Finding] {
        DockerCheck(needing: needing, look: look).findings
    }

    @Test func `an engine that will do is fine`() throws {
        let engine = try DockerFacts(
            version: Array(#"{"Version":"20.10","ApiVersion":"1.41"}"#.utf8),
            info: Array(#"{"CgroupVersion":"2","MemoryLimit":true,"PidsLimit":true}"#.utf8))
        #expect(
            findings(.asked(socket, .success(engine)), needing: ["A"])
                == [.fine(.docker, "engine 20.10, API 1.41, cgroup v2, at /s (DOCKER_HOST)")])
    }

    @Test func `limits that do not hold and warnings are told`() throws {
        let engine = try DockerFacts(
            version: Array(#"{"Version":"20.10","ApiVersion":"1.41"}"#.utf8),
            info: Array(
                #"{"MemoryLimit":false,"PidsLimit":false,"Warnings":["WARNING: No memory limit support","W2"]}"#.utf8))
        let found = findings(.asked(socket, .success(engine)))
        #expect(
            found.map(\.text) == [
                "engine 20.10, API 1.41, at /s (DOCKER_HOST)", "limits of memory do not hold for containers",
                "limits of processes do not hold for containers", "the engine says: W2",
            ])
        #expect(found.dropFirst().allSatisfy { $0.status == .reduced && $0.remedy != nil })
    }

    @Test func `one that is too old is as good as none`() throws {
        let engine = try DockerFacts(version: Array(#"{"Version":"18","ApiVersion":"1.39"}"#.utf8), info: nil)
        let found = findings(.asked(socket, .success(engine)), needing: ["A"])
        #expect(found.map(\.status) == [.wrong])
        #expect(
            found[0].text
                == "engine 18, API 1.39 at /s (DOCKER_HOST): 1.41 is the oldest API that will do, "
                + "and A cannot run without")
    }

    @Test func `none is wrong only where a bot needs one`() {
        let missing = DockerCheck.Look.missing(socket, SystemError("stat", code: 2))
        let mend = "sudo apt-get install docker.io, or sudo systemctl start docker"
        #expect(
            findings(missing)
                == [.reduced(.docker, "no engine: /s (DOCKER_HOST) is not there; no bot needs it", mend: mend)])
        #expect(
            findings(missing, needing: ["A", "B"])
                == [
                    .wrong(
                        .docker, "no engine: /s (DOCKER_HOST) is not there, and A, B cannot run without", mend: mend)
                ])
        #expect(
            findings(missing, needing: nil)
                == [.reduced(.docker, "no engine: /s (DOCKER_HOST) is not there", mend: mend)])
    }

    @Test func `who may not use it is told the group to join`() {
        #expect(
            findings(.closed(socket, user: "ann", group: "docker"), needing: ["A"])
                == [
                    .wrong(
                        .docker, "ann may not use /s (DOCKER_HOST), and A cannot run without",
                        mend: "sudo usermod -aG docker ann, and log in again; that group may do what root may")
                ])
        #expect(findings(.closed(socket, user: "ann", group: nil))[0].remedy == "ls -la /s tells who may")
    }

    @Test func `what answers otherwise, or not at all, says so`() {
        let lost = OutboundError(.cannotConnect, "Nobody answers at /s.")
        let looks: [(DockerCheck.Look, String)] = [
            (.unknown(StartFailure("DOCKER_HOST names no socket; write it")), "DOCKER_HOST names no socket"),
            (.noSocket(socket), "/s (DOCKER_HOST) is no socket"),
            (.missing(socket, SystemError("stat", code: 13)), "/s (DOCKER_HOST) cannot be looked at: stat: Permission"),
            (.asked(socket, .failure(.failed(lost))), "no engine answers at /s (DOCKER_HOST): Nobody answers at /s;"),
            (.asked(socket, .failure(.status(404))), "/s (DOCKER_HOST) answers with status 404"),
            (.asked(socket, .failure(.unreadable)), "/s (DOCKER_HOST) is no container engine's"),
            (
                .asked(socket, .failure(.failed(OutboundError(.libraryMissing, "x")))),
                "the engine cannot be asked without libcurl"
            ),
        ]
        for (look, text) in looks {
            let found = findings(look)
            #expect(found.count == 1 && found[0].text.hasPrefix(text), "\(found)")
            #expect(found[0].status == .reduced && found[0].remedy != nil)
            #expect(findings(look, needing: ["A"])[0].status == .wrong)
        }
    }

    @Test func `a bot needs an engine if nothing else can run it`() throws {
        let configuration = try loadTOML(
            """
            [edge.bots.RUNS]
            address = "127.0.0.1:9000"
            [edge.bots.IMAGE]
            image = "a:1"
            [edge.bots.EITHER]
            image = "a:1"
            command = ["./a"]
            [edge.bots.DOCKER]
            engine = "docker"
            image = "a:1"
            command = ["./a"]
            [edge.bots.PROCESS]
            engine = "process"
            command = ["./a"]
            """)
        #expect(DockerCheck.bots(configuration) == ["DOCKER", "IMAGE"])
    }

    @Test func `looking tells a file from a socket and from nothing`() {
        guard case .missing = DockerCheck.look(nil, dockerHost: "unix:///nowhere/s").look else {
            Issue.record("missing")
            return
        }
        guard case .noSocket = DockerCheck.look(nil, dockerHost: "unix:///etc/passwd").look else {
            Issue.record("no socket")
            return
        }
        guard case .unknown = DockerCheck.look(.embedded, dockerHost: "tcp://h:1").look else {
            Issue.record("unknown")
            return
        }
    }
}
