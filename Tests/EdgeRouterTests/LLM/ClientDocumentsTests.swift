// SPDX-License-Identifier: Apache-2.0

import KVStore
import Testing

@testable import ArticleGen
@testable import EdgeRouter

@Suite struct ClientDocumentsTests {
    private func documents(_ worker: TestWorker, limit: KVByteLimit? = nil) -> ClientDocuments {
        let services = worker.services
        return ClientDocuments(.client("acme"), limit, services.store, services.writes, services.files)
    }

    @Test func `what is put is there, is listed, and is removed`() async throws {
        let worker = try TestWorker()
        let documents = documents(worker)
        let metadata = JSONValue.members(["n": .int(1)])
        try await documents.put(StoredDocument(key: "chat/a", value: Array("{}".utf8), metadata: metadata))
        #expect(try await documents.value("chat/a") == Array("{}".utf8))
        #expect(try await documents.keys("chat/", limit: 9) == [StoredKey(name: "chat/a", metadata: metadata)])
        try await documents.remove("chat/a")
        #expect(try await documents.value("chat/a") == nil)
    }

    @Test func `a client's limit holds`() async throws {
        let worker = try TestWorker()
        let documents = documents(worker, limit: KVByteLimit(5, of: .all(of: "acme")))
        await #expect(throws: GatewayError.self) {
            try await documents.put(StoredDocument(key: "chat/a", value: Array("{}".utf8), metadata: .object([])))
        }
    }
}
