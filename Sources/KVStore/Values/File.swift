// SPDX-License-Identifier: Apache-2.0

import CSQLite
import Glibc

/// One open file beside the database, closed with its last reference. Never used on the database itself or the log's
/// index: closing any descriptor of those would drop SQLite's locks. The log has none.
final class File: Sendable {
    private let descriptor: Int32

    /// What a file is opened for.
    enum Mode {
        /// To read a file or a directory.
        case read
        /// To read and write a file that exists.
        case update
        /// To write a file that must not exist yet.
        case create
        /// To write a file from its start, whether it exists or not.
        case replace

        var flags: Int32 {
            switch self {
            case .read: O_RDONLY
            case .update: O_RDWR
            case .create: O_WRONLY | O_CREAT | O_EXCL
            case .replace: O_WRONLY | O_CREAT | O_TRUNC
            }
        }
    }

    /// Opens a file; nil when there is none. Nobody but its owner may read one that is made.
    init?(path: String, mode: Mode, operation: String) throws(KVError) {
        // The path lives for the call.
        descriptor = unsafe open(path, mode.flags | O_CLOEXEC, 0o600)
        if descriptor < 0 {
            let code = errno
            if code == ENOENT { return nil }
            throw KVError(errno: code, operation: operation)
        }
    }

    deinit { close(descriptor) }

    /// Its length, bytes.
    func length(operation: String) throws(KVError) -> Int {
        var status = stat()
        // Filled in by the call.
        guard unsafe fstat(descriptor, &status) == 0 else { throw KVError(errno: errno, operation: operation) }
        return Int(status.st_size)
    }

    /// Writes all bytes where the last write ended.
    func write(_ bytes: UnsafeRawBufferPointer, operation: String) throws(KVError) {
        try Self.writeAll(bytes.count, operation: operation) { done in
            // Both ends are within the caller's bytes.
            unsafe Glibc.write(descriptor, bytes.baseAddress?.advanced(by: done), bytes.count - done)
        }
    }

    /// Writes all bytes at an offset.
    func write(_ bytes: UnsafeRawBufferPointer, at offset: Int, operation: String) throws(KVError) {
        try Self.writeAll(bytes.count, operation: operation) { done in
            // Both ends are within the caller's bytes.
            unsafe pwrite(
                descriptor, bytes.baseAddress?.advanced(by: done), bytes.count - done, off_t(offset + done))
        }
    }

    /// Reads up to as many bytes as the buffer holds from an offset; fewer only at the end of the file.
    func read(_ buffer: UnsafeMutableRawBufferPointer, at offset: Int, operation: String) throws(KVError) -> Int {
        try Self.transfer(buffer.count, operation: operation) { done in
            // Both ends are within the caller's buffer.
            unsafe pread(
                descriptor, buffer.baseAddress?.advanced(by: done), buffer.count - done, off_t(offset + done))
        }
    }

    private static func writeAll(_ count: Int, operation: String, _ call: (_ done: Int) -> Int) throws(KVError) {
        guard try transfer(count, operation: operation, call) == count else {
            throw KVError(errno: EIO, operation: operation)
        }
    }

    /// Calls until so many bytes have passed, with how many have, or none pass any more. Returns how many did.
    private static func transfer(
        _ count: Int, operation: String, _ call: (_ done: Int) -> Int
    ) throws(KVError) -> Int {
        var done = 0
        while done < count {
            let passed = call(done)
            if passed < 0 {
                if errno == EINTR { continue }
                throw KVError(errno: errno, operation: operation)
            }
            if passed == 0 { break }
            done += passed
        }
        return done
    }

    /// Returns when everything written is on disk. After a failure the file is not to be trusted.
    func synchronize(operation: String) throws(KVError) {
        guard fsync(descriptor) == 0 else { throw KVError(errno: errno, operation: operation) }
    }

    /// Sets room aside on the disk.
    func allocate(_ bytes: Int, operation: String) throws(KVError) {
        // Unlike other calls it returns the errno.
        let code = posix_fallocate(descriptor, 0, off_t(bytes))
        guard code == 0 else { throw KVError(errno: code, operation: operation) }
    }

    /// Returns when the names in a directory, or the bytes of a file that was written by other means, are on disk.
    static func synchronize(_ path: String, operation: String) throws(KVError) {
        guard let file = try File(path: path, mode: .read, operation: operation) else {
            throw KVError(errno: ENOENT, operation: operation)
        }
        try file.synchronize(operation: operation)
    }

    /// Gives a file another name, in the place of what has it.
    static func rename(_ path: String, to target: String, operation: String) throws(KVError) {
        // Both paths live for the call.
        guard unsafe Glibc.rename(path, target) == 0 else { throw KVError(errno: errno, operation: operation) }
    }

    /// Length of a file that is not opened for it, bytes; -1 if there is none.
    static func length(of path: String) -> Int {
        var status = stat()
        // The path lives for the call, which fills in the status.
        return unsafe lstat(path, &status) == 0 ? Int(status.st_size) : -1
    }

    /// Whether anything has this name.
    static func exists(_ path: String) -> Bool {
        // The path lives for the call.
        unsafe access(path, F_OK) == 0
    }

    /// The directory that a path is in.
    static func parent(of path: String) -> String {
        guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    /// Size of the file system that a path is on, bytes; nil if it does not say.
    static func diskBytes(of path: String) -> Int? {
        var facts = statvfs()
        // The path lives for the call, which fills in the facts.
        guard unsafe statvfs(path, &facts) == 0, facts.f_blocks > 0 else { return nil }
        let bytes = UInt64(facts.f_blocks).multipliedReportingOverflow(by: UInt64(facts.f_frsize))
        return Int(clamping: bytes.partialValue)
    }

    /// Makes a directory if it is missing; whether it was.
    @discardableResult
    static func makeDirectory(_ path: String, operation: String) throws(KVError) -> Bool {
        // The path lives for the call.
        if unsafe mkdir(path, 0o700) == 0 { return true }
        guard errno == EEXIST else { throw KVError(errno: errno, operation: operation) }
        return false
    }

    /// Removes a name. One that is not there is no error, and neither is a failure: what stays is found as an orphan.
    static func remove(_ path: String) {
        // The path lives for the call.
        unsafe unlink(path)
    }
}

extension KVError {
    /// A system call on a file beside the database failed.
    init(errno code: Int32, operation: String) {
        // `strerror` may use one buffer for all threads; unknown numbers alone do.
        let words = unsafe strerror(code).map { unsafe String(cString: $0) } ?? "unknown"
        self.init(code: SQLITE_IOERR, operation: operation, message: words, systemError: code)
    }
}
