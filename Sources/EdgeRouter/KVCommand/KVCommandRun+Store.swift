// SPDX-License-Identifier: Apache-2.0

internal import EventLoop
internal import KVStore
internal import Outbound

// What concerns the store as a whole.

extension KVCommandRun {
    func backup(_ file: String, _ api: AdminClient) throws(CommandFailure) {
        var bar = ProgressBar("Copying, bytes")
        var count = 0
        try Self.write(file, replacing: false) { write throws(CommandFailure) in
            try api.stream("GET", "/admin/kv/backup", takesTime: true) { bytes throws(CommandFailure) in
                try write(bytes)
                count += bytes.count
                bar.show(count, of: nil)
            }
        }
        bar.finish()
        if file != "-" { Console.say("Wrote a backup of \(ProgressBar.grouped(count)) bytes to \(file).") }
    }

    func export(
        _ file: String?, _ choice: KVNamespaceChoice?, isList: Bool, _ api: AdminClient
    ) throws(CommandFailure) {
        var query = isList ? "?format=array" : "?format=lines"
        if let choice { query += "&namespace_id=\(Self.encoded(try find(choice, api).id))" }
        var bar = ProgressBar("Exporting, entries", isShown: file != nil && ProcessFacts.isTerminal(2))
        var lines = 0
        try Self.write(file ?? "-", replacing: false) { write throws(CommandFailure) in
            try api.stream("GET", "/admin/kv/export" + query, takesTime: true) { bytes throws(CommandFailure) in
                try write(bytes)
                lines += bytes.count { $0 == 0x0a }
                bar.show(lines, of: nil)
            }
        }
        bar.finish()
        // A list has a line more at its beginning and one at its end; an empty one has both as one.
        let count = isList ? max(0, lines - 2) : lines
        Console.say("Exported \(ProgressBar.grouped(count)) entries.")
    }

    func importLines(_ file: String, _ choice: KVNamespaceChoice?, _ api: AdminClient) throws(CommandFailure) {
        var query = ""
        if let choice { query = "?namespace_id=\(Self.encoded(try find(choice, api).id))" }
        let source: DiskFile
        let length: Int?
        do {
            source = file == "-" ? try DiskFile.standard(0) : try DiskFile.reading(file)
            length = source.isRegular ? try source.length() : nil
        } catch {
            throw CommandFailure("\(file) cannot be read: \(error)")
        }
        let list = "\(file) is a JSON list, and not an object a line: `edge-router kv bulk put` takes it."
        var bar = ProgressBar("Importing, bytes")
        var sent = 0
        var answer: [UInt8] = []
        try api.stream(
            "POST", "/admin/kv/import" + query, .streamed(length: nil), contentType: "application/x-ndjson",
            takesTime: true
        ) { count throws(CommandFailure) in
            do {
                let piece = try source.read(upTo: count)
                if sent == 0, piece.first(where: { $0 > 0x20 }) == UInt8(ascii: "[") { throw CommandFailure(list) }
                sent += piece.count
                bar.show(sent, of: length)
                return piece
            } catch let failure as CommandFailure {
                throw failure
            } catch {
                throw CommandFailure("\(file) cannot be read: \(error)")
            }
        } receive: {
            answer += $0
        }
        bar.finish()
        try report(try JSONAnswer(answer))
    }

    private func report(_ answer: JSONAnswer) throws(CommandFailure) {
        for range in try answer.elements("refusals") {
            let refusal = try JSONAnswer(Array(answer.json[range]))
            Console.say("line \(try refusal.count("line")): \(try refusal.text("reason"))")
        }
        let expired = try answer.count("expired")
        let text = expired == 0 ? "" : "; \(ProgressBar.grouped(expired)) had expired"
        Console.say("Imported \(ProgressBar.grouped(try answer.count("stored"))) entries\(text).")
        let refused = try answer.count("refused")
        if refused > 0 { throw CommandFailure("\(ProgressBar.grouped(refused)) lines were refused.") }
    }
}

// MARK: - Looking at the store, and putting it back

extension KVCommandRun {
    /// Online the server looks at its store. Offline the file is only read: a damaged one could not be served.
    func verify() throws(CommandFailure) {
        switch try StoreAccess.find(options, isMade: false) {
        case .server(let url, let holder):
            let client = AdminClient(url: url, token: ProcessFacts.environment("EDGE_ADMIN_TOKEN"), holder: holder)
            defer { client.close() }
            try verify(client)
        case .directory(let directory):
            defer { withExtendedLifetime(directory) {} }
            var bar = ProgressBar("Verifying")
            let result: KVVerification
            do {
                result = try KVStore.verify(directory: directory.path) { bar.show($0.done, of: $0.total) }
                bar.finish()
            } catch {
                bar.finish()
                throw CommandFailure(
                    "The store in \(directory.path) cannot be read: \(error)\n\(Self.remedy(directory.path))")
            }
            try tell(
                entries: result.entries, values: result.values, findings: result.findings.map(\.message),
                remedy: Self.remedy(directory.path))
        }
    }

