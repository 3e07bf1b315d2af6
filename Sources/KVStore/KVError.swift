// SPDX-License-Identifier: Apache-2.0

import CSQLite
import Glibc

/// A failure of the store: what was being done, SQLite's code, and words for it. It holds no key and no value, so it
/// can be logged.
public struct KVError: Error, Sendable, Equatable, CustomStringConvertible {
    /// What callers treat differently.
    public enum Kind: Sendable {
        /// No room left: the disk, a quota, or the file's own limit. An HTTP answer for it is 507.
        case full
        /// A part of the put is larger than the limits allow. Callers check before; this is the last guard.
        case tooLarge
        /// The database file is damaged, or no database at all. Writing must stop. `KVStore.moveAside` makes room.
        case damaged
        /// The file is a sound database of another program, and has been left as it was.
        case anotherProgram
        /// The file was written by a newer release, and has been left as it was.
        case newerSchema
        /// A file of the store, its log included, can be read and not written.
        case readOnly
        /// The file of a large value is missing, too short, or not what was written. The rest of the store is sound.
        case valueLost
        /// Anything else.
        case other
    }

    /// What callers treat differently.
    public let kind: Kind
    /// SQLite's extended result code (sqlite.org/rescode.html).
    public let code: Int32
    /// What the store was doing, such as `commit`.
    public let operation: String
    /// What went wrong, for people.
    public let message: String
    /// The `errno` behind an I/O failure, 0 if there was none.
    public let systemError: Int32

    init(code: Int32, operation: String, message: String, systemError: Int32 = 0, kind: Kind? = nil) {
        self.kind = kind ?? KVError.kind(code: code, systemError: systemError)
        self.code = code
        self.operation = operation
        self.message = message
        self.systemError = systemError
    }

    /// The file of a large value is not what its row says.
    init(valueLost operation: String, message: String) {
        self.init(code: SQLITE_IOERR, operation: operation, message: message, kind: .valueLost)
    }

    private static func kind(code: Int32, systemError: Int32) -> Kind {
        if [ENOSPC, EDQUOT, EFBIG].contains(systemError) { return .full }
        // SQLite may take what could not be read for damage. That is the disk's fault, and may pass.
        if systemError == EIO { return .other }
        return switch code & 0xff {
        case SQLITE_FULL: .full
        case SQLITE_TOOBIG: .tooLarge
        case SQLITE_CORRUPT, SQLITE_NOTADB: .damaged
        case SQLITE_READONLY: .readOnly
        default: .other
        }
    }

    /// SQLite's primary result code: the low byte of `code`.
    public var primaryCode: Int32 { code & 0xff }

    /// No room left: the disk, a quota, or the file's own limit. An HTTP answer for it is 507.
    public var isFull: Bool { kind == .full }

    /// The file is damaged or no database of ours.
    public var isCorrupt: Bool { kind == .damaged || kind == .anotherProgram }

    /// A part of the put is larger than the limits allow. Callers check before; this is the last guard.
    public var isTooLarge: Bool { kind == .tooLarge }

    /// The file was written by a newer release, and has been left as it was.
    public var isNewerSchema: Bool { kind == .newerSchema }

    /// One line with everything in it.
    public var description: String {
        let cause = systemError == 0 ? "" : ", errno \(systemError)"
        return "\(operation): \(message) (SQLite \(code)\(cause))"
    }
}
