// SPDX-License-Identifier: Apache-2.0

extension KVCommandRun {
    /// Entries of one request, as wrangler sends them.
    private static let batchCount = 1000
    /// Bytes of one request, so that the bar moves; one entry may be longer.
    private static let batchBytes = 16 * 1024 * 1024
    /// Keys of one request for values. Source: the Workers KV REST API.
    private static let getCount = 100

    func bulkPut(_ file: String, _ choice: KVNamespaceChoice, _ api: AdminClient) throws(CommandFailure) {
        let entries = try BulkFile(file, Self.read(file, limit: BulkFile.bytes)).entries()
        let chosen = try find(choice, api)
        try write(choice, chosen, api) { () throws(CommandFailure) in
            try change(entries, chosen, api, "PUT", "/bulk", label: "Uploading", done: "Uploaded")
        }
    }

    func bulkDelete(_ file: String, _ choice: KVNamespaceChoice, _ api: AdminClient) throws(CommandFailure) {
        let keys = try BulkFile(file, Self.read(file, limit: BulkFile.bytes)).keys()
        let chosen = try find(choice, api)
        let question = "Delete the \(ProgressBar.grouped(keys.count)) keys of \(file) from namespace \(chosen.name)?"
        try confirm(question, option: "--force (-f)")
        try change(keys, chosen, api, "POST", "/bulk/delete", label: "Deleting", done: "Deleted")
    }

    private func change(
        _ items: [ArraySlice<UInt8>], _ chosen: Chosen, _ api: AdminClient, _ method: String, _ rest: String,
        label: String, done verb: String
    ) throws(CommandFailure) {
        var bar = ProgressBar(label)
        var done = 0
        var failed: [String] = []
        for batch in BulkFile.batches(items, count: Self.batchCount, bytes: Self.batchBytes) {
            bar.show(done, of: items.count)
            let answer: JSONAnswer
            do {
                let body = BulkFile.list(items[batch])
                answer = try JSONAnswer(
                    api.send(method, Self.path(chosen.id, rest), body, contentType: "application/json"))
            } catch {
                bar.finish()
                guard done > 0 else { throw error }
                throw CommandFailure(
                    "\(error.message) Before that, \(ProgressBar.grouped(done)) of \(ProgressBar.grouped(items.count)) "
                        + "were done.")
            }
            let result = try answer.member("result")
            for range in try result.elements("unsuccessful_keys") {
                failed.append(JSONParts.string(result.json, range) ?? "")
            }
            done += batch.count
        }
        bar.finish()
        let count = ProgressBar.grouped(items.count - failed.count)
        Console.say("\(verb) \(count) of \(ProgressBar.grouped(items.count)) on namespace \(chosen.name).")
        guard failed.isEmpty else {
            throw CommandFailure(
                "Not done: \(failed.prefix(10).joined(separator: ", "))\(failed.count > 10 ? ", …" : ".")")
        }
        Console.say("Success!")
    }

    func bulkGet(_ file: String, _ choice: KVNamespaceChoice, _ api: AdminClient) throws(CommandFailure) {
        let keys = try BulkFile(file, Self.read(file, limit: BulkFile.bytes)).keys()
        let chosen = try find(choice, api)
        var bar = ProgressBar("Reading")
        var isFirst = true
        for batch in BulkFile.batches(keys, count: Self.getCount, bytes: Self.batchBytes) {
            bar.show(batch.lowerBound, of: keys.count)
            let body = Array(#"{"keys":"#.utf8) + BulkFile.list(keys[batch]) + [0x7d]
            let answer = try JSONAnswer(
                api.send("POST", Self.path(chosen.id, "/bulk/get"), body, contentType: "application/json"))
            bar.finish()
            for (name, value) in try answer.member("result").member("values").parts {
                var line = Array((isFirst ? "{\n  " : ",\n  ").utf8)
                line.append(json: name)
                line += ": ".utf8
                Console.print(line + value)
                isFirst = false
            }
        }
        Console.print(isFirst ? "{}" : "\n}")
    }
}
