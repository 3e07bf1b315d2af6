// SPDX-License-Identifier: Apache-2.0

internal import Glibc
internal import Synchronization

/// Facts about the user this process runs as, and the names of others.
public enum UserFacts {
    /// The number of the user whose rights this process has.
    public static var id: UInt32 { geteuid() }

    /// The C library has one entry for all threads, which the next look-up overwrites.
    private static let lookUp = Mutex(())

    /// The name of a user; nil if the system knows none.
    public static func name(ofUser id: UInt32) -> String? {
        lookUp.withLock { _ in
            // The entry stays as it is while the lock is held, and the name is copied before it is given back.
            guard let entry = unsafe getpwuid(id), let name = unsafe entry.pointee.pw_name else { return nil }
            return unsafe String(cString: name)
        }
    }

    /// The name of a group; nil if the system knows none.
    public static func name(ofGroup id: UInt32) -> String? {
        lookUp.withLock { _ in
            // As above.
            guard let entry = unsafe getgrgid(id), let name = unsafe entry.pointee.gr_name else { return nil }
            return unsafe String(cString: name)
        }
    }
}
