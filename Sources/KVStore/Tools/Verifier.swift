// SPDX-License-Identifier: Apache-2.0

/// Looks at everything in a database file, over a connection of its own.
struct Verifier: ~Copyable {
    private let connection: Connection
    private let progress: (KVProgress) -> Void
    private var result = KVVerification()

    /// Rows that are looked at between two reports of progress.
    private static let pageRows = 10_000
    /// Files whose rows are held in memory at a time.
    private static let pageFiles = 256
    private static let operation = "verify"

    init(connection: Connection, progress: @escaping (KVProgress) -> Void) {
        self.connection = connection
        self.progress = progress
    }

    /// Looks at the file, the rows and, by `read`, at the value of each row of `value_files`. `read` throws what is
    /// wrong with a value.
    mutating func run(read: (ValueFileRow) throws(KVError) -> Void) throws(KVError) -> KVVerification {
        progress(KVProgress(phase: .database, done: 0, total: 0))
        let lines = try connection.rows("PRAGMA integrity_check(100)", operation: Verifier.operation) { $0.text(at: 0) }
        for line in lines where line != "ok" { add(.database, line) }
        // What follows would stumble over the same.
        guard result.isSound else { return result }
        // Rows and counts belong to one moment.
        try connection.execute("BEGIN", operation: Verifier.operation)
        do throws(KVError) {
            try checkEntries()
            try connection.execute("COMMIT", operation: Verifier.operation)
        } catch {
            try? connection.execute("ROLLBACK", operation: Verifier.operation)
            throw error
        }
        try checkValues(read: read)
        return result
    }

    private mutating func add(_ kind: KVFinding.Kind, _ message: String) {
        if result.findings.count < KVVerification.findingLimit {
            result.findings.append(KVFinding(kind: kind, message: message))
        }
    }

    private mutating func checkEntries() throws(KVError) {
        let total = Int(try connection.integer("SELECT count(*) FROM entries", operation: Verifier.operation) ?? 0)
        let rows = try connection.prepare(
            """
            SELECT number, namespace, key, version, length(content_type), length(metadata), typeof(value),
                length(value), (SELECT length FROM value_files WHERE entry = number)
            FROM entries ORDER BY number
            """, operation: Verifier.operation)
        defer { connection.discard(rows) }
        var counted: [Int64: KVUsage] = [:]
        var newest: UInt64 = 0
        while try rows.step() {
            let namespace = rows.integer(at: 1)
            counted[namespace, default: KVUsage()].keys += 1
            counted[namespace, default: KVUsage()].bytes += check(rows)
            newest = max(newest, UInt64(bitPattern: rows.integer(at: 3)))
            result.entries += 1
            if result.entries.isMultiple(of: Verifier.pageRows) {
                progress(KVProgress(phase: .entries, done: result.entries, total: total))
            }
        }
        progress(KVProgress(phase: .entries, done: result.entries, total: total))
        try checkCounts(counted)
        let reserved = try connection.integer("SELECT reserved_version FROM store", operation: Verifier.operation)
        if UInt64(bitPattern: reserved ?? 0) < newest {
            add(.entry, "version \(newest) was used and only \(reserved ?? 0) are reserved")
        }
        let twins = try connection.integer(
            "SELECT count(*) FROM (SELECT 1 FROM entries GROUP BY namespace, key HAVING count(*) > 1)",
            operation: Verifier.operation)
        if let twins, twins > 0 { add(.entry, "\(twins) keys have more than one entry") }
        let strays = try connection.integer(
            "SELECT count(*) FROM value_files WHERE entry NOT IN (SELECT number FROM entries)",
            operation: Verifier.operation)
        if let strays, strays > 0 { add(.entry, "\(strays) files of values belong to no entry") }
    }

    /// Looks at the current row and returns the bytes that it counts for.
    private mutating func check(_ row: Statement) -> Int {
        let name = "entry \(row.integer(at: 0))"
        let key = row.bytes(at: 2)
        if let problem = KVKey.problem(in: key.span) { add(.entry, "\(name): the key is \(problem)") }
        let metadata = Int(row.integer(at: 5))
        if Int(row.integer(at: 4)) > KVLimits.contentTypeBytes { add(.entry, "\(name): the content type is too long") }
        if metadata > KVLimits.metadataBytes { add(.entry, "\(name): the metadata is too long") }
        let fileLength = row.optionalInteger(at: 8).map(Int.init)
        let value: Int
        switch row.text(at: 6) {
        case "integer":
            if fileLength == nil { add(.value, "\(name): the value is a file that is not named") }
            value = fileLength ?? 0
        case "blob":
            if fileLength != nil { add(.entry, "\(name): the value is in its row and in a file") }
            value = Int(row.integer(at: 7))
            if value > KVLimits.valueBytes { add(.entry, "\(name): the value is too long") }
        case let type:
            add(.entry, "\(name): the value is of type \(type)")
            value = Int(row.integer(at: 7))
        }
        return key.count + metadata + value
    }

    private mutating func checkCounts(_ counted: [Int64: KVUsage]) throws(KVError) {
        var counted = counted
        let rows = try connection.prepare(
            "SELECT number, key_count, byte_count FROM namespaces", operation: Verifier.operation)
        defer { connection.discard(rows) }
        while try rows.step() {
            let number = rows.integer(at: 0)
            let said = KVUsage(keys: Int(rows.integer(at: 1)), bytes: Int(rows.integer(at: 2)))
            let found = counted.removeValue(forKey: number) ?? KVUsage()
            if said != found {
                add(
                    .count,
                    "namespace \(number): \(found.keys) keys of \(found.bytes) bytes, counted as \(said.keys) of "
                        + "\(said.bytes)")
            }
        }
        for number in counted.keys.sorted() { add(.entry, "entries of namespace \(number), which does not exist") }
    }

    private mutating func checkValues(read: (ValueFileRow) throws(KVError) -> Void) throws(KVError) {
        let total = Int(try connection.integer("SELECT count(*) FROM value_files", operation: Verifier.operation) ?? 0)
        progress(KVProgress(phase: .values, done: 0, total: total))
        var last = Int64.min
        while true {
            let page = try connection.rows(
                """
                SELECT entry, id, length, checksum FROM value_files WHERE entry > \(last)
                ORDER BY entry LIMIT \(Verifier.pageFiles)
                """, operation: Verifier.operation
            ) { (entry: $0.integer(at: 0), file: ValueFileRow($0, at: 1)) }
            guard let end = page.last else { return }
            for row in page {
                do throws(KVError) {
                    try read(row.file)
                    result.values += 1
                } catch {
                    guard error.kind == .valueLost else { throw error }
                    // In a store that is in use its entry may have been replaced since.
                    let id = try connection.text(
                        "SELECT id FROM value_files WHERE entry = \(row.entry)", operation: Verifier.operation)
                    if id == row.file.id { add(.value, "entry \(row.entry), file \(row.file.id): \(error.message)") }
                }
                progress(KVProgress(phase: .values, done: result.values, total: total))
            }
            last = end.entry
        }
    }
}
