// SPDX-License-Identifier: Apache-2.0

internal import HTTPCore
internal import KVStore

/// `…/namespaces` and `…/namespaces/{id}`.
enum NamespaceHandler {
    /// The longest body, in bytes: a title of 512 characters with every one escaped twice over.
    private static let bodyBytes = 16 * 1024
    /// Entries freed with a namespace at once; the store's thread frees the rest when it has nothing else to do.
    private static let freedAtOnce = 1000
    private static let perPage = 20

    private struct Title: Decodable {
        var title: String?

        /// The title, if it may be one.
        func checked() throws(Problem) -> String {
            guard let title, !title.isEmpty else { throw .titleMissing }
            guard title.unicodeScalars.count <= KVLimits.titleCharacters else { throw .titleTooLong }
            return title
        }
    }

    static func list(_ exchange: Exchange) throws(Problem) {
        let query = Query(exchange)
        let page = try PageQuery(query, defaultPerPage: perPage)
        let order: KVNamespaceOrder = try choice(query["order"], "order", ["id": .id, "title": .title]) ?? .id
        let descending = try choice(query["direction"], "direction", ["asc": false, "desc": true]) ?? false
        let found = try exchange.asked { () throws(KVError) in
            let reader = try exchange.worker.reader
            guard let own = exchange.apiClient?.namespace else {
                return try reader.namespaces(
                    order: order, descending: descending, offset: page.offset, limit: page.perPage)
            }
            var found = KVNamespacePage()
            let info = try reader.info(of: own)
            found.total = info == nil ? 0 : 1
            if page.offset == 0, let info { found.namespaces = [info] }
            return found
        }
        let info = Envelope.Info.pages(
            page: page.page, perPage: page.perPage, count: found.namespaces.count, total: found.total)
        exchange.succeed(
            Envelope.success(info) { json in
                json.append(text: "[")
                for (index, namespace) in found.namespaces.enumerated() {
                    if index > 0 { json.append(text: ",") }
                    append(namespace.id, namespace.title, to: &json)
                }
                json.append(text: "]")
            })
    }

    private static func choice<Value>(
        _ text: String?, _ name: String, _ choices: [String: Value]
    ) throws(Problem) -> Value? {
        guard let text, !text.isEmpty else { return nil }
        guard let value = choices[text] else {
            let names = choices.keys.sorted().joined(separator: "` or `")
            throw .invalid("`\(name)=\(text)` is neither `\(names)`")
        }
        return value
    }

    static func get(_ exchange: Exchange, _ id: ByteRange) throws(Problem) {
        let namespace = try exchange.namespace(id, "get namespace")
        succeed(exchange, namespace.id, namespace.title)
    }

    static func create(_ exchange: Exchange) throws(Problem) {
        try exchange.requireOperator()
        exchange.gatherBody(limit: bodyBytes) { exchange, body in
            exchange.attempt { () throws(Problem) in
                let title = try title(body)
                // A client's title is kept for the client's own.
                let namespace = KVNamespace.ofClient(title: title) ?? .made(NamespaceID.random().text)
                let id = namespace.identity.id
                change(exchange, .createNamespace(namespace, id: id, title: title), "create namespace", id, title)
            }
        }
    }

    static func rename(_ exchange: Exchange, _ id: ByteRange) throws(Problem) {
        try exchange.requireOperator()
        let namespace = try exchange.namespace(id, "rename namespace")
        exchange.gatherBody(limit: bodyBytes) { exchange, body in
            exchange.attempt { () throws(Problem) in
                let title = try title(body)
                if let client = KVNamespace.ofClient(title: title), client != namespace.namespace {
                    throw .titleTaken
                }
                change(
                    exchange, .renameNamespace(namespace.namespace, title: title), "rename namespace", namespace.id,
                    title)
            }
        }
    }

    static func remove(_ exchange: Exchange, _ id: ByteRange) throws(Problem) {
        try exchange.requireOperator()
        let namespace = try exchange.namespace(id, "remove namespace").namespace
        exchange.worker.submit([.removeNamespace(namespace, limit: freedAtOnce)], bytes: 512, exchange) {
            exchange, results in
            exchange.attempt { () throws(Problem) in
                for result in results { try result.check("remove namespace") }
                exchange.succeed(Envelope.empty)
            }
        }
    }

    private static func title(_ body: [UInt8]) throws(Problem) -> String {
        try JSONBody.api(Title.self, body).checked()
    }

    /// Has the change made and answers with the namespace as it is then.
    private static func change(
        _ exchange: Exchange, _ mutation: KVMutation, _ operation: String, _ id: String, _ title: String
    ) {
        exchange.worker.submit([mutation], bytes: 2048, exchange) { exchange, results in
            exchange.attempt { () throws(Problem) in
                for result in results { try result.check(operation) }
                succeed(exchange, id, title)
            }
        }
    }

    private static func succeed(_ exchange: Exchange, _ id: String, _ title: String) {
        exchange.succeed(Envelope.success { append(id, title, to: &$0) })
    }

    private static func append(_ id: String, _ title: String, to json: inout [UInt8]) {
        json.append(text: #"{"id":"\#(id)","title":"#)
        json.append(json: title)
        json.append(text: #","supports_url_encoding":true}"#)
    }
}
