// SPDX-License-Identifier: Apache-2.0

internal import EventLoop
internal import KVStore

extension KVCommandRun {
    /// Of a value in a message, in characters.
    private static let shownCharacters = 60

    func put(_ request: KVPutRequest, _ choice: KVNamespaceChoice, _ api: AdminClient) throws(CommandFailure) {
        let chosen = try find(choice, api)
        let value: [UInt8]
        let shown: String
        switch request.value {
        case .text(let text):
            value = Array(text.utf8)
            shown = "the value \"\(text.prefix(Self.shownCharacters))\(text.count > Self.shownCharacters ? "…" : "")\""
        case .file(let path):
            // One byte more, so that the server says what is too large and for whom.
            value = try Self.read(path, limit: KVLimits.valueBytes + 1)
            shown = "the contents of \(path)"
        }
        var query = ""
        if let seconds = request.timeToLive {
            query = "?expiration_ttl=\(seconds)"
        } else if let seconds = request.expiration {
            query = "?expiration=\(seconds)"
        }
        let path = Self.path(chosen.id, key: request.key) + query
        var body = value
        var contentType = "application/octet-stream"
        if let metadata = request.metadata {
            let form = MultipartWriting(boundary: "edge-router-\(ProcessFacts.random())")
            body = form.body(value: value, metadata: metadata)
            contentType = form.contentType
        }
        try write(choice, chosen, api) { () throws(CommandFailure) in
            _ = try api.send("PUT", path, body, contentType: contentType)
        }
        let metadata = request.metadata.map { " with metadata \($0)" } ?? ""
        Console.say("Wrote \(shown) to key \"\(request.key)\" on namespace \(chosen.name)\(metadata).")
    }

    func get(
        _ key: String, _ choice: KVNamespaceChoice, path: String?, isText: Bool, _ api: AdminClient
    ) throws(CommandFailure) {
        let chosen = try find(choice, api)
        if isText {
            let value = try api.send("GET", Self.path(chosen.id, key: key))
            return Console.print(String(decoding: value, as: UTF8.self))
        }
        try Self.write(path ?? "-", replacing: true) { write throws(CommandFailure) in
            try api.stream("GET", Self.path(chosen.id, key: key), receive: write)
        }
    }

    func list(_ choice: KVNamespaceChoice, prefix: String, _ api: AdminClient) throws(CommandFailure) {
        let chosen = try find(choice, api)
        var list = PrintedList()
        var cursor = ""
        repeat {
            var query = "?limit=\(KVLimits.listLimit)&prefix=\(Self.encoded(prefix))"
            if !cursor.isEmpty { query += "&cursor=\(Self.encoded(cursor))" }
            let answer = try JSONAnswer(api.send("GET", Self.path(chosen.id, "/keys" + query)))
            for range in try answer.elements("result") { list.print(Array(answer.json[range])) }
            cursor = try answer.member("result_info").text("cursor")
        } while !cursor.isEmpty
        list.finish()
    }

    func delete(_ key: String, _ choice: KVNamespaceChoice, _ api: AdminClient) throws(CommandFailure) {
        let chosen = try find(choice, api)
        _ = try api.send("DELETE", Self.path(chosen.id, key: key))
        Console.say("Deleted the key \"\(key)\" on namespace \(chosen.name).")
    }
}
