// SPDX-License-Identifier: Apache-2.0

import CSQLite

/// Changes that are done all together or not at all.
extension KVWriter {
    /// Tests everything that can be refused before anything is changed, since one of several changes cannot be taken
    /// back alone. What fails afterwards ends SQLite's transaction, and with it the whole batch.
    func transact(_ transaction: KVTransaction, now: Int64) throws(KVError) -> KVMutationResult {
        try check(transaction)
        for need in transaction.needs where try !holds(need, now: now) { return .needMissing }
        for condition in transaction.conditions where try !holds(condition, now: now) { return .preconditionFailed }
        for room in transaction.rooms {
            let count = try count(of: room, now: now)
            guard count < room.limit else { return .noRoom(limit: room.limit) }
        }
        if let limit = transaction.limit, let refusal = try refusal(of: growth(by: transaction, now), by: limit) {
            return refusal
        }
        var results: [KVMutationResult] = []
        for mutation in transaction.mutations {
            let result = try outcome(of: mutation, now: now)
            switch result {
            case .created, .replaced, .deleted, .absent: results.append(result)
            default:
                // Not as the mutation's own failure, which would leave what was done before it.
                throw KVError(
                    code: SQLITE_ABORT, operation: "transaction", message: "a change of it ended as \(result)")
            }
        }
        return .transacted(results)
    }

    /// Bytes that will be there more than now; fewer if it is negative.
    private func growth(by transaction: KVTransaction, _ now: Int64) throws(KVError) -> Int {
        var growth = 0
        for put in transaction.puts {
            growth += put.bytes
            // One that has expired is replaced as well.
            if let number = try namespaces.find(put.namespace) {
                growth -= try rows.find(namespace: number, key: put.key)?.bytes ?? 0
            }
        }
        for (namespace, key) in transaction.deletes { growth -= try current(namespace, key, now: now)?.bytes ?? 0 }
        return growth
    }

    private func count(of room: KVTransaction.Room, now: Int64) throws(KVError) -> Int {
        guard let number = try namespaces.find(room.namespace) else { return 0 }
        return try rows.count(namespace: number, prefix: room.prefix, limit: room.limit, now: now)
    }

    private func check(_ transaction: KVTransaction) throws(KVError) {
        var keys: Set<[UInt8]> = []
        let changed = transaction.puts.map { ($0.namespace, $0.key) } + transaction.deletes
        for (namespace, key) in changed {
            guard keys.insert(namespace.utf8 + [0] + key.bytes).inserted else {
                throw KVWriter.refused("it changes a key twice")
            }
        }
        for put in transaction.puts {
            guard case .inline = put.value else { throw KVWriter.refused("it has a value in a file") }
            guard put.limit == nil, put.needs.isEmpty else {
                throw KVWriter.refused("it has a put with a limit, or with a need of its own")
            }
            try checkSize(put)
            if put.mustExist, try namespaces.find(put.namespace) == nil {
                throw KVWriter.refused("a put wants a namespace that is not there")
            }
        }
    }

    private static func refused(_ reason: String) -> KVError {
        KVError(code: SQLITE_MISMATCH, operation: "transaction", message: reason)
    }
}
