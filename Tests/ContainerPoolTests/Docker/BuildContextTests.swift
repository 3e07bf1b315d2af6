// SPDX-License-Identifier: Apache-2.0

import EventLoop
import FoundationEssentials
import Glibc
import TestSupport
import Testing

@testable import ContainerPool

@Suite struct BuildContextTests {
    private func folder() throws -> String {
        let folder = "/tmp/edge-context-\(UInt64.random(in: 0 ... .max))"
        try FileSystem.makeDirectory(folder + "/deep")
        return folder
    }

    private func write(_ text: String, _ path: String) throws {
        try text.write(toFile: path, atomically: false, encoding: .utf8)
    }

    @Test func `what goes in comes out, and what is ignored does not`() throws {
        let folder = try folder()
        defer { SystemCommand.run(["/bin/rm", "-rf", folder]) }
        let long = String(repeating: "long", count: 40)
        try write("FROM scratch\n", folder + "/Dockerfile")
        try write("*.log\nDockerfile\n", folder + "/.dockerignore")
        try write("no", folder + "/a.log")
        try write(String(repeating: "x", count: 100_001), folder + "/deep/\(long)")
        // The strings live for the call.
        _ = unsafe symlink("../\(long)/\(long)", folder + "/deep/link")
        let context = try BuildContext(dockerfile: folder + "/Dockerfile", context: folder)
        let names = [".dockerignore", "Dockerfile", "deep", "deep/link", "deep/\(long)"]
        #expect(context.entries.map(\.path) == names && context.dockerfile == "Dockerfile")
        var archive: [UInt8] = []
        try context.forEachPiece { (bytes) throws(EngineFailure) in archive += bytes }
        #expect(archive.count % TarHeader.block == 0)
        try Data(archive).write(to: URL(filePath: folder + "/archive"))
        try FileSystem.makeDirectory(folder + "/out")
        #expect(SystemCommand.run(["/bin/tar", "-xf", folder + "/archive", "-C", folder + "/out"]) == 0)
        #expect(SystemCommand.run(["/usr/bin/cmp", folder + "/out/deep/\(long)", folder + "/deep/\(long)"]) == 0)
        #expect(try FileSystem.linkTarget(folder + "/out/deep/link") == "../\(long)/\(long)")
        #expect(!FileSystem.exists(folder + "/out/a.log"))
    }

    @Test func `the digest is that of what is sent`() throws {
        let folder = try folder()
        defer { SystemCommand.run(["/bin/rm", "-rf", folder]) }
        try write("FROM scratch\n", folder + "/Dockerfile")
        func digest(_ arguments: [String: String] = [:]) throws -> String {
            try BuildContext(dockerfile: folder + "/Dockerfile", context: folder).digest(arguments: arguments)
        }
        let first = try digest()
        SystemCommand.run(["/usr/bin/touch", "-d", "2001-01-01", folder + "/Dockerfile"])
        #expect(try digest() == first)
        #expect(try digest(["A": "1"]) != first)
        try write("x", folder + "/deep/x")
        #expect(try digest() != first)
    }

    @Test func `a Dockerfile from elsewhere is taken along, and one that is not there is refused`() throws {
        let folder = try folder()
        defer { SystemCommand.run(["/bin/rm", "-rf", folder]) }
        try write("FROM scratch\n", folder + "/Dockerfile")
        let context = try BuildContext(dockerfile: folder + "/Dockerfile", context: folder + "/deep")
        #expect(context.dockerfile == BuildContext.foreignDockerfile && context.entries.count == 1)
        #expect(throws: EngineFailure.self) {
            try BuildContext(dockerfile: folder + "/deep/Dockerfile", context: folder)
        }
    }
}
