// SPDX-License-Identifier: Apache-2.0

import EventLoop
import FoundationEssentials
import Testing

@testable import EdgeRouter

@Suite struct ClaimsTests {
    private func address(_ port: UInt16) throws -> SocketAddress {
        try #require(SocketAddress(literal: "127.0.0.1", port: port))
    }

    @Test func `all that another has is told at once, each with its remedy`() throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "edge-router-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        // No one listens there: a claim is a name.
        let (data, admin) = (try address(1), try address(2))
        let first = try Claims(directory: path, listen: data, admin: admin)
        do throws(StartFailure) {
            _ = try Claims(directory: path, listen: data, admin: admin)
            Issue.record("claimed twice")
        } catch {
            #expect(error.exitStatus == 2)
            #expect(error.lines.count == 3)
            for (line, option) in zip(error.lines, ["--data", "--listen", "--admin"]) {
                #expect(line.contains("pid \(ProcessFacts.pid)") && line.contains("give \(option)"), "\(line)")
            }
        }
        withExtendedLifetime(first) {}
    }

    @Test func `what is claimed is free again with the claims`() throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "edge-router-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        for _ in 0..<2 {
            _ = try Claims(directory: path, listen: try address(3), admin: try address(4))
        }
    }

    @Test func `one address for both is said to be`() throws {
        #expect(throws: StartFailure("--listen and --admin are both 127.0.0.1:5: give one of them another port")) {
            try Claims(directory: "/nowhere", listen: try address(5), admin: try address(5))
        }
    }

    @Test func `a directory that a command has is free soon`() throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "edge-router-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        let command = try DataDirectory(path, for: .command)
        let free = try address(0)
        do throws(StartFailure) {
            _ = try Claims(directory: path, listen: free, admin: free)
            Issue.record("claimed twice")
        } catch {
            #expect(error.description.contains("`edge-router kv`, pid \(ProcessFacts.pid)"))
        }
        withExtendedLifetime(command) {}
    }
}
