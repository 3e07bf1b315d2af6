// SPDX-License-Identifier: Apache-2.0

import CSQLite

extension KVStore {
    /// The oldest SQLite that the statements of this package are written for: 3.35 brought RETURNING
    /// (sqlite.org/changes.html).
    public static let oldestLibrary = 3_035_000

    /// The version of the SQLite this process has, as a number: 3 040 001 is 3.40.1.
    public static var library: Int { Int(sqlite3_libversion_number()) }

    /// Whether that SQLite is made for several threads.
    public static var isLibraryThreadSafe: Bool { sqlite3_threadsafe() != 0 }

    /// Looks at the store of a directory as opening it would, and changes nothing. The structure of the file is looked
    /// through if it is no longer than `bytes` (that takes about 1 ms for each MB), else only the way to its first
    /// rows. The store may be in use, also by another process.
    /// - Throws: ``KVError`` for what is no store of this release or an older one (`kind` says why), or cannot be read.
    public static func survey(directory: String, lookingThroughUpTo bytes: Int) throws(KVError) -> KVSurvey {
        try refuseHeadless(directory)
        let path = directory + "/" + fileName
        let length = max(0, File.length(of: path))
        let newest = Schema.migrations.count
        // As SQLite takes it: no pages, no database.
        guard length > 1 else { return KVSurvey(schema: nil, newestSchema: newest, bytes: 0, isLookedThrough: true) }
        let connection = try Connection(
            path: path, mode: .readOnly, busyTimeoutMilliseconds: KVOptions().busyTimeoutMilliseconds)
        defer { connection.close() }
        var survey = KVSurvey(schema: nil, newestSchema: newest, bytes: length, isLookedThrough: length <= bytes)
        do throws(KVError) {
            guard case .version(let version) = try Schema.inspect(connection) else { return survey }
            survey.schema = version
            try Schema.check(connection, upTo: bytes)
            if version == newest { try Schema.probe(connection) }
        } catch {
            // Our mark, and none of our tables, is damage too.
            guard error.kind == .damaged || survey.schema != nil && error.primaryCode == SQLITE_ERROR else {
                throw error
            }
            survey.damage = error.message
        }
        return survey
    }
}
