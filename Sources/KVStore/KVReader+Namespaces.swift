// SPDX-License-Identifier: Apache-2.0

/// Questions about namespaces. Each is answered from a new snapshot, so that it sees every change that was
/// acknowledged before it was asked.
extension KVReader {
    /// A page of the namespaces that have an id, `offset` of them left out. Those of the router's own have none.
    public func namespaces(
        order: KVNamespaceOrder, descending: Bool = false, offset: Int, limit: Int
    ) throws(KVError) -> KVNamespacePage {
        try takeSnapshot(fresh: true)
        var page = KVNamespacePage()
        page.total = Int(
            try connection.integer("SELECT count(*) FROM namespaces WHERE id IS NOT NULL", operation: "list namespaces")
                ?? 0)
        let column =
            switch order {
            case .id: "id"
            case .title: "title"
            }
        page.namespaces = try connection.rows(
            """
            \(KVReader.namespaceSelect) WHERE id IS NOT NULL AND \(column) IS NOT NULL
            ORDER BY \(column)\(descending ? " DESC" : "") LIMIT \(max(0, limit)) OFFSET \(max(0, offset))
            """, operation: "list namespaces", read: KVReader.namespaceInfo)
        return page
    }

    /// The namespace that has an id, nil when there is none.
    public func namespace(id: String) throws(KVError) -> KVNamespaceInfo? {
        try namespace(where: "id", is: Array(id.utf8))
    }

    /// The namespace that has a title, nil when there is none.
    public func namespace(title: String) throws(KVError) -> KVNamespaceInfo? {
        try namespace(where: "title", is: Array(title.utf8))
    }

    /// The id, title and contents of a namespace, nil when there is none or it has no id.
    public func info(of namespace: KVNamespace) throws(KVError) -> KVNamespaceInfo? {
        try self.namespace(where: "name", is: namespace.utf8)
    }

    /// What a namespace holds, also one without an id; nil when there is no such namespace.
    public func usage(of namespace: KVNamespace) throws(KVError) -> KVUsage? {
        try takeSnapshot(fresh: true)
        let statement = try connection.prepare(
            "SELECT key_count, byte_count FROM namespaces WHERE name = ?1", operation: "count")
        defer { connection.discard(statement) }
        statement.bindText(copying: namespace.utf8, at: 1)
        guard try statement.step() else { return nil }
        return KVUsage(keys: Int(statement.integer(at: 0)), bytes: Int(statement.integer(at: 1)))
    }

    /// What several namespaces hold together.
    public func usage(of group: KVNamespaceGroup) throws(KVError) -> KVUsage {
        try takeSnapshot(fresh: true)
        let range = group.range ?? ([], [])
        let statement = try connection.prepare(
            """
            SELECT total(key_count), total(byte_count) FROM namespaces WHERE name = ?1 OR (name >= ?2 AND name < ?3)
            """, operation: "count")
        defer { connection.discard(statement) }
        statement.bindText(copying: group.namespace.utf8, at: 1)
        statement.bindText(copying: range.from, at: 2)
        statement.bindText(copying: range.to, at: 3)
        guard try statement.step() else { return KVUsage() }
        return KVUsage(keys: Int(statement.integer(at: 0)), bytes: Int(statement.integer(at: 1)))
    }

    /// What all namespaces hold together, those of the router's own included. Its time grows with the number of
    /// namespaces: some 10 ms for 100,000.
    public func totalUsage() throws(KVError) -> KVUsage {
        try takeSnapshot(fresh: true)
        let statement = try connection.prepare(
            "SELECT total(key_count), total(byte_count) FROM namespaces", operation: "count")
        defer { connection.discard(statement) }
        guard try statement.step() else { return KVUsage() }
        return KVUsage(keys: Int(statement.integer(at: 0)), bytes: Int(statement.integer(at: 1)))
    }

    private func namespace(where column: String, is text: [UInt8]) throws(KVError) -> KVNamespaceInfo? {
        try takeSnapshot(fresh: true)
        let statement = try connection.prepare(
            "\(KVReader.namespaceSelect) WHERE \(column) = ?1 AND id IS NOT NULL", operation: "find namespace")
        defer { connection.discard(statement) }
        statement.bindText(copying: text, at: 1)
        return try statement.step() ? KVReader.namespaceInfo(statement) : nil
    }

    private static let namespaceSelect = "SELECT name, id, title, key_count, byte_count FROM namespaces"

    private static func namespaceInfo(_ row: Statement) -> KVNamespaceInfo {
        KVNamespaceInfo(
            namespace: KVNamespace(utf8: row.bytes(at: 0)), id: row.text(at: 1), title: row.text(at: 2),
            usage: KVUsage(keys: Int(row.integer(at: 3)), bytes: Int(row.integer(at: 4))))
    }
}
