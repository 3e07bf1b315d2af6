// SPDX-License-Identifier: Apache-2.0

import EventLoop
import FoundationEssentials
import Testing

@testable import EdgeRouter

@Suite struct DataDirectoryTests {
    @Test(arguments: [DataDirectory.User.server, .command])
    func `one has it at a time, the next is told who, and it opens as a store`(user: DataDirectory.User) throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "edge-router-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        do {
            let held = try DataDirectory(path + "/new", for: user)
            #expect(held.path.hasSuffix("/new"))
            do {
                _ = try DataDirectory(path + "/new", for: .server)
                Issue.record("taken twice")
            } catch {
                guard case .held(user, let pid) = error else { throw error }
                #expect(pid == ProcessFacts.pid)
            }
            #expect(held.dataOption == " --data \(held.path)")
            _ = try held.open()
            #expect(FileSystem.exists(held.path + "/kv.sqlite3"))
        }
        _ = try DataDirectory(path + "/new", for: .server)
    }

    @Test func `what cannot be made says why`() throws {
        do {
            _ = try DataDirectory("/dev/null/data", for: .command)
            Issue.record("made")
        } catch {
            guard case .failed(let text) = error else { throw error }
            #expect(text.contains("/dev/null"))
        }
    }
}
