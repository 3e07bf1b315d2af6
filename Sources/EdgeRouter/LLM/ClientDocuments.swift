// SPDX-License-Identifier: Apache-2.0

internal import ArticleGen
internal import EventLoop
internal import HTTPCore
internal import KVStore

/// What is kept of one client's conversations and articles: JSON documents in its own namespace, within its limits.
struct ClientDocuments: ClientStore {
    let namespace: KVNamespace
    /// Bytes that all of the client's may be.
    let limit: KVByteLimit?
    /// What must hold for anything to be stored: that the client has not been removed.
    let conditions: [KVTransaction.Condition]
    let store: KVStore
    let writes: StoreService
    private let files: BackgroundService

    init(_ client: ClientRecord, _ services: Services) {
        self.init(
            client.namespace, client.storage, services.store, services.writes, services.files,
            if: client.life.condition(of: client.id))
    }

    init(
        _ namespace: KVNamespace, _ limit: KVByteLimit?, _ store: KVStore, _ writes: StoreService,
        _ files: BackgroundService, if conditions: [KVTransaction.Condition] = []
    ) {
        self.conditions = conditions
        self.namespace = namespace
        self.limit = limit
        self.store = store
        self.writes = writes
        self.files = files
    }

    /// The value of a key. May block.
    func read(_ key: String) throws(GatewayError) -> [UInt8]? { try entry(namespace, key)?.value }

    /// The value of a key, and its content type. May block.
    func entry(_ namespace: KVNamespace, _ key: String) throws(GatewayError) -> (value: [UInt8], type: String?)? {
        do {
            let reader = try store.makeReader()
            defer { reader.close() }
            let bytes = Array(key.utf8)
            guard case .found(let entry) = try reader.get(namespace, key: bytes.span, now: WallClock.now.seconds)
            else { return nil }
            let type = entry.contentType.map { String(decoding: $0, as: UTF8.self) }
            guard let file = entry.file else { return (entry.value, type) }
            // A document of ours is no longer than a row; what else stands here is cut, and so will not be read.
            return (try file.bytes(at: 0, count: Int(min(UInt64(file.length), UInt64(KVLimits.valueBytes)))), type)
        } catch {
            throw .storeFailed("\(error)")
        }
    }

    func value(_ key: String) async throws(GatewayError) -> [UInt8]? {
        try await onFiles { () throws(GatewayError) in try read(key) }
    }

    func keys(_ prefix: String, limit: Int) async throws(GatewayError) -> [StoredKey] {
        try await onFiles { () throws(GatewayError) in try list(namespace, prefix, limit: limit) }
    }

    /// The first keys of a namespace with a prefix. May block.
    func list(_ namespace: KVNamespace, _ prefix: String, limit: Int) throws(GatewayError) -> [StoredKey] {
        var keys: [StoredKey] = []
        var cursor: [UInt8]?
        do {
            let reader = try store.makeReader()
            defer { reader.close() }
            repeat {
                let page = try reader.list(
                    namespace, prefix: Array(prefix.utf8), limit: min(limit - keys.count, KVLimits.listLimit),
                    cursor: cursor, now: WallClock.now.seconds)
                keys += zip(page.names, page.metadata).map { name, metadata in
                    StoredKey(
                        name: String(decoding: name, as: UTF8.self), metadata: metadata.flatMap { JSONValue($0) })
                }
                cursor = page.cursor
            } while cursor != nil && keys.count < limit
        } catch {
            throw .storeFailed("\(error)")
        }
        return keys
    }

    func put(_ document: StoredDocument) async throws(GatewayError) {
        guard document.value.count <= KVLimits.valueBytes else { throw .storeFailed("the document is too long") }
        guard let key = try? KVKey(validating: Array(document.key.utf8)) else {
            throw .storeFailed("the key is none")
        }
        let put = KVPut(
            namespace: namespace, key: key, value: document.value, contentType: Array("application/json".utf8),
            metadata: document.metadata.json, expiresAt: document.seconds.map { WallClock.now.seconds + $0 })
        var transaction = KVTransaction(if: conditions, puts: [put], limit: limit)
        mark(document, &transaction)
        try await write(transaction)
    }

    func remove(_ key: String) async throws(GatewayError) {
        guard let key = try? KVKey(validating: Array(key.utf8)) else { return }
        try await write(KVTransaction(if: conditions, deletes: [(namespace, key)]))
    }

    private func write(_ transaction: KVTransaction) async throws(GatewayError) {
        let result: KVMutationResult? = await withCheckedContinuation { continuation in
            let isTaken = writes.submit([.transaction(transaction)]) { continuation.resume(returning: $0.first) }
            if !isTaken { continuation.resume(returning: nil) }
        }
        switch result {
        case .transacted: return
        case .needMissing, .preconditionFailed:
            throw GatewayError(
                410, "api_error", code: "client_removed", "This client has been removed; nothing was stored.")
        case .limitReached(let held, let added, let limit):
            throw GatewayError(
                507, "api_error", code: "storage_limit",
                "What this client stores would grow from \(held) by \(added) bytes over its limit of \(limit).")
        case .failed(let error): throw .storeFailed("\(error)")
        default: throw .storeFailed("too many writes wait for the disk")
        }
    }

    /// Has something done on a thread that may block.
    func onFiles<Value: Sendable>(
        _ work: @escaping @Sendable () throws(GatewayError) -> Value
    ) async throws(GatewayError) -> Value {
        let result: Result<Value, GatewayError> = await withCheckedContinuation { continuation in
            let isTaken = files.submit {
                continuation.resume(returning: Result { () throws(GatewayError) in try work() })
            }
            if !isTaken { continuation.resume(returning: .failure(.storeFailed("there is no thread to read on"))) }
        }
        return try result.get()
    }
}

extension GatewayError {
    static func storeFailed(_ text: String) -> GatewayError {
        GatewayError(503, "api_error", code: "store_failed", "The store could not do it: \(text).", retryAfter: 1)
    }
}
