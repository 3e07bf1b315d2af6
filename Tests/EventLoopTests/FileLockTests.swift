// SPDX-License-Identifier: Apache-2.0

import EventLoop
import Testing

@Suite struct FileLockTests {
    private let path = "/tmp/edge-router-file-lock-\(ProcessFacts.pid)-\(ProcessFacts.random())"

    @Test func `a second holder is told the first one's pid, and may when it is gone`() throws {
        do {
            let first = try FileLock(path: path)
            #expect(throws: ExclusiveLock.Refusal.held(pid: ProcessFacts.pid)) { _ = try FileLock(path: path) }
            withExtendedLifetime(first) {}
        }
        _ = try FileLock(path: path)
    }

    @Test func `whose it is can be asked without taking it`() throws {
        #expect(throws: SystemError.self) { try FileLock.holder(path: path) }
        do {
            let lock = try FileLock(path: path)
            #expect(try FileLock.holder(path: path) == ProcessFacts.pid)
            withExtendedLifetime(lock) {}
        }
        #expect(try FileLock.holder(path: path) == nil)
        _ = try FileLock(path: path)
    }

    @Test func `a path that cannot be opened is an error of its own`() {
        #expect(throws: ExclusiveLock.Refusal.self) { _ = try FileLock(path: "/nonexistent/directory/lock") }
    }
}
