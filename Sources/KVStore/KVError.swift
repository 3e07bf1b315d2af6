// SPDX-License-Identifier: Apache-2.0

import CSQLite
import Glibc

/// A failure of the database: what was being done, SQLite's code, and its words. It holds no key and no value, so it
/// can be logged.
public struct KVError: Error, Sendable, Equatable, CustomStringConvertible {
    /// SQLite's extended result code (sqlite.org/rescode.html).
    public let code: Int32
    /// What the store was doing, such as `commit`.
    public let operation: String
    /// What went wrong, for people.
    public let message: String
    /// The `errno` behind an I/O failure, 0 if there was none.
    public let systemError: Int32

    init(code: Int32, operation: String, message: String, systemError: Int32 = 0) {
        self.code = code
        self.operation = operation
        self.message = message
        self.systemError = systemError
    }

    /// SQLite's primary result code: the low byte of `code`.
    public var primaryCode: Int32 { code & 0xff }

    /// No room left: the disk, a quota, or the file's own limit. An HTTP answer for it is 507.
    public var isFull: Bool {
        primaryCode == SQLITE_FULL || [ENOSPC, EDQUOT, EFBIG].contains(systemError)
    }

    /// The file is damaged or no database of ours. Writing must stop; the file, its `-wal` and its `-shm` belong
    /// together when they are moved aside.
    public var isCorrupt: Bool { primaryCode == SQLITE_CORRUPT || primaryCode == SQLITE_NOTADB }

    /// A part of the put is larger than `KVLimits` allows. Callers check before; this is the last guard.
    public var isTooLarge: Bool { primaryCode == SQLITE_TOOBIG }

    /// The file was written by a newer release, and has been left as it was. SQLite itself never uses this code.
    public var isNewerSchema: Bool { primaryCode == SQLITE_FORMAT }

    /// One line with everything in it.
    public var description: String {
        let cause = systemError == 0 ? "" : ", errno \(systemError)"
        return "\(operation): \(message) (SQLite \(code)\(cause))"
    }
}