    private func verify(_ api: AdminClient) throws(CommandFailure) {
        var bar = ProgressBar("Verifying")
        var rest: [UInt8] = []
        var last: JSONAnswer?
        try api.stream("GET", "/admin/kv/verify", takesTime: true) { bytes throws(CommandFailure) in
            rest += bytes
            while let end = rest.firstIndex(of: 0x0a) {
                let line = try JSONAnswer(Array(rest[..<end]))
                rest.removeFirst(end + 1)
                if let done = try? line.count("done") { bar.show(done, of: try line.count("total")) }
                last = line
            }
        }
        bar.finish()
        guard let last else { throw CommandFailure("The server's answer was empty.") }
        var findings: [String] = []
        for range in try last.elements("findings") {
            findings.append(try JSONAnswer(Array(last.json[range])).text("message"))
        }
        try tell(
            entries: try last.count("entries"), values: try last.count("values"), findings: findings,
            remedy: Self.remedy(nil))
    }

    private func tell(entries: Int, values: Int, findings: [String], remedy: String) throws(CommandFailure) {
        guard findings.isEmpty else {
            for finding in findings { Console.print(finding) }
            throw CommandFailure("The store is damaged: \(findings.count) findings.\n\(remedy)")
        }
        Console.print(
            "The store is sound: \(ProgressBar.grouped(entries)) entries, \(ProgressBar.grouped(values)) of them in "
                + "files of their own.")
    }

    private static func remedy(_ directory: String?) -> String {
        let data = directory.map { " --data \($0)" } ?? " --data DIR"
        let stop = directory == nil ? "End the server, then restore" : "Restore"
        return "\(stop) the last backup with `edge-router kv restore FILE\(data) --replace`, which keeps what is there "
            + "under another name."
    }

    /// Only where no server runs: the store that is served cannot be changed under it.
    func restore(_ file: String, replacing: Bool) throws(CommandFailure) {
        guard FileSystem.exists(file) else { throw CommandFailure("\(file) is not there.") }
        var offline = options
        offline.dataDirectory = options.dataDirectory ?? ProcessFacts.environment("EDGE_DATA")
        guard try StoreAccess.server(offline) == nil else {
            throw CommandFailure("A running server cannot be restored: end it, and name its --data.", exitStatus: 2)
        }
        offline.dataDirectory = offline.dataDirectory ?? StartSettings.defaultDataDirectory
        let held = try take(offline)
        defer { withExtendedLifetime(held) {} }
        let directory = held.path
        var bar = ProgressBar("Restoring")
        defer { bar.finish() }
        do {
            var kept = ""
            if FileSystem.exists(directory + "/" + KVStore.fileName) {
                // One without entries, as it takes the place of a damaged one, is nothing to ask about.
                guard replacing || (try? KVStore.isEmpty(directory: directory)) == true else {
                    throw CommandFailure(
                        "\(directory) has a store already; with --replace it is kept under another name.")
                }
                // Whatever the backup turns out to be worth: it is looked at before anything is moved.
                try KVStore.check(backup: file) { bar.show($0.done, of: $0.total) }
                let now = WallClock.now
                kept = try KVStore.moveAside(
                    directory: directory, suffix: "replaced-\(now.seconds).\(now.microseconds)")
            }
            try KVStore.restore(from: file, into: directory) { bar.show($0.done, of: $0.total) }
            bar.finish()
            if !kept.isEmpty { Console.say("The earlier store was kept as \(kept).") }
            Console.say("Restored \(file) into \(directory).")
        } catch let failure as CommandFailure {
            throw failure
        } catch {
            throw CommandFailure("\(file) cannot be restored: \(error)")
        }
    }

    private func take(_ options: KVAccessOptions) throws(CommandFailure) -> DataDirectory {
        switch try StoreAccess.find(options, isMade: true) {
        case .directory(let directory): return directory
        case .server(_, let holder):
            let pid = holder.map { ", pid \($0)" } ?? ""
            let directory = options.dataDirectory ?? StartSettings.defaultDataDirectory
            throw CommandFailure("\(directory) is in use by edge-router\(pid): end it before restoring.")
        }
    }
}
