// SPDX-License-Identifier: Apache-2.0

internal import EventLoop
internal import HTTPCore
internal import KVStore

/// `…/{namespace}/keys` and `…/{namespace}/metadata/{key}`.
enum KeyHandler {
    /// The fewest keys that a page may be asked for (Workers KV REST API).
    private static let minimumLimit = 10
    /// Stretches of expired keys that one page may look over. Some clients take an empty page for the last one, so that
    /// such a page is only given where thousands of expired keys wait to be freed.
    private static let stretches = 8

    static func list(_ exchange: Exchange, _ id: ByteRange) throws(Problem) {
        let query = Query(exchange)
        let limit = try limit(query["limit"])
        let namespace = try exchange.namespace(id, "list keys").namespace
        let prefix = query.bytes("prefix") ?? []
        var cursor = query.bytes("cursor").flatMap { $0.isEmpty ? nil : $0 }
        var page = KVPage()
        for _ in 0..<stretches {
            page = try pageBehind(cursor, exchange, namespace, prefix, limit)
            guard page.names.isEmpty, let next = page.cursor else { break }
            cursor = next
        }
        exchange.succeed(
            Envelope.success(.cursor(count: page.names.count, next: page.cursor)) { $0.append(keysOf: page) })
    }

    private static func pageBehind(
        _ cursor: [UInt8]?, _ exchange: Exchange, _ namespace: KVNamespace, _ prefix: [UInt8], _ limit: Int
    ) throws(Problem) -> KVPage {
        do throws(KVListError) {
            return try exchange.keys(namespace, prefix: prefix, limit: limit, cursor: cursor)
        } catch {
            if case .store(let error) = error { throw KVHandler.problem(error) }
            throw .invalid("list keys: 'the cursor is none that was given out for this prefix'")
        }
    }

    private static func limit(_ text: String?) throws(Problem) -> Int {
        guard let text, !text.isEmpty else { return KVLimits.listLimit }
        guard let limit = Int(text) ?? Double(text).flatMap(Int.init(exactly:)) else {
            throw .limit("`\(text)` is no number")
        }
        guard limit >= minimumLimit else { throw .limit("\(limit) is less than \(minimumLimit)") }
        guard limit <= KVLimits.listLimit else { throw .limit("\(limit) is more than \(KVLimits.listLimit)") }
        return limit
    }

    static func metadata(_ exchange: Exchange, _ id: ByteRange, _ key: ByteRange) throws(Problem) {
        let namespace = try exchange.namespace(id, "get metadata").namespace
        let entry = try exchange.entry(namespace, try exchange.key(key, "get metadata"))
        exchange.succeed(
            Envelope.success { json in
                if let metadata = entry.metadata {
                    json.append(contentsOf: metadata)
                } else {
                    json.append(text: "null")
                }
            })
    }
}
