// SPDX-License-Identifier: Apache-2.0

internal import Glibc

/// A file that is read or written in pieces, by threads that may wait for the disk.
public final class DiskFile: Sendable {
    private let descriptor: Descriptor
    /// The name it was opened under, for messages.
    public let path: String

    private init(_ descriptor: consuming Descriptor, path: String) {
        self.descriptor = descriptor
        self.path = path
    }

    /// Opens a file to be read.
    public static func reading(_ path: String) throws(SystemError) -> DiskFile {
        DiskFile(Descriptor(try system("open \(path)") { unsafe open(path, O_RDONLY | O_CLOEXEC) }), path: path)
    }

    /// Makes a file to be written, private to the user.
    /// - Throws: ``SystemError``, EEXIST where something has the name.
    public static func new(_ path: String) throws(SystemError) -> DiskFile {
        let flags = O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC
        return DiskFile(Descriptor(try system("open \(path)") { unsafe open(path, flags, 0o600) }), path: path)
    }

    /// One of the process's own streams: 0, 1 or 2. It stays open when the object goes.
    public static func standard(_ stream: Int32) throws(SystemError) -> DiskFile {
        let copy = try system("fcntl") { fcntl(stream, F_DUPFD_CLOEXEC, 3) }
        return DiskFile(Descriptor(copy), path: "-")
    }

    /// The length in bytes now.
    public func length() throws(SystemError) -> Int {
        let raw = descriptor.raw
        var status = stat()
        _ = try system("fstat \(path)") { unsafe fstat(raw, &status) }
        return Int(status.st_size)
    }

    /// Whether it is a file on a disk, and not a pipe, a terminal or a directory.
    public var isRegular: Bool {
        var status = stat()
        return unsafe fstat(descriptor.raw, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
    }

    /// Up to `count` bytes from an offset; fewer only at the end of the file.
    public func read(at offset: Int, count: Int) throws(SystemError) -> [UInt8] {
        let raw = descriptor.raw
        var bytes = [UInt8](repeating: 0, count: count)
        var filled = 0
        while filled < count {
            let start = filled
            let got = try system("read \(path)") {
                // In bounds by the loop's condition.
                unsafe bytes.withUnsafeMutableBytes { buffer in
                    unsafe pread(raw, buffer.baseAddress! + start, count - start, off_t(offset + start))
                }
            }
            if got == 0 { break }
            filled += got
        }
        bytes.removeLast(count - filled)
        return bytes
    }

    /// The next bytes, at most `count`; none at the end. For pipes too.
    public func read(upTo count: Int) throws(SystemError) -> [UInt8] {
        let raw = descriptor.raw
        var bytes = [UInt8](repeating: 0, count: count)
        let got = try system("read \(path)") { unsafe Glibc.read(raw, &bytes, count) }
        bytes.removeLast(count - got)
        return bytes
    }

    /// Writes all bytes behind those that were written.
    public func write(_ bytes: [UInt8]) throws(SystemError) {
        let raw = descriptor.raw
        var offset = 0
        while offset < bytes.count {
            let start = offset
            offset += try system("write \(path)") {
                // In bounds by the loop's condition.
                unsafe bytes.withUnsafeBytes { buffer in
                    unsafe Glibc.write(raw, buffer.baseAddress! + start, buffer.count - start)
                }
            }
        }
    }

    /// Returns when what was written is on the disk.
    public func synchronize() throws(SystemError) {
        let raw = descriptor.raw
        _ = try system("fsync \(path)") { fsync(raw) }
    }
}

extension FileSystem {
    /// Removes the name of a file; nothing happens if there is none.
    public static func remove(_ path: String) throws(SystemError) {
        guard unsafe unlink(path) != 0 else { return }
        let error = SystemError("unlink \(path)")
        if !error.isNotFound { throw error }
    }

    /// Gives a file another name in the same directory, on disk when this returns.
    /// - Throws: ``SystemError``, EEXIST where something has the new name.
    public static func rename(_ path: String, toFree new: String) throws(SystemError) {
        _ = try system("link \(new)") { unsafe link(path, new) }
        try remove(path)
        let end = new.lastIndex(of: "/")
        let parent = end.map { $0 == new.startIndex ? "/" : String(new[..<$0]) } ?? "."
        try DiskFile.reading(parent).synchronize()
    }

    /// The names in a directory, but for `.` and `..`, in no order.
    public static func names(in directory: String) throws(SystemError) -> [String] {
        guard let stream = unsafe opendir(directory) else { throw SystemError("opendir \(directory)") }
        defer { unsafe closedir(stream) }
        var names: [String] = []
        // The entry is the stream's until the next call, and its name ends with a zero.
        while let entry = unsafe readdir(stream) {
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { tuple in
                unsafe tuple.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names
    }
}
