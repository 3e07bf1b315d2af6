// SPDX-License-Identifier: Apache-2.0

internal import ArticleGen
internal import HTTPCore
internal import KVStore

/// A page of a client's conversations or articles, from the metadata that they are stored with.
enum DocumentList {
    /// Answers with `{NAME: [{ITEM: …, …}], list_complete, cursor?}`.
    static func handle(
        _ exchange: Exchange, _ namespace: KVNamespace, prefix: String, named list: String, item: String,
        hiding hidden: [String] = []
    ) throws(Problem) {
        let query = Query(exchange)
        let limit = try KVListHandler.limit(query)
        let page: KVPage
        do {
            page = try exchange.keys(
                namespace, prefix: Array(prefix.utf8), limit: limit, cursor: query.bytes("cursor"))
        } catch {
            throw KVListHandler.problem(error)
        }
        let documents = zip(page.names, page.metadata).map { name, metadata in
            let told = metadata.flatMap { JSONValue($0)?.objectMembers } ?? []
            let text = String(decoding: name.dropFirst(prefix.utf8.count), as: UTF8.self)
            return JSONValue.object(
                [JSONValue.Member(item, .string(text))] + told.filter { !hidden.contains($0.name) })
        }
        var value = JSONValue.members(["list_complete": .bool(page.isComplete)])
        if let cursor = page.cursor { value.set("cursor", .string(String(decoding: cursor, as: UTF8.self))) }
        exchange.respond(
            200, contentType: "application/json",
            JSONValue.object([JSONValue.Member(list, .array(documents))] + (value.objectMembers ?? [])).json)
    }
}
