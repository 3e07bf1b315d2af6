// SPDX-License-Identifier: Apache-2.0

internal import Glibc

/// What the file system says of a name, links followed (see `stat(2)`).
public struct FileStatus: Equatable, Sendable {
    /// What it is.
    public enum Kind: Sendable {
        case directory, regular, socket, other
    }

    /// What it is.
    public var kind: Kind
    /// The number of the user it belongs to.
    public var owner: UInt32
    /// The number of the group it belongs to.
    public var group: UInt32
    /// The permission bits: the last twelve of the mode, set-user-ID to execution by others.
    public var permissions: UInt32
    /// Its length in bytes.
    public var length: Int

    /// Something of these properties.
    public init(kind: Kind, owner: UInt32, group: UInt32, permissions: UInt32, length: Int = 0) {
        self.kind = kind
        self.owner = owner
        self.group = group
        self.permissions = permissions
        self.length = length
    }
}

extension FileSystem {
    /// What is there.
    /// - Throws: ``SystemError``; `isNotFound` if nothing is.
    public static func status(_ path: String) throws(SystemError) -> FileStatus {
        var status = stat()
        // The string and the structure live for the call.
        _ = try system("stat \(path)") { unsafe stat(path, &status) }
        let kind: FileStatus.Kind =
            switch status.st_mode & S_IFMT {
            case S_IFDIR: .directory
            case S_IFREG: .regular
            case S_IFSOCK: .socket
            default: .other
            }
        return FileStatus(
            kind: kind, owner: status.st_uid, group: status.st_gid, permissions: status.st_mode & 0o7777,
            length: Int(status.st_size))
    }

    /// Where a symbolic link points, as it is written in it; nil for anything but a link.
    /// - Throws: ``SystemError``; `isNotFound` if nothing is there.
    public static func linkTarget(_ path: String) throws(SystemError) -> String? {
        var target = [UInt8](repeating: 0, count: Int(PATH_MAX))
        // The call is told how much room there is, and says how much it took.
        let count = unsafe target.withUnsafeMutableBytes { buffer in
            unsafe readlink(path, buffer.baseAddress!.assumingMemoryBound(to: CChar.self), buffer.count)
        }
        if count < 0 {
            let error = SystemError("readlink \(path)")
            if error.code == EINVAL { return nil }
            throw error
        }
        return String(decoding: target[..<count], as: UTF8.self)
    }

    /// Whether this process may write it; of a directory: make files in it.
    public static func mayWrite(_ path: String) -> Bool {
        let isDirectory = (try? status(path).kind) == .directory
        // The string lives for the call. By the ids that files are opened with, as `open(2)` would find.
        return unsafe faccessat(AT_FDCWD, path, isDirectory ? W_OK | X_OK : W_OK, AT_EACCESS) == 0
    }
}
