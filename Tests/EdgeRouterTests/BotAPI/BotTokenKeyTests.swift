// SPDX-License-Identifier: Apache-2.0

import ContainerPool
import EventLoop
import FoundationEssentials
import Testing

@testable import EdgeRouter

@Suite struct BotTokenKeyTests {
    private func inDirectory(_ body: (String) throws -> Void) throws {
        let directory = FileManager.default.temporaryDirectory.appending(path: "edge-router-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        try body(directory.path)
    }

    private let token = BotToken(binding: "B", client: nil, instance: InstanceID(1))

    @Test func `the key of a directory is made once, for its user alone`() throws {
        try inDirectory { (directory) throws in
            let first = try BotTokenKey(inDataDirectory: directory)
            let text = Array(token.text(signedWith: first).utf8)
            #expect(BotToken(text, signedWith: try BotTokenKey(inDataDirectory: directory)) == token)
            let attributes = try FileManager.default.attributesOfItem(atPath: directory + "/bot-token-key")
            #expect(attributes[.posixPermissions] as? Int == 0o600)
            #expect(try FileSystem.names(in: directory) == ["bot-token-key"])
        }
    }

    @Test(arguments: [0, 31, 33]) func `one that was damaged is made anew`(length: Int) throws {
        try inDirectory { (directory) throws in
            try DiskFile.new(directory + "/bot-token-key").write([UInt8](repeating: 7, count: length))
            let key = try BotTokenKey(inDataDirectory: directory)
            #expect(try FileSystem.read(directory + "/bot-token-key", limit: 100).count == 32)
            let text = Array(token.text(signedWith: key).utf8)
            #expect(BotToken(text, signedWith: try BotTokenKey(inDataDirectory: directory)) == token)
        }
    }

    @Test func `a key of another length is none`() {
        #expect(BotTokenKey([]) == nil && BotTokenKey([UInt8](repeating: 0, count: 33)) == nil)
    }

    @Test func `a code is HMAC-SHA-256`() throws {
        // RFC 4231 section 4.2, whose key of 20 bytes is the same as one with 12 zeros behind it.
        let key = try #require(BotTokenKey([UInt8](repeating: 0x0b, count: 20) + [UInt8](repeating: 0, count: 12)))
        let code = key.code(of: Array("Hi There".utf8))
        #expect(code.prefix(4) == [0xb0, 0x34, 0x4c, 0x61] && code.suffix(4) == [0x2e, 0x32, 0xcf, 0xf7])
        #expect(key.isCode(code, of: Array("Hi There".utf8)) && !key.isCode(code, of: Array("Hi there".utf8)))
    }
}
