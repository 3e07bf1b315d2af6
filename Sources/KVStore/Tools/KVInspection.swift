// SPDX-License-Identifier: Apache-2.0

import CSQLite

/// Goes through the rows of a store while it is in use, some at a time: every page that holds rows or the index of keys
/// is read, the form of each row and the order of both are looked at. Values are not read: what holds the rest of a
/// long one, and the files of large ones, is for `KVStore.verify`. Not `Sendable`: one thread uses it.
public final class KVInspection {
    private let connection: Connection
    private var passes: [Statement] = []
    private var last = KVInspection.beginning

    private static let beginning: (number: Int64, bytes: [UInt8]) = (.min, [])
    private static let operation = "inspect"
    /// Each gives a position, of a number and bytes, in rising order behind ?1 and ?2, and whether the row is bad.
    private static let queries = [
        """
        SELECT number, x'', typeof(namespace) <> 'integer' OR typeof(key) <> 'blob'
            OR length(key) NOT BETWEEN 1 AND \(KVLimits.keyBytes) OR typeof(version) <> 'integer'
            OR typeof(value) NOT IN ('blob', 'integer')
        FROM entries NOT INDEXED WHERE number > ?1 ORDER BY number LIMIT ?3
        """,
        "SELECT namespace, key, 0 FROM entries WHERE (namespace, key) > (?1, ?2) ORDER BY namespace, key LIMIT ?3",
        """
        SELECT entry, x'', typeof(id) <> 'text' OR typeof(length) <> 'integer' FROM value_files
        WHERE entry > ?1 ORDER BY entry LIMIT ?3
        """,
    ]

    init(path: String, busyTimeoutMilliseconds: Int32) throws(KVError) {
        connection = try Connection(path: path, mode: .readOnly, busyTimeoutMilliseconds: busyTimeoutMilliseconds)
        // Nothing is read twice.
        try connection.execute("PRAGMA cache_size = -256; PRAGMA mmap_size = 0", operation: KVInspection.operation)
        for query in KVInspection.queries.reversed() {
            passes.append(try connection.prepare(query, operation: KVInspection.operation))
        }
    }

    deinit { connection.close() }

    /// Looks at up to `limit` more rows; false when all have been looked at. Throws what it finds, as `KVError` of kind
    /// `damaged`, or why it cannot go on.
    public func step(limit: Int) throws(KVError) -> Bool {
        guard let pass = passes.last else { return false }
        defer { pass.reset() }
        pass.bind(last.number, at: 1)
        pass.bind(copying: last.bytes, at: 2)
        pass.bind(Int64(limit), at: 3)
        var count = 0
        while try pass.step() {
            let next = (number: pass.integer(at: 0), bytes: pass.bytes(at: 1))
            let isInOrder =
                next.number > last.number
                || (next.number == last.number && last.bytes.lexicographicallyPrecedes(next.bytes))
            guard isInOrder, pass.integer(at: 2) == 0 else {
                throw KVError(
                    code: SQLITE_CORRUPT, operation: KVInspection.operation,
                    message: isInOrder ? "row \(next.number) is damaged" : "rows are not in order")
            }
            last = next
            count += 1
        }
        if count < limit {
            passes.removeLast()
            last = KVInspection.beginning
        }
        return !passes.isEmpty
    }
}

@available(*, unavailable, message: "an inspection belongs to the thread that made it")
extension KVInspection: Sendable {}

extension KVStore {
    /// An inspection of the store, nil if the whole of it was looked through when it was opened.
    public func makeInspection() throws(KVError) -> KVInspection? {
        if isInspected { return nil }
        return try KVInspection(path: path, busyTimeoutMilliseconds: options.busyTimeoutMilliseconds)
    }
}
