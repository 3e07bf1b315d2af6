// SPDX-License-Identifier: Apache-2.0

import EventLoop
import FoundationEssentials
import Testing

@testable import EdgeRouter

@Suite struct StoreAccessTests {
    private func url(_ options: KVAccessOptions) throws -> (url: String, holder: Int32?) {
        guard case .server(let url, let holder) = try StoreAccess.find(options, isMade: false) else {
            Issue.record("no server")
            return ("", nil)
        }
        return (url, holder)
    }

    @Test func `a server that is named is asked, whatever there is`() throws {
        var options = KVAccessOptions()
        options.url = "https://kv.example/base/"
        #expect(try url(options).url == "https://kv.example/base")
        options.url = "ftp://x"
        #expect(throws: CommandFailure("--url: `ftp://x` does not begin with http:// or https://.", exitStatus: 2)) {
            try url(options)
        }
        options.url = nil
        for (admin, url) in [("127.0.0.1:9", "127.0.0.1:9"), ("localhost:9", "127.0.0.1:9"), ("[::1]:9", "[::1]:9")] {
            options.admin = admin
            #expect(try self.url(options).url == "http://\(url)")
        }
        for admin in ["9", "127.0.0.1", "kv.example:9", "127.0.0.1:70000", ""] {
            options.admin = admin
            #expect { try url(options) } throws: { error in
                guard let failure = error as? CommandFailure else { return false }
                return failure.exitStatus == 2 && failure.message.hasPrefix("--admin: `\(admin)` is no address")
            }
        }
    }

    @Test func `the lock tells whether a server has the data directory, and the directory where it answers`() throws {
        let directory = FileManager.default.temporaryDirectory.appending(path: "edge-router-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        var options = KVAccessOptions()
        options.dataDirectory = directory.path
        #expect(throws: CommandFailure.self) { try url(options) }
        try DiskFile.new(directory.path + "/kv.sqlite3").write([])
        // As long as it is held here, another process would be told so.
        let held = try DataDirectory(directory.path, for: .server)
        #expect(try url(options) == ("http://\(StartSettings.defaultAdmin)", ProcessFacts.pid))
        // What a server that has ended has left is of no account.
        try DiskFile.new(directory.path + "/admin").write(Array("127.0.0.1:76 \(ProcessFacts.pid + 1)\n".utf8))
        #expect(try url(options).url == "http://\(StartSettings.defaultAdmin)")
        let address = try #require(SocketAddress(literal: "127.0.0.1", port: 77))
        AdminAddress.write(address, in: held.path)
        #expect(try url(options).url == "http://127.0.0.1:77")
        withExtendedLifetime(held) {}
    }

    @Test func `another command is waited for, and told from a server`() throws {
        let directory = FileManager.default.temporaryDirectory.appending(path: "edge-router-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: directory) }
        var options = KVAccessOptions()
        options.dataDirectory = directory.path
        var held: DataDirectory? = try DataDirectory(directory.path, for: .command)
        #expect {
            _ = try StoreAccess.find(options, isMade: true, patience: 0)
        } throws: { error in
            let message = (error as? CommandFailure)?.message
            return message?.contains("in use by another `edge-router kv`, pid \(ProcessFacts.pid): try again") == true
        }
        var said: [String] = []
        // The first one ends as soon as it is waited for, so that no time decides.
        let second = try StoreAccess.find(options, isMade: true) { text in
            said.append(text)
            held = nil
        }
        guard case .directory = second else {
            Issue.record("not free")
            return
        }
        #expect(said.count == 1 && said[0].hasPrefix("Waiting for another `edge-router kv`"))
        #expect(held == nil)
    }
}
