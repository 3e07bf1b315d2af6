// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import KVStore

final class KVVerificationTests: OpenStore {
    private var large = ""

    override init() throws {
        try super.init()
        let file = try valueFile(store, 5000)
        large = file.id
        let full = KVPut(
            namespace: acme, key: try key("a"), value: [1, 2], contentType: bytes("text/plain"), metadata: bytes("{}"),
            expiresAt: 5)
        _ = writer.apply(
            [.put(full, if: .none), try put("b", "1", in: acme), try put("large", file, in: acme)], now: 0)
        _ = writer.apply([try put("a", "1", in: KVNamespace(name: "client:other"))], now: 0)
    }

    private func findings() throws -> [KVFinding.Kind] {
        try KVStore.verify(directory: directory.path).findings.map(\.kind)
    }

    @Test func aSoundStoreHasNoFindingsWhileItIsInUse() throws {
        var phases: [KVProgress] = []
        let result = try KVStore.verify(directory: directory.path) { phases.append($0) }
        #expect(result.isSound)
        #expect(result.entries == 4)
        #expect(result.values == 1)
        #expect(phases.contains(KVProgress(phase: .entries, done: 4, total: 4)))
        #expect(phases.last == KVProgress(phase: .values, done: 1, total: 1))
        #expect(writer.apply([try put("c", "1", in: acme)], now: 0)[0].isCreated)
    }

    @Test(arguments: [
        ("UPDATE entries SET key = zeroblob(513) WHERE key = CAST('b' AS BLOB)", [KVFinding.Kind.entry, .count]),
        ("UPDATE entries SET metadata = zeroblob(1025) WHERE key = CAST('b' AS BLOB)", [.entry, .count]),
        ("UPDATE entries SET content_type = zeroblob(1025)", [.entry, .entry, .entry, .entry]),
        ("UPDATE entries SET value = 'text' WHERE key = CAST('b' AS BLOB)", [.entry, .count]),
        ("UPDATE entries SET version = 1 << 40 WHERE key = CAST('b' AS BLOB)", [.entry]),
        ("UPDATE namespaces SET key_count = key_count + 1 WHERE number = 1", [.count]),
        ("UPDATE namespaces SET byte_count = 0 WHERE number = 2", [.count]),
        ("DELETE FROM namespaces WHERE number = 2", [.entry]),
        ("DELETE FROM value_files", [.value, .count]),
        ("DELETE FROM entries WHERE typeof(value) = 'integer'", [.count, .entry]),
        (
            """
            INSERT INTO entries (namespace, key, version, value)
            SELECT namespace, key, version, zeroblob(0) FROM entries WHERE key = CAST('b' AS BLOB)
            """, [.count, .entry]
        ),
        ("UPDATE value_files SET checksum = checksum + 1", [.value]),
        ("UPDATE value_files SET length = 4999", [.count, .value]),
    ])
    func whatIsWrongInTheRowsIsFound(_ sql: String, _ kinds: [KVFinding.Kind]) throws {
        try execute(sql)
        let found = try KVStore.verify(directory: directory.path).findings
        #expect(found.map(\.kind) == kinds, "\(found)")
    }

    @Test func aValueThatChangedOrIsMissingIsFound() throws {
        let path = directory.values + "/" + large
        var content = try Files.read(path)
        content[4321] ^= 4
        try Files.write(content, to: path)
        #expect(try findings() == [.value])
        Files.removeAll(path)
        #expect(try findings() == [.value])
        #expect(try KVStore.verify(directory: directory.path).findings[0].message.contains(large))
    }

    @Test func damageThatSQLiteFindsIsFound() throws {
        writer.close()
        var file = try Files.read(directory.database)
        // The index beside the table of entries, or whatever page lies in the middle.
        for index in (file.count / 4096 / 2 * 4096 + 8)..<(file.count / 4096 / 2 * 4096 + 200) { file[index] = 0xff }
        try Files.write(file, to: directory.database)
        do {
            #expect(try findings().first == .database)
        } catch {
            #expect((error as? KVError)?.kind == .damaged)
        }
    }
}
