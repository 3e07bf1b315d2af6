// SPDX-License-Identifier: Apache-2.0

import EventLoop
import Glibc

/// A directory of one test's own, removed with all that is in it.
final class TemporaryDirectory: Sendable {
    let path: String

    init() throws {
        var template = Array("/tmp/edge-router-test-XXXXXX".utf8CString)
        // The buffer is writable and ends with a zero, as mkdtemp asks.
        let made = unsafe template.withUnsafeMutableBufferPointer { unsafe mkdtemp($0.baseAddress!) != nil }
        guard made else { throw TestFailure("no temporary directory: \(errorText(errno))") }
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    deinit {
        _ = try? ChildProcess("rm", ["-rf", path]).wait()
    }

    /// Writes a file, which replaces one of that name, and says where it is.
    @discardableResult
    func write(_ name: String, _ contents: [UInt8]) throws -> String {
        let file = path + "/" + name
        // The path is a string that lives for the call.
        let descriptor = unsafe open(file, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw TestFailure("cannot create \(file): \(errorText(errno))") }
        defer { close(descriptor) }
        FileSystem.writeAll(contents, to: descriptor)
        return file
    }

    /// Writes a text file.
    @discardableResult
    func write(_ name: String, _ text: String) throws -> String { try write(name, Array(text.utf8)) }

    /// The text of a file; empty if there is none yet.
    func text(_ name: String) -> String {
        let contents = try? FileSystem.read(path + "/" + name, limit: 256 * 1024 * 1024)
        return String(decoding: contents ?? [], as: UTF8.self)
    }
}
