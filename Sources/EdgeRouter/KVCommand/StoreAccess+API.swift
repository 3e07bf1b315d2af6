// SPDX-License-Identifier: Apache-2.0

internal import EventLoop

extension StoreAccess {
    /// Hands over a client of the server that has the store, or of one that is started for as long.
    /// - Parameters:
    ///   - isMade: whether the command makes sense in a directory that has no store yet.
    ///   - configuration: what a server that is started goes by, and the bindings whose namespaces it makes.
    static func withAPI(
        _ options: KVAccessOptions, isMade: Bool,
        configuration: () throws(CommandFailure) -> (Configuration, [BoundNamespace]) = { (.embedded, []) },
        _ body: (AdminClient) throws(CommandFailure) -> Void
    ) throws(CommandFailure) {
        switch try find(options, isMade: isMade) {
        case .server(let url, let holder):
            let client = AdminClient(url: url, token: ProcessFacts.environment("EDGE_ADMIN_TOKEN"), holder: holder)
            defer { client.close() }
            try body(client)
        case .directory(let directory):
            let (configuration, bindings) = try configuration()
            let server = try EmbeddedServer(directory, bindings, configuration)
            defer { server.close() }
            let client = AdminClient(url: server.url, token: server.token, holder: nil)
            defer { client.close() }
            try body(client)
        }
    }
}
