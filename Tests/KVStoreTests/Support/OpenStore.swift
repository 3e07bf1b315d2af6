// SPDX-License-Identifier: Apache-2.0

@testable import KVStore

/// A store of one test's own that is written and read: what suites of such tests derive from.
class OpenStore {
    let acme = KVNamespace(name: "client:acme")
    let directory: TestDirectory
    let store: KVStore
    let writer: KVWriter
    let reader: KVReader

    init() throws {
        directory = try TestDirectory()
        store = try directory.open()
        writer = try store.makeWriter()
        reader = try store.makeReader()
    }

    /// Changes the database behind the store's back.
    func execute(_ sql: String) throws { try writer.connection.execute(sql, operation: "test") }
}
