// SPDX-License-Identifier: Apache-2.0

import TestSupport

/// The operator of a server, without a token of their own.
extension TestServer {
    /// One request to the admin listener on a connection of its own.
    func admin(_ method: String, _ path: String, _ fields: [String] = [], body: String? = nil) throws -> Response {
        try connectToAdmin().request(method, path, fields, body: body.map { Array($0.utf8) })
    }

    /// A token of a client.
    func token(of client: String, _ body: String = "{}") throws -> String {
        let answer = try admin("POST", "/admin/clients/\(client)/tokens", body: body)
        guard answer.status == 201, let token = try answer.json()["token"]?.text else {
            throw TestFailure("no token: \(answer.status) \(answer.text)")
        }
        return token
    }

    /// One request with a token.
    func with(
        _ token: String, _ method: String, _ target: String, _ fields: [String] = [], body: String? = nil
    ) throws -> Response {
        try request(method, target, ["Authorization: Bearer \(token)"] + fields, body: body.map { Array($0.utf8) })
    }

    /// What a server needs that serves clients by their tokens, two of whom it knows.
    static let tokenMode = """
        [edge.auth]
        mode = "token"

        [edge.clients.acme]
        [edge.clients.other]

        """
}
