// SPDX-License-Identifier: Apache-2.0

import CSQLite

extension KVStore {
    /// Gives the files of a store other names in the same directory: `kv.sqlite3.SUFFIX` and so on for its log, and
    /// `values.SUFFIX`. They belong together; nothing that holds anything is deleted. Nobody may have the store open.
    /// Returns the new path of the database. Throws and moves nothing if one of the new names is in use.
    @discardableResult
    public static func moveAside(directory: String, suffix: String) throws(KVError) -> String {
        let operation = "move aside"
        let mark = "." + suffix
        let database = directory + "/" + fileName
        // The database last: as long as it has its name the next start finds it damaged again.
        let values = directory + "/" + ValueDirectory.name
        let moves: [(from: String, to: String)] = [
            (database + "-wal", database + mark + "-wal"), (database + "-shm", database + mark + "-shm"),
            (values, values + mark), (database, database + mark),
        ]
        guard !suffix.isEmpty, !suffix.utf8.contains(UInt8(ascii: "/")) else {
            throw KVError(code: SQLITE_MISUSE, operation: operation, message: "the suffix is no part of a file name")
        }
        for move in moves where File.exists(move.to) {
            throw KVError(code: SQLITE_CANTOPEN, operation: operation, message: "\(move.to) exists")
        }
        // An empty log says nothing, and its index is made of it.
        let log = try File(path: database + "-wal", mode: .read, operation: operation)
        if try log?.length(operation: operation) ?? 0 == 0 {
            for suffix in ["-wal", "-shm"] { File.remove(database + suffix) }
        }
        for move in moves where File.exists(move.from) {
            try File.rename(move.from, to: move.to, operation: operation)
        }
        try File.synchronize(directory, operation: operation)
        return database + mark
    }
}
