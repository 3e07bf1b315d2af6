// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import EdgeRouter

@Suite struct DockerEngineTests {
    private func engine(_ version: String, _ info: String?) throws -> DockerFacts {
        try DockerFacts(version: Array(version.utf8), info: info.map { Array($0.utf8) })
    }

    @Test func `both answers are read`() throws {
        let engine = try engine(
            #"{"Version":"20.10.24","ApiVersion":"1.41","MinAPIVersion":"1.12","Os":"linux"}"#,
            #"{"CgroupVersion":"2","MemoryLimit":true,"PidsLimit":false,"Warnings":["WARNING: x"],"Containers":3}"#)
        #expect(engine.version == "20.10.24" && engine.apiVersion == "1.41" && engine.isNewEnough)
        #expect(engine.cgroupVersion == "2" && engine.limitsMemory == true && engine.limitsProcesses == false)
        #expect(engine.warnings == ["WARNING: x"])
    }

    @Test func `the second one may be missing, or have less in it`() throws {
        let version = #"{"ApiVersion":"1.41"}"#
        for info in [nil, "{}", #"{"Warnings":null}"#, "no JSON"] {
            let engine = try engine(version, info)
            #expect(engine.version == "unknown" && engine.limitsMemory == nil && engine.warnings.isEmpty)
        }
    }

    @Test(arguments: ["", "[]", "{}", "<html>", #"{"ApiVersion":1.41}"#])
    func `what is no engine's answer is told`(version: String) {
        #expect(throws: DockerFacts.Failure.unreadable) { try engine(version, nil) }
    }

    @Test(arguments: [
        (version: "1.41", isNewEnough: true), ("1.40", false), ("1.9", false), ("1.100", true), ("2.0", true),
        ("1.24", false), ("nonsense", false), ("", false), ("1.41.1", true),
    ])
    func `versions are compared as numbers`(version: String, isNewEnough: Bool) throws {
        #expect(try engine(#"{"ApiVersion":"\#(version)"}"#, nil).isNewEnough == isNewEnough)
    }

    @Test func `nobody behind the socket is an error of its own`() {
        do throws(DockerFacts.Failure) {
            _ = try DockerFacts.ask("/nonexistent/docker.sock")
            Issue.record("an answer")
        } catch {
            guard case .failed = error else {
                Issue.record("\(error)")
                return
            }
        }
    }
}
