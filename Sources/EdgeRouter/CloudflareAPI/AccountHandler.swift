// SPDX-License-Identifier: Apache-2.0

internal import HTTPCore

/// What clients ask before they get to work: whether their token is good, and for which accounts. There is one account,
/// and any other id names it too.
enum AccountHandler {
    /// Ids are 32 hexadecimal digits; this one is nobody's at Cloudflare.
    private static let id = String(repeating: "0", count: 32)
    private static let account = #"{"id":"\#(id)","name":"EdgeRouter","type":"standard"}"#
    private static let perPage = 20

    /// Who comes here has been let in.
    static func verify(_ exchange: Exchange) {
        exchange.succeed(
            Envelope.success(message: "This API Token is valid and active") {
                $0.append(text: #"{"id":"\#(id)","status":"active"}"#)
            })
    }

    static func accounts(_ exchange: Exchange) throws(Problem) { try list(exchange, account) }

    static func memberships(_ exchange: Exchange) throws(Problem) {
        try list(exchange, #"{"id":"\#(id)","status":"accepted","account":\#(account),"roles":["Administrator"]}"#)
    }

    /// A list of one, which ends after its first page.
    private static func list(_ exchange: Exchange, _ element: String) throws(Problem) {
        let page = try PageQuery(Query(exchange), defaultPerPage: perPage)
        let isThere = page.offset == 0
        exchange.succeed(
            Envelope.success(.pages(page: page.page, perPage: page.perPage, count: isThere ? 1 : 0, total: 1)) {
                $0.append(text: isThere ? "[\(element)]" : "[]")
            })
    }
}
