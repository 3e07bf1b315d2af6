// SPDX-License-Identifier: Apache-2.0

internal import HTTPCore
internal import KVStore

/// `…/{namespace}/bulk/get`: the values of up to a hundred keys at once.
enum BulkGetHandler {
    /// The longest body, in bytes: a hundred keys with every byte escaped, and room for blanks.
    private static let bodyBytes = 1024 * 1024

    static func handle(_ exchange: Exchange, _ id: ByteRange) throws(Problem) {
        let namespace = try exchange.namespace(id, "bulk get keys").namespace
        exchange.gatherBody(limit: bodyBytes) { exchange, body in
            exchange.worker.offload(exchange, bytes: body.count) {
                Result { () throws(Problem) in try BulkGet(body) }
            } _: { exchange, query in
                exchange.attempt { () throws(Problem) in try find(exchange, namespace, try query.get()) }
            }
        }
    }

    private static func find(_ exchange: Exchange, _ namespace: KVNamespace, _ query: BulkGet) throws(Problem) {
        let worker = exchange.worker
        var found: [BulkGet.Found?] = []
        for key in query.keys {
            let result = try exchange.asked { () throws(KVError) in
                try exchange.find(namespace, key: key.bytes.span)
            }
            if case .found(let entry) = result { found.append(BulkGet.Found(entry)) } else { found.append(nil) }
        }
        try BulkGet.check(found)
        let all = found
        worker.offload(exchange, to: .files, bytes: BulkGet.valueBytes) {
            Result { () throws(Problem) in try query.answer(all) }
        } _: { exchange, answer in
            exchange.attempt { () throws(Problem) in
                exchange.succeed(try answer.get())
            }
        }
    }
}
