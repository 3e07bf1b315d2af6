// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import KVStore

struct KVNamespaceInfoTests {
    private let acme = KVNamespace(name: "client:acme")

    /// Ids from names: the same digit 32 times.
    private static func options(title: @escaping @Sendable (String) -> String = { $0 }) -> KVOptions {
        var options = KVOptions()
        options.namespaceIdentity = { namespace in
            let digit = String(namespace.utf8.count % 16, radix: 16)
            return (String(repeating: digit, count: 32), title(namespace.name))
        }
        return options
    }

    @Test func aPutGivesItsNamespaceWhatTheClosureSays() throws {
        let directory = try TestDirectory()
        let store = try directory.open(Self.options())
        let writer = try store.makeWriter()
        let reader = try store.makeReader()
        let own = KVNamespace(name: "system:tokens")
        _ = writer.apply([try put("a", "1", in: acme), try put("a", "1", in: own)], now: 0)
        let info = try #require(try reader.namespace(title: "client:acme"))
        #expect(info.namespace == acme)
        #expect(info.id == String(repeating: "b", count: 32))
        #expect(try reader.namespace(id: info.id) == info)
        #expect(try reader.info(of: own) == nil)
        #expect(try reader.usage(of: own) == KVUsage(keys: 1, bytes: 2))
        #expect(try reader.namespace(id: "x") == nil)
    }

    @Test func aTitleThatIsTakenGetsTheIDBehindItAndAnIDThatIsTakenLeavesNone() throws {
        let directory = try TestDirectory()
        let store = try directory.open(Self.options { _ in "same" })
        let writer = try store.makeWriter()
        let reader = try store.makeReader()
        for name in ["a", "bb", "cc"] {
            #expect(writer.apply([try put("k", "1", in: KVNamespace(name: name))], now: 0)[0].isCreated)
        }
        #expect(try reader.info(of: KVNamespace(name: "a"))?.title == "same")
        let id = String(repeating: "2", count: 32)
        #expect(try reader.info(of: KVNamespace(name: "bb"))?.title == "same (\(id))")
        #expect(try reader.info(of: KVNamespace(name: "cc")) == nil)
        #expect(try reader.text("k", in: KVNamespace(name: "cc")) == "1")
    }

    @Test func rowsOfAnOlderReleaseAreFilledWhenTheStoreIsOpened() throws {
        let directory = try TestDirectory()
        let connection = try Connection(
            path: directory.database, mode: .readWriteCreate, busyTimeoutMilliseconds: 1000)
        try Schema.migrate(connection, from: .new, migrations: [Schema.migrations[0]])
        try connection.execute(
            """
            INSERT INTO namespaces VALUES (1, 'client:acme'), (2, 'system:own'), (3, 'empty');
            INSERT INTO entries VALUES (1, 1, CAST('ab' AS BLOB), 1, NULL, NULL, CAST('{}' AS BLOB), zeroblob(10)),
                (2, 1, CAST('c' AS BLOB), 2, NULL, CAST('text/plain' AS BLOB), NULL, zeroblob(0)),
                (3, 2, CAST('d' AS BLOB), 3, NULL, NULL, NULL, zeroblob(4));
            UPDATE store SET reserved_version = 3;
            """, operation: "test")
        connection.close()
        // Without the closure they wait for an opening with it.
        for options in [KVOptions(), Self.options()] {
            let store = try directory.open(options)
            let reader = try store.makeReader()
            let total = try reader.namespaces(order: .id, offset: 0, limit: 10).total
            #expect(total == (options.namespaceIdentity == nil ? 0 : 2))
            #expect(try reader.usage(of: acme) == KVUsage(keys: 2, bytes: 15))
            #expect(try reader.usage(of: KVNamespace(name: "system:own")) == KVUsage(keys: 1, bytes: 5))
            #expect(try reader.usage(of: KVNamespace(name: "empty")) == KVUsage())
            reader.close()
            try store.makeWriter().close()
        }
        let reader = try directory.open().makeReader()
        #expect(try reader.info(of: acme)?.title == "client:acme")
    }

    @Test func aTransactionThatFailsCountsNothing() throws {
        let directory = try TestDirectory()
        let store = try directory.open()
        let writer = try store.makeWriter()
        let reader = try store.makeReader()
        try writer.connection.execute(
            """
            CREATE TRIGGER fails BEFORE INSERT ON entries WHEN NEW.key = CAST('bad' AS BLOB)
            BEGIN SELECT RAISE(ROLLBACK, 'planted'); END;
            CREATE TRIGGER refuses BEFORE INSERT ON entries WHEN NEW.key = CAST('refused' AS BLOB)
            BEGIN SELECT RAISE(ABORT, 'planted'); END;
            """, operation: "test")
        _ = writer.apply([try put("a", "1", in: acme), try put("bad", "2", in: acme)], now: 0)
        #expect(try reader.usage(of: acme) == nil)
        _ = writer.apply([try put("a", "1", in: acme), try put("refused", "2", in: acme)], now: 0)
        #expect(try reader.usage(of: acme) == KVUsage(keys: 1, bytes: 2))
    }
}
