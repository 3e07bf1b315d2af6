// SPDX-License-Identifier: Apache-2.0

import EventLoop
import FoundationEssentials
import Glibc
import Synchronization
import Testing

@testable import EdgeRouter

@Suite struct SpoolTests {
    private func directory() throws -> String {
        let url = FileManager.default.temporaryDirectory.appending(path: "edge-router-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        return url.path
    }

    @Test func `a file is whole and has no name any more`() throws {
        let directory = try directory()
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let spool = try Spool(dataDirectory: directory)
        let file = try spool.make { try DiskFile.new($0).write(Array("content".utf8)) }
        #expect(file.length == 7)
        #expect(try file.file.read(at: 3, count: 100).text == "tent")
        #expect(try FileSystem.names(in: directory + "/spool").isEmpty)
    }

    @Test func `nothing stays of a file that could not be made, nor of an earlier process's`() throws {
        let directory = try directory()
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let spool = try Spool(dataDirectory: directory)
        #expect(throws: SystemError.self) {
            try spool.make { path in
                try DiskFile.new(path).write([1])
                throw SystemError("write", code: 5)
            }
        }
        #expect(try FileSystem.names(in: directory + "/spool").isEmpty)
        try DiskFile.new(directory + "/spool/left").write([1])
        _ = try Spool(dataDirectory: directory)
        #expect(try FileSystem.names(in: directory + "/spool").isEmpty)
    }

    @Test func `no more than two jobs run at a time, and then there is room again`() throws {
        let directory = try directory()
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let spool = try Spool(dataDirectory: directory)
        let gate = WorkQueue<Int>(maximumCount: 10, maximumBytes: 10)
        for _ in 0..<2 { #expect(spool.run { _ = gate.take(upTo: 1) }) }
        #expect(!spool.run {})
        _ = gate.add(1, bytes: 0)
        _ = gate.add(2, bytes: 0)
        // As soon as the threads have ended; far longer than that takes.
        var isTaken = false
        for _ in 0..<10_000 where !isTaken {
            isTaken = spool.run {}
            if !isTaken { usleep(1000) }
        }
        #expect(isTaken)
    }
}
