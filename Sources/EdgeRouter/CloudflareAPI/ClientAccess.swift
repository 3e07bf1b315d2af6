// SPDX-License-Identifier: Apache-2.0

internal import EventLoop
internal import HTTPCore
internal import KVStore

/// The API on the data plane: with a client's own token, for the client's own namespace. Of others it says what it says
/// of namespaces that are not there.
enum ClientAccess {
    /// What a token must be good for.
    static func scopes(_ route: CloudflareRoute, _ method: RequestMethod) -> TokenScopes {
        switch route {
        case .tokenVerification, .accounts, .memberships, .unknown: []
        case .bulkGet: .kvRead
        default: method == .get || method == .head ? .kvRead : .kvWrite
        }
    }

    /// Answers a request of the client, whose namespace is there even before anything has been put into it.
    static func handle(_ exchange: Exchange, _ client: ClientRecord) {
        exchange.attempt { () throws(Problem) in
            let known = try exchange.asked { () throws(KVError) in
                try exchange.worker.reader.info(of: client.namespace)
            }
            guard known == nil else { return CloudflareAPI.route(exchange) }
            let identity = client.namespace.identity
            let creation = KVMutation.createNamespace(client.namespace, id: identity.id, title: identity.title)
            exchange.worker.submit([creation], bytes: 512, exchange) { exchange, _ in
                CloudflareAPI.route(exchange)
                // Its body may lie in the buffer already, of which nobody would tell again.
                if let connection = exchange.connection { exchange.worker.loop.runAgain(connection) }
            }
        }
    }
}

extension Exchange {
    /// The client that a call of the API is for, and limited to; nil for the operator's.
    var apiClient: ClientRecord? { connection?.listener == .data ? client : nil }

    /// Refuses a call that is the operator's alone.
    func requireOperator() throws(Problem) {
        guard apiClient != nil else { return }
        throw .api(403, 10000, "Authentication error: namespaces are the operator's to create, rename and delete")
    }
}
