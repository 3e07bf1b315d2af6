// SPDX-License-Identifier: Apache-2.0

import Synchronization

@testable import ArticleGen

/// A client's store in memory.
final class ScriptedStore: ClientStore {
    let documents = Mutex<[String: StoredDocument]>([:])
    /// What each put fails with; nil where it is done.
    let failure = Mutex<GatewayError?>(nil)

    func value(_ key: String) async throws(GatewayError) -> [UInt8]? { documents.withLock { $0[key]?.value } }

    func put(_ document: StoredDocument) async throws(GatewayError) {
        if let failure = failure.withLock({ $0 }) { throw failure }
        documents.withLock { $0[document.key] = document }
    }

    func remove(_ key: String) async throws(GatewayError) { documents.withLock { $0[key] = nil } }

    func keys(_ prefix: String, limit: Int) async throws(GatewayError) -> [StoredKey] {
        documents.withLock { documents in
            documents.values.filter { $0.key.hasPrefix(prefix) }.sorted { $0.key < $1.key }.prefix(limit)
                .map { StoredKey(name: $0.key, metadata: $0.metadata) }
        }
    }
}
