// SPDX-License-Identifier: Apache-2.0

import TestSupport
import Testing

/// Requests to the Workers KV REST API of a server, one connection each.
struct CloudflareClient {
    let server: TestServer
    static let namespaces = "/client/v4/accounts/any/storage/kv/namespaces"

    func send(
        _ method: String, _ path: String, _ fields: [String] = [], body: [UInt8]? = nil
    ) throws -> Response {
        try server.connectToAdmin().request(method, Self.namespaces + path, fields, body: body)
    }

    func send(_ method: String, _ path: String, _ fields: [String] = [], text: String) throws -> Response {
        try send(method, path, fields, body: Array(text.utf8))
    }

    /// Makes a namespace and gives its id.
    func create(_ title: String) throws -> String {
        let made = try send("POST", "", text: #"{"title":"\#(title)"}"#)
        return try #require(try made.json()["result"]?["id"]?.text, "\(made)")
    }

    /// The ids of all namespaces by their titles, of which there are less than a hundred.
    func ids() throws -> [String: String] {
        let list = try send("GET", "?per_page=100").json()["result"]?.elements ?? []
        return Dictionary(list.map { ($0["title"]?.text ?? "", $0["id"]?.text ?? "") }, uniquingKeysWith: { $1 })
    }

    /// Everything that a namespace shows: its keys with expiry and metadata, and their values.
    func contents(_ id: String) throws -> [String] {
        let list = try send("GET", "/\(id)/keys")
        let keys = try list.json()["result"]?.elements ?? []
        return try [list.text] + keys.map { try send("GET", "/\(id)/values/\($0["name"]?.text ?? "")").text }
    }
}

extension Response {
    /// The number of a failure in the envelope, nil if this is none.
    var cloudflareCode: Int? {
        guard let json = try? json(), json["success"] == .bool(false), json["result"] == .null else { return nil }
        return json["errors"]?.elements.first?["code"]?.number.map { Int($0) }
    }
}
