// SPDX-License-Identifier: Apache-2.0

internal import EventLoop
internal import HTTPCore
internal import KVStore

/// `…/{namespace}/bulk`: many puts or deletes at once. Each is done or fails by itself; those that failed are named.
enum BulkHandler {
    /// The longest body, in bytes: 100 MB (Workers KV limits).
    private static let bodyBytes = 100_000_000
    /// Most keys in one delete (Workers KV limits).
    static let deletedKeys = 10_000

    static func put(_ exchange: Exchange, _ id: ByteRange) throws(Problem) {
        let namespace = try exchange.namespace(id, "bulk put").namespace
        let store = exchange.worker.services.store
        let (limit, needs) = (try exchange.worker.byteLimit(of: namespace), exchange.needs)
        take(exchange, "bulk put") { body throws(Problem) in
            try BulkPut(body).mutations(
                into: namespace, limit: limit, needing: needs, of: store, now: WallClock.now.seconds)
        }
    }

    static func delete(_ exchange: Exchange, _ id: ByteRange) throws(Problem) {
        let namespace = try exchange.namespace(id, "bulk remove").namespace
        take(exchange, "bulk remove") { body throws(Problem) in try deletions(body, namespace) }
    }

    /// The deletes that a body asks for. One key that is none refuses them all.
    static func deletions(_ body: [UInt8], _ namespace: KVNamespace) throws(Problem) -> [KVMutation] {
        let operation = "bulk remove"
        let names = try JSONBody.api([String].self, body, .array)
        guard names.count <= deletedKeys else {
            throw .invalid("\(operation): 'there are \(names.count) keys; \(deletedKeys) are taken at once'")
        }
        var mutations: [KVMutation] = []
        for name in names {
            let key = try KVKey(api: Array(name.utf8), operation)
            try key.checkWritable(in: namespace, operation)
            mutations.append(.delete(namespace, key, if: .none))
        }
        return mutations
    }

    /// Gathers the body, has it read on another thread, and what it asks for done on the store's.
    private static func take(
        _ exchange: Exchange, _ operation: String,
        _ read: @escaping @Sendable ([UInt8]) throws(Problem) -> [KVMutation]
    ) {
        exchange.gatherBody(limit: bodyBytes) { exchange, body in
            exchange.worker.offload(exchange, bytes: body.count) {
                Result { () throws(Problem) in try read(body) }
            } _: { exchange, mutations in
                exchange.attempt { () throws(Problem) in try submit(exchange, try mutations.get(), operation) }
            }
        }
    }

    private static func submit(_ exchange: Exchange, _ mutations: [KVMutation], _ operation: String) throws(Problem) {
        let bytes = mutations.reduce(0) { $0 + $1.queuedBytes }
        exchange.worker.submit(mutations, bytes: bytes, exchange) { exchange, results in
            exchange.attempt { () throws(Problem) in
                exchange.succeed(try answer(mutations.map(\.key), results, operation))
            }
        }
    }

    /// `{successful_key_count, unsuccessful_keys}`, with why the first was not done as the message; where not one was
    /// done, that as the failure.
    static func answer(
        _ keys: [KVKey?], _ results: [KVMutationResult], _ operation: String
    ) throws(Problem) -> [UInt8] {
        var failed: [KVKey] = []
        var reason: Problem?
        for (key, result) in zip(keys, results) {
            do throws(Problem) {
                try result.check(operation)
            } catch {
                if let key { failed.append(key) }
                reason = reason ?? error
            }
        }
        if let reason, failed.count == results.count { throw reason }
        return Envelope.success(message: reason?.detail) { json in
            json.append(text: #"{"successful_key_count":"#)
            json.append(decimal: results.count - failed.count)
            json.append(text: #","unsuccessful_keys":["#)
            for (index, key) in failed.enumerated() {
                if index > 0 { json.append(text: ",") }
                json.append(json: key.bytes)
            }
            json.append(text: "]}")
        }
    }
}

extension KVMutation {
    /// The key that it changes, if it changes one.
    fileprivate var key: KVKey? {
        switch self {
        case .put(let put, if: _): put.key
        case .delete(_, let key, if: _): key
        default: nil
        }
    }
}
