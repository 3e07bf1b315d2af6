// SPDX-License-Identifier: Apache-2.0

internal import Glibc

/// A system call that failed: which one, and with what.
public struct SystemError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The value of `errno` right after the call.
    public let code: Int32
    /// The name of the call, as in the manual.
    public let operation: String

    /// The error of a call that was named and numbered elsewhere.
    public init(_ operation: String, code: Int32) {
        self.code = code
        self.operation = operation
    }

    /// The error `errno` stands for. Must be called before anything else can touch `errno`: it is read first.
    init(_ operation: String) {
        code = errno
        self.operation = operation
    }

    /// For example `bind: Address already in use`.
    public var description: String { unsafe "\(operation): \(String(cString: strerror(code)))" }

    /// No descriptor is left, in the process (EMFILE) or the system (ENFILE).
    public var isOutOfDescriptors: Bool { code == EMFILE || code == ENFILE }
    /// The address is taken (EADDRINUSE).
    public var isAddressInUse: Bool { code == EADDRINUSE }
    /// The address is none of this machine's (EADDRNOTAVAIL).
    public var isAddressUnavailable: Bool { code == EADDRNOTAVAIL }
    /// The disk, or the user's part of it, is full (ENOSPC, EDQUOT).
    public var isNoSpace: Bool { code == ENOSPC || code == EDQUOT }
    /// Something has the name (EEXIST).
    public var isTaken: Bool { code == EEXIST }
    /// The file or directory does not exist (ENOENT).
    public var isNotFound: Bool { code == ENOENT }
    /// Permission was refused (EACCES, EPERM).
    public var isNotPermitted: Bool { code == EACCES || code == EPERM }
}

/// What a read or write on a descriptor that does not block came to. Would-block and the end of the stream are
/// outcomes, not errors: they are the most frequent ones.
public enum IOResult: Equatable, Sendable {
    /// That many bytes were moved, at least one.
    case bytes(Int)
    /// Nothing can be moved now; the poller will say when.
    case wouldBlock
    /// The peer has finished sending.
    case endOfStream
    /// The connection is gone; `errno`.
    case failed(Int32)
}
