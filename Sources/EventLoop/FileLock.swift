// SPDX-License-Identifier: Apache-2.0

internal import CLinux
internal import Glibc

/// An exclusive lock on a file (flock(2)) that goes with a directory wherever that is mounted. ``ExclusiveLock`` holds
/// in one network namespace only: two containers that share a volume do not see each other through it.
public final class FileLock: Sendable {
    private let file: Descriptor
    /// What is written has one length, so that it hides the last holder's: the digits of an Int32 and a line feed.
    private static let pidWidth = 11

    /// Takes the lock, for as long as the object lives; the kernel frees it however the holder dies. The file stays,
    /// with the last holder's pid in it.
    /// - Throws: ``ExclusiveLock/Refusal``; the pid is that of the holder's own pid namespace.
    public init(path: String) throws(ExclusiveLock.Refusal) {
        do {
            let raw = try system("open \(path)") { unsafe open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600) }
            file = Descriptor(raw)
            _ = try system("flock \(path)") { flock(raw, LOCK_EX | LOCK_NB) }
            // Over what was there, and not after cutting it off: cutting waits for the disk, milliseconds of a start.
            let pid = "\(ProcessFacts.pid)\n"
            let padding = String(repeating: " ", count: max(0, Self.pidWidth - pid.utf8.count))
            FileSystem.writeAll(Array((padding + pid).utf8), to: raw)
        } catch {
            guard error.code == EWOULDBLOCK else { throw .failed(error) }
            throw .held(pid: Self.noted(path))
        }
    }

    /// Who holds the lock, without writing anything; nil if nobody does, and -1 for a pid that cannot be learnt. It is
    /// looked at by sharing the lock for a moment, in which nobody else can take it.
    /// - Throws: ``SystemError``; `isNotFound` if there is no such file.
    public static func holder(path: String) throws(SystemError) -> Int32? {
        // The string lives for the call.
        let raw = try system("open \(path)") { unsafe open(path, O_RDONLY | O_CLOEXEC) }
        let file = Descriptor(raw)
        do {
            _ = try system("flock \(path)") { flock(file.raw, LOCK_SH | LOCK_NB) }
            return nil
        } catch {
            guard error.code == EWOULDBLOCK else { throw error }
            return noted(path)
        }
    }

    /// The pid that the last holder wrote, or -1.
    private static func noted(_ path: String) -> Int32 {
        let text = (try? FileSystem.read(path, limit: 64)) ?? []
        let digits = text.drop { $0 == 0x20 }.prefix { $0 != 0x0a }
        return Int32(String(decoding: digits, as: UTF8.self)) ?? -1
    }
}
