// SPDX-License-Identifier: Apache-2.0

internal import EventLoop
internal import KVStore

/// Whose right to be served has ended by changes to the store: tokens that were revoked or have expired, and clients
/// that were removed. A stream that has begun is looked at by nobody again, and so must be ended then.
struct EndedRights {
    private var tokens: Set<TokenDigest> = []
    private var areAllTokens = false
    /// The lives that have begun with the removals.
    private var removed: [String: ClientLife] = [:]

    init(_ changes: [KVChange]) {
        for change in changes {
            switch (change.namespace, change.kind) {
            case (.tokens, .delete), (.tokens, .expire):
                if let digest = TokenDigest(hexadecimal: change.key) { tokens.insert(digest) }
            case (.tokens, .clear): areAllTokens = true
            case (.clientRemovals, .put(let etag, _, _)):
                removed[String(decoding: change.key, as: UTF8.self)] = ClientLife(removal: etag)
            default: break
            }
        }
    }

    /// Whether none has.
    var isEmpty: Bool { tokens.isEmpty && removed.isEmpty && !areAllTokens }

    /// Whether it is the right of who shows this token and is the client in this life. Who shows none, in open mode,
    /// has lost nothing: the same can be asked again.
    func include(token: TokenDigest?, client: (id: String, life: ClientLife)?, isBot: Bool) -> Bool {
        if let token, areAllTokens || tokens.contains(token) { return true }
        guard token != nil || isBot, let client, let life = removed[client.id] else { return false }
        return client.life != life
    }
}

extension Worker {
    /// Ends what still goes on by rights that have ended: a watch with its last event, a tunnel and the rest of an
    /// answer by closing the connection, and what no bot has answered yet with the answer to a token that is none. What
    /// waits for the store is left to it (``Exchange/needs``).
    func endStreams(of ended: EndedRights) {
        guard !ended.isEmpty else { return }
        var theirs: [ClientConnection] = []
        loop.forEachSource { source in
            guard let connection = source as? ClientConnection, let exchange = connection.exchange else { return }
            let isTheirs = ended.include(
                token: exchange.token, client: exchange.client.map { ($0.id, $0.life) },
                isBot: connection.listener == .bots)
            if isTheirs { theirs.append(connection) }
        }
        // Ending one may close others, and changes what the loop has.
        for connection in theirs { connection.rightEnded() }
    }
}

extension ClientConnection {
    fileprivate func rightEnded() {
        guard isOpen, let exchange else { return }
        if case .tunnel = phase { return abandon(reset: true) }
        if let watch = exchange.responder as? KVWatch {
            return watch.end(saying: "end", "The token is not valid any more.")
        }
        if exchange.hasResponded { return exchange.cutShort() }
        guard exchange.forwarding != nil else { return }
        worker.forgetQueued(exchange)
        exchange.dismissResponder()
        exchange.fail(.invalidToken)
    }
}
