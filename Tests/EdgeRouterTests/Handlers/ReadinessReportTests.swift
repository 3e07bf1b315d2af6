// SPDX-License-Identifier: Apache-2.0

import EventLoop
import KVStore
import TestSupport
import Testing

@testable import EdgeRouter

@Suite struct ReadinessReportTests {
    private func readiness(
        failure: KVError? = nil, note: String? = nil, disk: Int? = 1 << 40, stuck: [Int] = [], draining: Int? = nil,
        bots: String? = nil, docker: String? = nil
    ) -> ReadinessReport {
        var readiness = ReadinessReport()
        readiness.addStore(failure: failure, note: note)
        readiness.addDisk(availableBytes: disk)
        readiness.addBots(failure: bots)
        readiness.addContainers(failure: docker)
        readiness.addLoops(stuck: stuck, of: 2)
        readiness.addDrain(seconds: draining)
        return readiness
    }

    private func failure() throws -> KVError {
        let directory = "/nowhere-\(UInt64.random(in: 0...UInt64.max))"
        return try #require(throws: KVError.self) { try KVStore.open(directory: directory) }
    }

    @Test func `where all is well each part says so`() throws {
        let all = readiness()
        let json = try JSONValue(all.body)
        #expect(all.status == 200 && json["status"]?.text == "ready")
        #expect(json["degraded"]?.elements.isEmpty == true)
        for part in ["kv", "store", "disk", "loops", "drain"] { #expect(json["parts"]?[part]?.text == "ok", "\(part)") }
    }

    @Test func `an engine that is away is degraded, and the rest serves`() throws {
        let away = readiness(docker: "gone for 3 s")
        let json = try JSONValue(away.body)
        #expect(away.status == 200 && json["degraded"]?[0]?.text == "docker")
        #expect(json["parts"]?["docker"]?.text == "gone for 3 s")
    }

    @Test func `a nearly full disk is degraded and serves`() throws {
        let low = readiness(disk: ReadinessReport.lowDiskBytes - 1)
        let json = try JSONValue(low.body)
        #expect(low.status == 200 && json["status"]?.text == "ready")
        #expect(json["degraded"]?.elements.compactMap(\.text) == ["disk"])
        #expect(json["parts"]?["disk"]?.text?.contains("large ones are refused") == true)
        #expect(readiness(disk: ReadinessReport.lowDiskBytes).parts.allSatisfy { $0.part == .fine })
        #expect(readiness(disk: nil).parts.allSatisfy { $0.part == .fine }, "nobody has looked yet")
    }

    @Test func `a listener for bots that is not open is degraded, and clients are served`() throws {
        let one = readiness(bots: "the port is in use")
        #expect(one.status == 200)
        #expect(try JSONValue(one.body)["degraded"]?.elements.compactMap(\.text) == ["bots"])
    }

    @Test func `a store that was replaced is told of, once`() throws {
        let replaced = readiness(note: "moved \"aside\"")
        let json = try JSONValue(replaced.body)
        #expect(replaced.status == 200 && json["parts"]?["kv"]?.text == "moved \"aside\"")
        #expect(json["degraded"]?.elements.compactMap(\.text) == ["store"])
    }

    @Test func `a store that fails, a loop that hangs and draining are each 503`() throws {
        let failure = try failure()
        for (one, part) in [
            (readiness(failure: failure), "store"), (readiness(stuck: [1]), "loops"), (readiness(draining: 3), "drain"),
        ] {
            let json = try JSONValue(one.body)
            #expect(one.status == 503 && json["status"]?.text != "ready", "\(part)")
            #expect(json["parts"]?[part]?.text != "ok", "\(part)")
        }
        #expect(try JSONValue(readiness(draining: 0).body)["status"]?.text == "draining")
        #expect(try JSONValue(readiness(stuck: [1]).body)["parts"]?["loops"]?.text?.contains("loop 1 of 2") == true)
    }
}
