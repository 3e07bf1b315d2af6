// SPDX-License-Identifier: Apache-2.0

import KVStore
import Testing

/// The contract over SQLite, with the cache as it is used and with none to speak of.
struct KVStoreContractTests {
    @Test(arguments: KVStoreContract.all)
    func sqliteKeepsTheContract(_ contract: KVStoreContract) throws {
        #expect(try contract.violations(of: SQLiteContractStore(KVOptions())) == [])
    }

    @Test(arguments: KVStoreContract.all)
    func sqliteKeepsTheContractWithoutACache(_ contract: KVStoreContract) throws {
        var options = KVOptions()
        options.cacheEntries = 1
        options.cacheBytes = 0
        #expect(try contract.violations(of: SQLiteContractStore(options)) == [])
    }
}

private struct SQLiteContractStore: ContractStore {
    let directory: TestDirectory
    let writer: KVWriter
    let reader: KVReader

    init(_ options: KVOptions) throws {
        directory = try TestDirectory()
        let store = try directory.open(options)
        writer = try store.makeWriter()
        reader = try store.makeReader()
    }

    func apply(_ batch: [KVMutation], now: Int64) throws -> [KVMutationResult] {
        writer.apply(batch, now: now)
    }

    func get(_ namespace: KVNamespace, _ key: String, now: Int64) throws -> ContractEntry? {
        try reader.entry(key, in: namespace, now: now).map {
            ContractEntry(
                value: $0.value, contentType: $0.contentType, metadata: $0.metadata, expiresAt: $0.expiresAt,
                etag: $0.etag)
        }
    }

    func list(
        _ namespace: KVNamespace, prefix: String, limit: Int, cursor: [UInt8]?, now: Int64
    ) throws -> KVPage {
        try reader.list(namespace, prefix: bytes(prefix), limit: limit, cursor: cursor, now: now)
    }

    func sweep(limit: Int, now: Int64) throws -> [KVExpired] {
        try writer.sweep(limit: limit, now: now)
    }

    func namespaces(
        order: KVNamespaceOrder, descending: Bool, offset: Int, limit: Int
    ) throws -> KVNamespacePage {
        try reader.namespaces(order: order, descending: descending, offset: offset, limit: limit)
    }

    func info(of namespace: KVNamespace) throws -> KVNamespaceInfo? { try reader.info(of: namespace) }

    func usage(of namespace: KVNamespace) throws -> KVUsage? { try reader.usage(of: namespace) }
}
