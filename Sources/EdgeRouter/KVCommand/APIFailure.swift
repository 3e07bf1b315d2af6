// SPDX-License-Identifier: Apache-2.0

/// What a server says when it does not do what it was asked.
enum APIFailure {
    /// The failure in Cloudflare's envelope or in `application/problem+json`.
    /// - Parameter server: the URL that was asked.
    static func describe(_ status: Int, _ body: [UInt8], of server: String, hasToken: Bool) -> CommandFailure {
        let (message, code) = message(body)
        // Nothing is left unserved to the operator.
        if status == 501 || status == 404 && message?.hasPrefix(Problem.nothingServed) == true {
            return CommandFailure(
                "\(server) is where clients are served; the operator is served at another address, "
                    + "\(StartSettings.defaultAdmin) unless `serve` was told otherwise: give that.")
        }
        var text = message ?? "The server answered \(status)."
        if status == 401 {
            text +=
                hasToken
                ? " The one in EDGE_ADMIN_TOKEN is not that of this server."
                : " Set EDGE_ADMIN_TOKEN to that of the server."
        }
        return CommandFailure(text, code: code)
    }

    private static func message(_ body: [UInt8]) -> (text: String?, code: Int64?) {
        guard JSONSyntax.isValid(body), let members = JSONParts.members(body, 0..<body.count) else { return (nil, nil) }
        if let detail = members.first(where: { $0.name == "detail" }) {
            return (JSONParts.string(body, detail.value), nil)
        }
        guard let errors = members.first(where: { $0.name == "errors" }),
            let first = JSONParts.elements(body, errors.value)?.first, let error = JSONParts.members(body, first),
            let message = error.first(where: { $0.name == "message" }).flatMap({ JSONParts.string(body, $0.value) })
        else { return (nil, nil) }
        let code = error.first { $0.name == "code" }.flatMap { JSONParts.integer(body, $0.value) }
        return (code.map { "\(message) [code: \($0)]" } ?? message, code)
    }
}
