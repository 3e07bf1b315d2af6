// SPDX-License-Identifier: Apache-2.0

import EventLoop
import TestSupport

/// A server in token mode with two clients and a bot for both, where one of them has things that nobody else may see.
struct TwoClients {
    let server: TestServer
    let bot: ProxyUpstream
    /// Tokens: of the one that has secrets, and of the other.
    let acme: String
    let other: String
    /// Where the id of the namespace of `acme` stands in the Cloudflare API: found out by itself alone.
    let acmeNamespace: String
    /// The validator of the value of `private-0f5ec2e7`; of none without secrets.
    let etag: String

    /// Stands in everything that is `acme`'s own.
    static let mark = "0f5ec2e7"
    static let key = "private-\(mark)"
    static let namespaces = CloudflareClient.namespaces
    private static let adminToken = "0perator"

    /// - Parameter hasSecrets: whether `acme` has stored anything.
    init(hasSecrets: Bool = true) throws {
        let bot = try ProxyUpstream.answering { request in
            answer("for \(request["X-Client-ID"] ?? "nobody"): \(request.target)")
        }
        let server = try TestServer(
            """
            [edge]
            default_bot = "ANY"
            [edge.auth]
            mode = "token"
            [edge.clients.acme]
            hosts = ["www.acme.example"]
            env = { SECRET = "env-\(Self.mark)" }
            [edge.clients.other]
            hosts = ["www.other.example"]
            [edge.bots.ANY]
            address = "127.0.0.1:\(bot.port)"
            public = ["/open/*"]
            """, environment: ["EDGE_ADMIN_TOKEN=\(Self.adminToken)"])
        func token(of client: String, _ name: String) throws -> String {
            let made = try Self.ask(
                server, .admin, "POST", "/admin/clients/\(client)/tokens",
                ["Authorization: Bearer \(Self.adminToken)"], body: #"{"name": "\#(name)"}"#)
            guard let token = try made.json()["token"]?.text else { throw TestFailure("no token: \(made.text)") }
            return token
        }
        let acme = try token(of: "acme", "name-\(Self.mark)")
        (self.bot, self.server, self.acme) = (bot, server, acme)
        other = try token(of: "other", "mine")
        let listed = try server.with(acme, "GET", Self.namespaces).json()["result"]?.elements ?? []
        guard let id = listed.first?["id"]?.text else { throw TestFailure("`acme` has no namespace") }
        acmeNamespace = id
        guard hasSecrets else {
            etag = "\"0\""
            return
        }
        let fields = ["X-KV-Metadata: \"metadata-\(Self.mark)\"", "Content-Type: text/x-\(Self.mark)"]
        let stored = try server.with(acme, "PUT", "/kv/\(Self.key)", fields, body: "value-\(Self.mark)")
        let large = String(repeating: "large-\(Self.mark) ", count: 20_000)
        let second = try server.with(acme, "PUT", "/kv/large-\(Self.mark)", body: large)
        guard let etag = stored["ETag"], second.status == 201 else { throw TestFailure("not stored: \(stored)") }
        self.etag = etag
    }

    /// One request of the operator.
    func operate(_ method: String, _ path: String, body: String? = nil) throws -> Response {
        try Self.ask(server, .admin, method, path, ["Authorization: Bearer \(Self.adminToken)"], body: body)
    }

    /// Which of the two addresses is asked.
    enum Listener { case data, admin }

    /// One request on a connection of its own.
    static func ask(
        _ server: TestServer, _ listener: Listener, _ method: String, _ target: String, _ fields: [String] = [],
        body: String? = nil
    ) throws -> Response {
        let connection = try listener == .data ? server.connect() : server.connectToAdmin()
        return try connection.request(method, target, fields, body: body.map { Array($0.utf8) })
    }

    /// One request with exactly these fields.
    func send(_ line: String, _ fields: [String], body: String = "") throws -> Response {
        let connection = try server.connect()
        try connection.send(([line + " HTTP/1.1"] + fields).map { $0 + "\r\n" }.joined() + "\r\n" + body)
        return try connection.readResponse(toHead: line.hasPrefix("HEAD "))
    }

    /// Whether an answer has any of what is `acme`'s, or a token.
    func leaks(_ answer: Response) -> Bool { leaks(answer.whole) }

    func leaks(_ text: String) -> Bool {
        text.contains(Self.mark) || [acme, other].contains { text.contains($0.dropFirst(5).prefix(20)) }
    }
}

extension Response {
    /// Status, fields and body, but for what is another each time: when it was made, and how long that took.
    var whole: String {
        let fields = fields.filter { !["date", "server-timing"].contains($0.name.lowercased()) }
        let timings = self["Server-Timing"]?.split(separator: ",").map { $0.prefix { $0 != ";" } } ?? []
        return "\(status) \(reason)\n" + fields.map { "\($0.name): \($0.value)\n" }.joined() + "\(timings)\n" + text
    }
}
