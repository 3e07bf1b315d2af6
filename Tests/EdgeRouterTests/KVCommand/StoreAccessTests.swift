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
        options.admin = "127.0.0.1:9"
        #expect(try url(options).url == "http://127.0.0.1:9")
    }

    @Test func `the lock tells whether a server has the data directory, and the directory where it answers`() throws {
        let directory = FileManager.default.temporaryDirectory.appending(path: "edge-router-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        var options = KVAccessOptions()
        options.dataDirectory = directory.path
        #expect(throws: CommandFailure.self) { try url(options) }
        try DiskFile.new(directory.path + "/kv.sqlite3").write([])
        guard case .directory(let held) = try StoreAccess.find(options, isMade: false) else {
            Issue.record("not free")
            return
        }
        // As long as it is held here, another process would be told so.
        #expect(try url(options) == ("http://\(StartSettings.defaultAdmin)", ProcessFacts.pid))
        let address = try #require(SocketAddress(literal: "127.0.0.1", port: 77))
        AdminAddress.write(address, in: held.path)
        #expect(try url(options).url == "http://127.0.0.1:77")
        withExtendedLifetime(held) {}
    }
}
