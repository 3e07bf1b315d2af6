// SPDX-License-Identifier: Apache-2.0

internal import CLinux
internal import Glibc

/// What the file system that a file is on has left, and what kind it is.
public struct DiskFacts: Equatable, Sendable {
    /// What kind of file system matters for a database.
    public enum Kind: Equatable, Sendable {
        /// On a disk of this machine, or not known to be anything else.
        case local
        /// Shared over a network, under this name. Locks and shared memory between processes do not hold there as
        /// SQLite's write-ahead log needs them (sqlite.org/wal.html section 1).
        case network(String)
        /// In memory: gone with the next start of the machine.
        case memory
    }

    /// Bytes that this user may still fill.
    public var availableBytes: Int
    /// Files that this user may still make; nil where the file system does not count them.
    public var availableFiles: Int?
    /// Whether it is mounted to be read alone.
    public var isReadOnly: Bool
    /// What kind of file system it is.
    public var kind: Kind

    /// A file system of these properties.
    public init(availableBytes: Int, availableFiles: Int?, isReadOnly: Bool = false, kind: Kind = .local) {
        self.availableBytes = availableBytes
        self.availableFiles = availableFiles
        self.isReadOnly = isReadOnly
        self.kind = kind
    }

    /// By the number in `statfs(2)`: the magic numbers of linux/magic.h and of the kernel's own sources.
    static func kind(ofType type: Int) -> Kind {
        switch type {
        case 0x6969: .network("NFS")
        case 0x517b, 0xfe53_4d42, 0xff53_4d42: .network("SMB")
        case 0x0102_1997: .network("9p")
        case 0x00c3_6400: .network("Ceph")
        case 0x5346_414f, 0x6b41_4653: .network("AFS")
        case 0x0bd0_0bd0: .network("Lustre")
        case 0x7461_636f: .network("OCFS2")
        case 0x0116_1970: .network("GFS2")
        case 0x0102_1994, 0x8584_58f6: .memory
        default: .local
        }
    }
}

extension FileSystem {
    /// What the file system has left that a file or directory is on.
    public static func disk(_ path: String) throws(SystemError) -> DiskFacts {
        var facts = statvfs()
        // The string and the structure live for the call.
        _ = try system("statvfs \(path)") { unsafe statvfs(path, &facts) }
        let blocks = UInt64(facts.f_bavail).multipliedReportingOverflow(by: UInt64(facts.f_frsize))
        // The string lives for the call.
        let type = unsafe linux_file_system_type(path)
        return DiskFacts(
            availableBytes: blocks.overflow ? .max : Int(clamping: blocks.partialValue),
            availableFiles: facts.f_files == 0 ? nil : Int(clamping: facts.f_favail),
            isReadOnly: facts.f_flag & UInt(ST_RDONLY) != 0, kind: DiskFacts.kind(ofType: type))
    }
}
