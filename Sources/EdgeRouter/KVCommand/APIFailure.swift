// SPDX-License-Identifier: Apache-2.0

/// What a server says when it does not do what it was asked.
enum APIFailure {
    /// The failure in Cloudflare's envelope or in `application/problem+json`.
    static func describe(_ status: Int, _ body: [UInt8], hasToken: Bool) -> CommandFailure {
        let (message, code) = message(body)
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
