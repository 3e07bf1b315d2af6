// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import KVStore

final class KVDumpTests: OpenStore {
    private let other = KVNamespace(name: "client:other")

    private func all(_ dump: KVDump, limit: Int) throws -> [KVDumpEntry] {
        var entries: [KVDumpEntry] = []
        while case let page = try dump.next(limit: limit), !page.isEmpty {
            #expect(page.count <= limit)
            entries += page
        }
        return entries
    }

    @Test(arguments: [1, 2, 100])
    func aDumpIsOneMomentInOrderWithLargeValuesReadable(_ limit: Int) throws {
        let id = String(repeating: "a", count: 32)
        let system = KVNamespace(name: "system:tokens")
        let full = KVPut(
            namespace: other, key: try key("f"), value: .file(try valueFile(store, 3000)),
            contentType: bytes("text/plain"), metadata: bytes("{}"), expiresAt: 50)
        _ = writer.apply(
            [
                .createNamespace(other, id: id, title: "Other"), .put(full, if: .none),
                try put("b", "2", in: acme), try put("a", "1", in: acme), try put("t", "1", in: system),
                try put("gone", "1", in: acme, expiresAt: 10),
            ], now: 0)
        let dump = try store.makeDump(now: 10)
        // All this comes too late for it.
        _ = writer.apply(
            [try put("a", "new", in: acme), try delete("f", in: other), .removeNamespace(acme, limit: 100)], now: 0)
        let entries = try all(dump, limit: limit)
        #expect(entries.map(\.key.bytes) == ["f", "a", "b"].map(bytes))
        #expect(entries.map(\.namespace) == [other, acme, acme])
        #expect(entries.map(\.namespaceID) == [id, nil, nil])
        #expect(entries.map(\.namespaceTitle) == ["Other", nil, nil])
        #expect(entries.map(\.entry.value) == [[], bytes("1"), bytes("2")])
        #expect(try entries[0].entry.file?.bytes(at: 0, count: .max) == largeValue(3000))
        #expect(entries[0].entry.metadata == bytes("{}"))
        #expect(entries[0].entry.expiresAt == 50)
        #expect(directory.valueFiles() == [])
        #expect(!store.values.isPinned)
        #expect(try dump.next(limit: limit).isEmpty)
    }

    @Test func oneNamespaceOrTheRoutersOwnCanBeAskedFor() throws {
        let system = KVNamespace(name: "system:tokens")
        _ = writer.apply(try [acme, other, system].map { try put("k", $0.name, in: $0) }, now: 0)
        let names = { (dump: KVDump) throws in try self.all(dump, limit: 10).map(\.namespace.name) }
        #expect(try names(try store.makeDump(of: other, now: 0)) == ["client:other"])
        let whole = try names(try store.makeDump(includingSystem: true, now: 0))
        #expect(whole == ["client:acme", "client:other", "system:tokens"])
    }

    @Test func aDumpIsReadInTheOrderOfAnIndexWithoutSorting() throws {
        let plan = try writer.connection.rows(
            """
            EXPLAIN QUERY PLAN SELECT key FROM namespaces CROSS JOIN entries
            ON entries.namespace = namespaces.number ORDER BY namespaces.number, key
            """, operation: "test"
        ) { $0.text(at: 3) }
        #expect(!plan.contains { $0.contains("TEMP B-TREE") })
    }

    @Test func aDumpThatIsGivenUpLetsGoOfTheLogAndOfTheFiles() throws {
        _ = writer.apply([try put("a", try valueFile(store, 10), in: acme)], now: 0)
        do {
            let dump = try store.makeDump(now: 0)
            #expect(try dump.next(limit: 1).count == 1)
            _ = writer.apply([try delete("a", in: acme)], now: 0)
            #expect(directory.valueFiles().count == 1)
            _ = writer.idle()
            #expect(writer.pagesInLog > 0)
        }
        #expect(directory.valueFiles() == [])
        _ = writer.idle()
        #expect(writer.pagesInLog == 0)
    }
}
