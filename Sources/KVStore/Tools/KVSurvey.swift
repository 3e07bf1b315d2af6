// SPDX-License-Identifier: Apache-2.0

/// What a quick look at the store of a directory has shown.
public struct KVSurvey: Sendable, Equatable {
    /// The version of the tables in the file; nil for an empty file, which is made a store with the next start.
    public var schema: Int?
    /// The newest version that this release knows, which an older file is brought to when it is opened.
    public var newestSchema: Int
    /// The length of the database file, bytes.
    public var bytes: Int
    /// Whether the structure of the whole file was looked through, and not only the way to its first rows.
    public var isLookedThrough: Bool
    /// What is damaged, in SQLite's words; nil if nothing is, as far as was looked.
    public var damage: String?

    /// A survey with these results.
    public init(schema: Int?, newestSchema: Int, bytes: Int, isLookedThrough: Bool, damage: String? = nil) {
        self.schema = schema
        self.newestSchema = newestSchema
        self.bytes = bytes
        self.isLookedThrough = isLookedThrough
        self.damage = damage
    }
}
