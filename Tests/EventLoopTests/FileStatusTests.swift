// SPDX-License-Identifier: Apache-2.0

import EventLoop
import Glibc
import Testing

@Suite struct FileStatusTests {
    @Test func `a file is told by kind, owner, permissions and length`() throws {
        let path = try #require(temporaryFile([1, 2, 3]))
        defer { removePath(path) }
        let status = try FileSystem.status(path)
        #expect(status == FileStatus(kind: .regular, owner: geteuid(), group: getegid(), permissions: 0o600, length: 3))
        // The path lives for the call.
        #expect(unsafe chmod(path, 0o4751) == 0)
        #expect(try FileSystem.status(path).permissions == 0o4751)
    }

    @Test func `directories, devices and what is not there are told apart`() throws {
        #expect(try FileSystem.status("/").kind == .directory)
        #expect(try FileSystem.status("/dev/null").kind == .other)
        do throws(SystemError) {
            _ = try FileSystem.status("/no/such/file")
            Issue.record("found")
        } catch {
            #expect(error.isNotFound && error.description == "stat /no/such/file: No such file or directory")
        }
    }

    @Test func `what may be written is told by the rights of this process`() throws {
        let path = try #require(temporaryFile([]))
        defer { removePath(path) }
        #expect(FileSystem.mayWrite(path))
        #expect(FileSystem.mayWrite("/tmp"))
        #expect(!FileSystem.mayWrite("/no/such/file"))
        // Nobody's rights reach into /proc.
        #expect(!FileSystem.mayWrite("/proc/version") || geteuid() == 0)
    }
}
