// SPDX-License-Identifier: Apache-2.0

internal import KVStore

/// Lines that have been read.
struct KVImportBatch: Sendable {
    struct Item: Sendable {
        let line: Int
        let namespace: KVNamespaceReference
        /// In a namespace that is not known yet.
        let put: KVPut
    }

    private(set) var items: [Item] = []
    private(set) var report = KVImportReport()
    /// What the items hold in memory.
    private(set) var bytes = 0

    private static let unknown = KVNamespace(name: "")
    /// For one item, beside its value.
    private static let itemBytes = 512

    /// Reads whole lines. Blocks: large values are written to their files.
    init(_ lines: [UInt8], firstLine: Int, _ store: KVStore, needsNamespace: Bool, now: Int64) {
        var line = firstLine
        var start = 0
        while let end = lines[start...].firstIndex(of: 0x0a) {
            let text = Array(lines[start..<end])
            if text.contains(where: { $0 > 0x20 }) {
                do {
                    try add(KVRecord(json: text), line, store, needsNamespace: needsNamespace, now: now)
                } catch {
                    let reason = (error as? KVRecord.Refusal)?.reason ?? "\(error)"
                    report.refuse(line, reason, limit: .max)
                }
            }
            line += 1
            start = end + 1
        }
    }

    private mutating func add(
        _ record: KVRecord, _ line: Int, _ store: KVStore, needsNamespace: Bool, now: Int64
    ) throws {
        guard let title = record.namespace ?? (needsNamespace ? nil : "") else {
            throw KVRecord.Refusal(reason: "`namespace` is missing, and the import names none")
        }
        guard !title.hasPrefix(KVNamespace.systemPrefix) else {
            throw KVRecord.Refusal(reason: "namespaces of the router itself cannot be imported")
        }
        if let expiration = record.expiration, expiration <= now {
            report.expired += 1
            return
        }
        var value = KVValue.inline(record.value)
        if record.value.count > KVOptions().inlineValueBytes {
            let writer = try store.makeValueWriter()
            try writer.append(record.value.span)
            value = .file(try writer.finish())
        } else {
            bytes += record.value.count
        }
        bytes += Self.itemBytes
        let put = KVPut(
            namespace: Self.unknown, key: record.key, value: value, contentType: record.contentType,
            metadata: record.metadata, expiresAt: record.expiration)
        items.append(
            Item(line: line, namespace: KVNamespaceReference(id: record.namespaceID, title: title), put: put))
    }
}
