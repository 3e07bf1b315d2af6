// SPDX-License-Identifier: Apache-2.0

/// How far a tool has come, for people who wait for it.
public struct KVProgress: Sendable, Equatable {
    /// What is being done.
    public enum Phase: Sendable {
        /// The database file as a whole. It has no steps.
        case database
        /// Entry by entry.
        case entries
        /// The files of large values, one by one.
        case values
    }

    /// What is being done.
    public var phase: Phase
    /// Entries or values done.
    public var done: Int
    /// Entries or values in all, as far as known.
    public var total: Int
}

/// Something that is not as it should be.
public struct KVFinding: Sendable, Equatable {
    /// What kind of thing is wrong.
    public enum Kind: Sendable {
        /// SQLite's own check of the file.
        case database
        /// A row breaks a rule of keys, sizes or references.
        case entry
        /// The count of keys or bytes of a namespace is not what its rows say.
        case count
        /// The file of a large value is missing, has another length or other bytes.
        case value
    }

    /// What kind of thing is wrong.
    public var kind: Kind
    /// What is wrong, for people. It names rows and files by number and id and holds no key and no value.
    public var message: String
}

/// What a verification has looked at and found.
public struct KVVerification: Sendable, Equatable {
    /// What is wrong, the first `findingLimit` of it.
    public var findings: [KVFinding] = []
    /// Entries looked at.
    public var entries = 0
    /// Files of large values read to their end.
    public var values = 0

    /// Findings that are kept: of a file that is damaged all over, more would say nothing new.
    public static let findingLimit = 1000

    /// Whether nothing was found.
    public var isSound: Bool { findings.isEmpty }
}
