// SPDX-License-Identifier: Apache-2.0

internal import EventLoop
internal import HTTPCore
internal import KVStore

/// `…/{namespace}/values/{key}`.
enum ValueHandler {
    static func get(_ exchange: Exchange, _ id: ByteRange, _ key: ByteRange) throws(Problem) {
        let namespace = try exchange.namespace(id, "get").namespace
        let entry = try exchange.entry(namespace, try exchange.key(key, "get"))
        // What it is stored as is not told: Cloudflare does not keep it.
        KVHandler.send(exchange, entry, contentType: Fragment.octetStream) { out in
            guard let expiresAt = entry.expiresAt else { return }
            out.append(text: "expiration: ")
            out.append(decimal: expiresAt)
            out.append(contentsOf: Fragment.lineEnd)
        }
    }

    /// Only a form is taken apart: every other body, JSON too, is the value as it is.
    static func put(_ exchange: Exchange, _ id: ByteRange, _ range: ByteRange) throws(Problem) {
        let namespace = try exchange.namespace(id, "put").namespace
        let key = try exchange.key(range, "put")
        try key.checkWritable(in: namespace, "put")
        let expiresAt = try ExpiryRule.expiry(Query(exchange), now: WallClock.now.seconds)
        let limit = KVLimits.valueBytes
        func store(_ exchange: Exchange, _ value: Result<KVValue, Problem>, _ metadata: [UInt8]?) {
            exchange.attempt { () throws(Problem) in
                var put = KVPut(
                    namespace: namespace, key: key, value: try value.get(), metadata: metadata, expiresAt: expiresAt,
                    mustExist: true, limit: try exchange.worker.byteLimit(of: namespace))
                put.needs = exchange.needs
                exchange.worker.submit([.put(put, if: .none)], bytes: put.queuedBytes, exchange) {
                    finish($0, $1, "put")
                }
            }
        }
        let type = MediaType(exchange.value(.contentType) ?? "")
        guard type.essence == "multipart/form-data" else {
            return exchange.take(ValueUpload(exchange, limit: limit) { store($0, $1, nil) }, limit: limit)
        }
        guard let form = MultipartForm(boundary: Array((type.boundary ?? "").utf8)) else {
            throw .malformedBody("the Content-Type names no boundary, or none that is one")
        }
        exchange.take(FormUpload(exchange, form, limit: limit, store), limit: limit + FormUpload.besideBytes)
    }

    static func delete(_ exchange: Exchange, _ id: ByteRange, _ range: ByteRange) throws(Problem) {
        let namespace = try exchange.namespace(id, "remove key").namespace
        let key = try exchange.key(range, "remove key")
        try key.checkWritable(in: namespace, "remove key")
        exchange.worker.submit([.delete(namespace, key, if: .none)], bytes: KVPut.overheadBytes, exchange) {
            finish($0, $1, "remove key")
        }
    }

    private static func finish(_ exchange: Exchange, _ results: [KVMutationResult], _ operation: String) {
        exchange.attempt { () throws(Problem) in
            for result in results { try result.check(operation) }
            exchange.succeed(Envelope.empty)
        }
    }
}
