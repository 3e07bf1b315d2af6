// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import EventLoop

@Suite struct FileLockTests {
    private let path = "/tmp/edge-router-file-lock-\(ProcessFacts.pid)-\(ProcessFacts.random())"

    private func holder(_ pid: Int32, _ purpose: String) -> FileLock.Refusal {
        .held(FileLock.Holder(pid: pid, purpose: purpose))
    }

    @Test func `a second holder is told who the first is and what for, and may when it is gone`() throws {
        // The longest first: what the others write has to hide it.
        for purpose in ["eight888", "command", "x", ""] {
            let first = try FileLock(path: path, purpose: purpose)
            #expect(throws: holder(ProcessFacts.pid, purpose)) { _ = try FileLock(path: path, purpose: "other") }
            withExtendedLifetime(first) {}
        }
        _ = try FileLock(path: path, purpose: "last")
    }

    @Test func `a holder that wrote less, or nothing, is told of as far as it goes`() {
        for (text, pid, purpose) in [("      12345\n", 12345, ""), ("", -1, ""), ("??\n", -1, ""), ("7 kv\n", 7, "kv")]
        {
            #expect(FileLock.Holder(Array(text.utf8)) == FileLock.Holder(pid: Int32(pid), purpose: purpose), "\(text)")
        }
    }

    @Test func `whose it is can be asked without taking it`() throws {
        #expect(throws: SystemError.self) { try FileLock.holder(path: path) }
        do {
            let lock = try FileLock(path: path, purpose: "server")
            let holder = try FileLock.holder(path: path)
            #expect(holder == FileLock.Holder(pid: ProcessFacts.pid, purpose: "server"))
            withExtendedLifetime(lock) {}
        }
        #expect(try FileLock.holder(path: path) == nil)
        _ = try FileLock(path: path, purpose: "server")
    }

    @Test func `a path that cannot be opened is an error of its own`() {
        #expect {
            _ = try FileLock(path: "/nonexistent/directory/lock", purpose: "server")
        } throws: { error in
            if case .failed = error as? FileLock.Refusal { true } else { false }
        }
    }
}
