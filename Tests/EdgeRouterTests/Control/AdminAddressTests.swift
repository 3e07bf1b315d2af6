// SPDX-License-Identifier: Apache-2.0

import EventLoop
import FoundationEssentials
import Testing

@testable import EdgeRouter

@Suite struct AdminAddressTests {
    @Test func `what was noted is read, and an older note gives way`() throws {
        let directory = FileManager.default.temporaryDirectory.appending(path: "edge-router-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        #expect(AdminAddress.read(directory.path, of: ProcessFacts.pid) == nil)
        for (literal, text) in [("127.0.0.1", "127.0.0.1:8788"), ("::1", "[::1]:8788")] {
            let address = try #require(SocketAddress(literal: literal, port: 8788))
            AdminAddress.write(address, in: directory.path)
            #expect(AdminAddress.read(directory.path, of: ProcessFacts.pid) == text)
            #expect(AdminAddress.read(directory.path, of: -1) == text)
            // Left by a server that has ended; another has the directory now.
            #expect(AdminAddress.read(directory.path, of: ProcessFacts.pid + 1) == nil)
        }
    }
}
