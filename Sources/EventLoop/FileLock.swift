// SPDX-License-Identifier: Apache-2.0

internal import CLinux
internal import Glibc

/// An exclusive lock on a file (flock(2)) that goes with a directory wherever that is mounted. ``ExclusiveLock`` holds
/// in one network namespace only: two containers that share a volume do not see each other through it.
public final class FileLock: Sendable {
    private let file: Descriptor
    /// What is written has one length, so that it hides the last holder's: the digits of an Int32, a blank, what the
    /// lock is for, and a line feed.
    private static let pidWidth = 11
    private static let purposeWidth = 8

    /// Who has a lock.
    public struct Holder: Equatable, Sendable {
        /// In the holder's own pid namespace; -1 when it cannot be learnt.
        public let pid: Int32
        /// What it takes the lock for, as it said; empty when it cannot be learnt.
        public let purpose: String
    }

    /// Why a lock was not taken.
    public enum Refusal: Error, Equatable {
        /// Another has it.
        case held(Holder)
        /// It could not be tried.
        case failed(SystemError)
    }

    /// Takes the lock, for as long as the object lives; the kernel frees it however the holder dies. The file stays,
    /// with the last holder's pid and purpose in it.
    /// - Parameter purpose: a word of at most 8 bytes for whoever is refused.
    public init(path: String, purpose: String) throws(Refusal) {
        do {
            let raw = try system("open \(path)") { unsafe open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600) }
            file = Descriptor(raw)
            _ = try system("flock \(path)") { flock(raw, LOCK_EX | LOCK_NB) }
            // Over what was there, and not after cutting it off: cutting waits for the disk, milliseconds of a start.
            let (pid, word) = ("\(ProcessFacts.pid)", purpose.prefix(Self.purposeWidth))
            let line = Self.blanks(Self.pidWidth, pid.utf8.count) + pid + " " + word
            FileSystem.writeAll(Array((line + Self.blanks(Self.purposeWidth, word.utf8.count) + "\n").utf8), to: raw)
        } catch {
            guard error.code == EWOULDBLOCK else { throw .failed(error) }
            throw .held(Self.noted(path))
        }
    }

    /// Who holds the lock, without writing anything; nil if nobody does. It is looked at by sharing the lock for a
    /// moment, in which nobody else can take it.
    /// - Throws: ``SystemError``; `isNotFound` if there is no such file.
    public static func holder(path: String) throws(SystemError) -> Holder? {
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

    /// What the last holder wrote.
    private static func noted(_ path: String) -> Holder { Holder((try? FileSystem.read(path, limit: 64)) ?? []) }

    private static func blanks(_ width: Int, _ used: Int) -> String {
        String(repeating: " ", count: max(0, width - used))
    }
}

extension FileLock.Holder {
    /// From what a holder wrote, however little that is.
    init(_ bytes: [UInt8]) {
        let words = String(decoding: bytes.prefix { $0 != 0x0a }, as: UTF8.self).split(separator: " ")
        self.init(pid: words.first.flatMap { Int32($0) } ?? -1, purpose: words.count > 1 ? String(words[1]) : "")
    }
}
