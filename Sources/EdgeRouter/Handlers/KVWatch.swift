// SPDX-License-Identifier: Apache-2.0

internal import EventLoop
internal import HTTPCore
internal import KVStore

/// `GET /kv?watch=1&prefix=`: changes as server-sent events (WHATWG HTML section 9.2), from the moment the first event,
/// `ready`, is sent. Whoever lists the keys after that event misses nothing. Changes that passed before are not told
/// again: a reader that comes back lists anew.
final class KVWatch: Responder {
    /// A comment is sent every so many milliseconds: proxies keep the connection, and a reader that is gone shows.
    static let heartbeatMilliseconds = 15_000

    // The exchange holds its responder.
    private unowned let exchange: Exchange
    let namespace: KVNamespace
    private let prefix: [UInt8]
    /// Whether the stream goes on.
    private(set) var isOpen = true

    /// Begins the stream.
    static func begin(_ exchange: Exchange, _ namespace: KVNamespace, prefix: [UInt8]) {
        guard exchange.worker.watches.hasRoom(namespace) else {
            return exchange.fail(
                Problem(
                    429, "too-many-watches", "Too many watches",
                    "A client may have \(KVWatches.perClient) watches open on one loop.", retryAfter: 60))
        }
        exchange.respond(200, body: .stream) { out in
            out.append(field: "Content-Type", "text/event-stream")
            out.append(field: "Cache-Control", "no-store")
            // nginx and others hold answers back without it.
            out.append(field: "X-Accel-Buffering", "no")
        }
        guard exchange.head.method != .head else { return exchange.end() }
        let watch = KVWatch(exchange, namespace, prefix)
        exchange.responder = watch
        exchange.worker.watches.add(watch, exchange.worker.sender)
        watch.send(Array("event: ready\ndata: {}\n\n".utf8))
        watch.waitForHeartbeat()
        if exchange.worker.isDraining { watch.drain() }
    }

    private init(_ exchange: Exchange, _ namespace: KVNamespace, _ prefix: [UInt8]) {
        self.exchange = exchange
        self.namespace = namespace
        self.prefix = prefix
    }

    var acceptsBody: Bool { false }
    func received(_ bytes: [UInt8], _ range: Range<Int>) {}
    func bodyEnded() {}
    func drain() { end(saying: "end", "The router is stopping; watch again.") }

    func cancel() {
        isOpen = false
        exchange.worker.watches.remove(self)
    }

    func deadlineReached() {
        send(Array(": still here\n\n".utf8))
        waitForHeartbeat()
    }

    private func waitForHeartbeat() {
        exchange.waitDeadline = exchange.worker.loop.now.advanced(milliseconds: Self.heartbeatMilliseconds)
    }

    /// Something has changed in the namespace.
    func tell(_ events: [Event]) {
        var text: [UInt8] = []
        for event in events where event.key?.starts(with: prefix) ?? true { text.append(contentsOf: event.text) }
        guard !text.isEmpty else { return }
        guard exchange.clientHasRoom else { return overflow() }
        send(text)
    }

    /// Changes were left out: the reader is to begin anew.
    func overflow() {
        end(saying: "overflow", "The reader is too slow for the changes; list the keys and watch again.")
    }

    /// Ends the stream in order, with a last event that says why.
    func end(saying event: String, _ detail: String) {
        var text = Array("event: \(event)\ndata: {\"detail\":".utf8)
        text.append(json: detail)
        text.append(text: "}\n\n")
        cancel()
        let exchange = exchange
        send(text)
        guard exchange.responder === self else { return }
        exchange.responder = nil
        exchange.waitDeadline = .distantFuture
        exchange.end()
    }

    private func send(_ text: [UInt8]) { exchange.write(text, 0..<text.count) }

    /// A change as it is told, made once for all who watch.
    struct Event {
        /// Nil for what concerns all keys.
        let key: [UInt8]?
        let text: [UInt8]

        init(_ change: KVChange) {
            if case .clear = change.kind { key = nil } else { key = change.key }
            text = KVWatch.event(change)
        }
    }

    /// One event: `put` with `{name, etag, expiration?, metadata?}`, `delete` and `expire` with `{name}`, `clear`.
    static func event(_ change: KVChange) -> [UInt8] {
        var text = Array("event: ".utf8)
        switch change.kind {
        case .put(let etag, let metadata, let expiresAt):
            text.append(text: "put\ndata: {\"name\":")
            text.append(json: change.key)
            text.append(text: ",\"etag\":")
            text.append(json: etag)
            if let expiresAt {
                text.append(text: ",\"expiration\":")
                text.append(decimal: expiresAt)
            }
            if let metadata {
                text.append(text: ",\"metadata\":")
                // An event ends its line where its data do.
                text.append(contentsOf: metadata.map { $0 == 0x0a || $0 == 0x0d ? 0x20 : $0 })
            }
        case .delete:
            text.append(text: "delete\ndata: {\"name\":")
            text.append(json: change.key)
        case .expire:
            text.append(text: "expire\ndata: {\"name\":")
            text.append(json: change.key)
        case .clear: text.append(text: "clear\ndata: {")
        }
        text.append(text: "}\n\n")
        return text
    }
}
