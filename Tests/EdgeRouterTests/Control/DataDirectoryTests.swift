// SPDX-License-Identifier: Apache-2.0

import EventLoop
import FoundationEssentials
import Testing

@testable import EdgeRouter

@Suite struct DataDirectoryTests {
    @Test func `one has it at a time, and it opens as a store`() throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "edge-router-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        do {
            let held = try DataDirectory(path + "/new")
            #expect(held.path.hasSuffix("/new"))
            do {
                _ = try DataDirectory(path + "/new")
                Issue.record("taken twice")
            } catch {
                guard case .held(let pid) = error else { throw error }
                #expect(pid == ProcessFacts.pid)
            }
            _ = try held.open()
            #expect(held.dataOption == " --data \(held.path)")
            #expect(FileSystem.exists(held.path + "/kv.sqlite3"))
        }
        _ = try DataDirectory(path + "/new")
    }

    @Test func `what cannot be made says why`() throws {
        do {
            _ = try DataDirectory("/dev/null/data")
            Issue.record("made")
        } catch {
            guard case .failed(let text) = error else { throw error }
            #expect(text.contains("/dev/null"))
        }
    }
}
