// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import KVStore

struct KVInspectionTests {
    private let acme = KVNamespace(name: "client:acme")
    private let directory: TestDirectory
    private var options = KVOptions()

    init() throws {
        directory = try TestDirectory()
        let writer = try directory.open().makeWriter()
        let puts = try (0..<3000).map { try put("key \($0)", "value \($0)", in: acme) }
        #expect(writer.apply(puts, now: 0).allSatisfy { $0.error == nil })
        writer.close()
        options.checkedAtOpenBytes = 0
    }

    private func inspect(_ store: KVStore, limit: Int) throws -> Int {
        let inspection = try #require(try store.makeInspection())
        var steps = 1
        while try inspection.step(limit: limit) { steps += 1 }
        return steps
    }

    @Test func aSoundStoreIsGoneThroughInPieces() throws {
        let store = try directory.open(options)
        #expect(try inspect(store, limit: 1000) == 4 + 4 + 1)
        #expect(try inspect(store, limit: 100_000) == 3)
    }

    @Test func aSmallOrNewStoreNeedsNone() throws {
        #expect(try directory.open().makeInspection() == nil)
        let other = try TestDirectory()
        #expect(try other.open(options).makeInspection() == nil)
    }

    /// A leaf of the rows and one of the index of keys (sqlite.org/fileformat2.html, 1.6).
    @Test(arguments: [0x0d, 0x0a] as [UInt8])
    func aDamagedPageInTheMiddleIsFound(_ type: UInt8) throws {
        var file = try Files.read(directory.database)
        let leaves = (1..<file.count / 4096).filter { file[$0 * 4096] == type }
        let leaf = leaves[leaves.count / 2] * 4096
        for index in leaf..<leaf + 64 { file[index] = 0x5a }
        try Files.write(file, to: directory.database)
        let store = try directory.open(options)
        #expect { try inspect(store, limit: 1000) } throws: { ($0 as? KVError)?.kind == .damaged }
    }

    @Test(arguments: [
        "UPDATE entries SET key = x'' WHERE number = 1500", "UPDATE entries SET value = 'text' WHERE number = 1500",
        "INSERT INTO value_files VALUES (1, x'00', 'long', 0)",
        "INSERT INTO entries (namespace, key, version, value) "
            + "SELECT namespace, key, 1, x'' FROM entries WHERE number = 9",
    ])
    func aRowThatIsNoneOfOursIsFound(_ sql: String) throws {
        let writer = try directory.open(options).makeWriter()
        try writer.connection.execute(sql, operation: "test")
        writer.close()
        let store = try directory.open(options)
        #expect { try inspect(store, limit: 1000) } throws: { ($0 as? KVError)?.kind == .damaged }
    }
}
