// SPDX-License-Identifier: Apache-2.0

import EventLoop
import Testing

@Suite struct ProcessTests {
    private func failure(_ body: () throws(SystemError) -> Void) -> SystemError? {
        do throws(SystemError) {
            try body()
            return nil
        } catch {
            return error
        }
    }

    @Test func `a file is read whole up to the limit, and refused beyond it`() throws {
        let content = (0..<200_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        let path = try #require(temporaryFile(content))
        defer { removePath(path) }
        #expect(try FileSystem.read(path, limit: content.count) == content)
        #expect(try FileSystem.read(path, limit: .max) == content)
        for limit in [content.count - 1, 1, 0] {
            let error = failure { () throws(SystemError) in _ = try FileSystem.read(path, limit: limit) }
            #expect(error?.description == "read \(path): File too large")
        }
    }

    @Test func `an empty file is no bytes, whatever the limit`() throws {
        let path = try #require(temporaryFile([]))
        defer { removePath(path) }
        #expect(try FileSystem.read(path, limit: 0).isEmpty)
    }

    @Test func `a file that is not there, or is a directory, is an error that names it`() {
        let missing = failure { () throws(SystemError) in _ = try FileSystem.read("/no/such/file", limit: 10) }
        #expect(missing?.isNotFound == true)
        #expect(missing?.description == "open /no/such/file: No such file or directory")
        let directory = failure { () throws(SystemError) in _ = try FileSystem.read("/", limit: 10) }
        #expect(directory?.description == "read /: Is a directory")
    }

    @Test func `directories are made with those above them, and may be there already`() throws {
        let base = try #require(temporaryFile([]))
        removePath(base)
        let paths = [base, base + "/a", base + "/a/b"]
        defer { for path in paths.reversed() { removePath(path) } }
        try FileSystem.makeDirectory(base + "/a/b/")
        try FileSystem.makeDirectory(base + "//a/b")
        #expect(try FileSystem.canonicalPath(base + "/a/./b/../b") == base + "/a/b")
        #expect(
            failure { () throws(SystemError) in try FileSystem.makeDirectory("/proc/no/such") }?.operation
                == "mkdir /proc/no")
    }

    @Test func `a path that does not exist has no canonical form`() {
        let error = failure { () throws(SystemError) in _ = try FileSystem.canonicalPath("/no/such") }
        #expect(error?.isNotFound == true)
    }

    @Test func `facts about the process are plausible`() {
        #expect(ProcessFacts.pid > 1)
        #expect(ProcessFacts.coreCount >= 1)
        #expect(ProcessFacts.residentBytes > 1 << 20)
        #expect(ProcessFacts.raiseDescriptorLimit() >= 64)
        #expect(ProcessFacts.environment("PATH") != nil)
        #expect(ProcessFacts.environment("EDGE_ROUTER_NO_SUCH_VARIABLE") == nil)
    }
}
