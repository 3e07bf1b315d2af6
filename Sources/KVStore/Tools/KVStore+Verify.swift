// SPDX-License-Identifier: Apache-2.0

import CSQLite

extension KVStore {
    /// Looks at everything in the store of a directory: SQLite's own check of the file, the rules of every row, the
    /// counts of every namespace, the length and checksum of every value in a file. Changes nothing. The store may be
    /// in use, also by another process; its log is not emptied while the rows are read. Throws when the check itself
    /// cannot go on; what is wrong with the store is in what it returns.
    public static func verify(
        directory: String, progress: @escaping (KVProgress) -> Void = { _ in }
    ) throws(KVError) -> KVVerification {
        let connection = try Connection(
            path: directory + "/" + fileName, mode: .readOnly,
            busyTimeoutMilliseconds: KVOptions().busyTimeoutMilliseconds)
        defer { connection.close() }
        guard case .version(let version) = try Schema.inspect(connection), version == Schema.migrations.count else {
            throw KVError(
                code: SQLITE_MISMATCH, operation: "verify",
                message: "the file is of an older release: it has to be opened by this one first")
        }
        let values = directory + "/" + ValueDirectory.name
        var verifier = Verifier(connection: connection, progress: progress)
        return try verifier.run { row throws(KVError) in
            guard let reader = try ValueDirectory.open(row, in: values) else {
                throw KVError(valueLost: "verify", message: "the file of the value is missing")
            }
            try reader.verify { _ in }
        }
    }
}
