// SPDX-License-Identifier: Apache-2.0

internal import EventLoop
internal import HTTPCore
internal import KVStore

/// `GET /kv?prefix=&limit=&cursor=`: the client's keys, a page at a time; with `watch=1` the changes to them.
enum KVListHandler {
    static func handle(_ exchange: Exchange, _ namespace: KVNamespace) {
        guard exchange.head.method == .get || exchange.head.method == .head else {
            return exchange.fail(.methodNotAllowed("GET, HEAD"))
        }
        let start = Instant.now
        let query = Query(exchange)
        do {
            if let watch = query["watch"] {
                guard watch == "1" || watch == "true" else {
                    throw Problem(400, "invalid-watch", "Not a watch", "`watch=\(watch)` is not `watch=1`.")
                }
                exchange.countRead()
                return KVWatch.begin(exchange, namespace, prefix: query.bytes("prefix") ?? [])
            }
            let limit = try limit(query)
            let page = try exchange.keys(
                namespace, prefix: query.bytes("prefix") ?? [], limit: limit, cursor: query.bytes("cursor"))
            exchange.measured(.kv, since: start)
            exchange.respond(200, contentType: "application/json", json(page))
        } catch let problem as Problem {
            exchange.fail(problem)
        } catch {
            exchange.fail((error as? KVListError).map(problem) ?? KVHandler.storeProblem("\(error)"))
        }
    }

    /// What a client is told of a list that cannot be had.
    static func problem(_ error: KVListError) -> Problem {
        guard case .malformedCursor = error else { return KVHandler.storeProblem("\(error)") }
        return Problem(
            400, "invalid-cursor", "Not a cursor",
            "The cursor is none of ours, or of another prefix; send the one from the page before, unchanged.")
    }

    /// The parameter `limit`.
    static func limit(_ query: Query) throws(Problem) -> Int {
        guard let text = query["limit"] else { return KVLimits.listLimit }
        guard let limit = Int(text), 1...KVLimits.listLimit ~= limit else {
            throw Problem(
                400, "invalid-limit", "Not a limit", "`limit=\(text)` is not between 1 and \(KVLimits.listLimit).")
        }
        return limit
    }

    /// `{keys: [{name, expiration?, metadata?}], list_complete, cursor?}`, as Workers KV lists.
    private static func json(_ page: KVPage) -> [UInt8] {
        var json = Array(#"{"keys":"#.utf8)
        json.append(keysOf: page)
        json.append(text: #","list_complete":"#)
        json.append(text: page.isComplete ? "true" : "false")
        if let cursor = page.cursor {
            json.append(text: #","cursor":"#)
            json.append(json: cursor)
        }
        json.append(text: "}\n")
        return json
    }
}

extension [UInt8] {
    /// Appends the keys of a page as Workers KV lists them, `[{name, expiration?, metadata?}]`.
    mutating func append(keysOf page: KVPage) {
        append(text: "[")
        for (index, name) in page.names.enumerated() {
            append(text: index == 0 ? #"{"name":"# : #",{"name":"#)
            append(json: name)
            if let expiration = page.expirations[index] {
                append(text: #","expiration":"#)
                append(decimal: expiration)
            }
            if let metadata = page.metadata[index] {
                append(text: #","metadata":"#)
                append(contentsOf: metadata)
            }
            append(text: "}")
        }
        append(text: "]")
    }
}
