// SPDX-License-Identifier: Apache-2.0

internal import EventLoop
internal import HTTPCore
internal import KVStore

/// One run of `edge-router kv`.
struct KVCommandRun {
    let options: KVAccessOptions

    func run(_ command: KVCommand) throws(CommandFailure) {
        switch command {
        case .restore(let file, let replacing): try restore(file, replacing: replacing)
        case .verify: try verify()
        default: try withServer(for: command) { api throws(CommandFailure) in try run(command, api) }
        }
    }

    private func run(_ command: KVCommand, _ api: AdminClient) throws(CommandFailure) {
        switch command {
        case .createNamespace(let title): try create(title, api)
        case .listNamespaces: try listNamespaces(api)
        case .renameNamespace(let choice, let title):
            try rename(choice, title, api)
        case .deleteNamespace(let choice):
            try deleteNamespace(choice, api)
        case .put(let request, let choice): try put(request, choice, api)
        case .get(let key, let choice, let path, let isText):
            try get(key, choice, path: path, isText: isText, api)
        case .list(let choice, let prefix):
            try list(choice, prefix: prefix, api)
        case .delete(let key, let choice):
            try delete(key, choice, api)
        case .bulkPut(let file, let choice):
            try bulkPut(file, choice, api)
        case .bulkGet(let file, let choice):
            try bulkGet(file, choice, api)
        case .bulkDelete(let file, let choice):
            try bulkDelete(file, choice, api)
        case .backup(let file): try backup(file, api)
        case .export(let file, let choice, let isList):
            try export(file, choice, isList: isList, api)
        case .import(let file, let choice):
            try importLines(file, choice, api)
        case .restore, .verify: break
        }
    }

    private func withServer(
        for command: KVCommand, _ body: (AdminClient) throws(CommandFailure) -> Void
    ) throws(CommandFailure) {
        try StoreAccess.withAPI(
            options, isMade: command.makesStore,
            configuration: { () throws(CommandFailure) in
                guard case .binding(let binding) = command.choice else { return (.embedded, []) }
                return (.embedded, [try bound(binding)])
            }, body)
    }
}

// MARK: - What cannot be taken back

extension KVCommandRun {
    /// Goes on only if whoever is at the terminal agrees. Where there is none nobody could, and what was not said in so
    /// many words is not done: wrangler takes silence for consent there, but a mistake in a script costs data.
    /// - Parameter option: what says it.
    func confirm(_ question: String, option: String) throws(CommandFailure) {
        guard !options.isForced else { return }
        switch Console.agrees(to: question) {
        case true?: return
        case false?: throw CommandFailure("Nothing was deleted.")
        case nil:
            throw CommandFailure(
                "Nothing was deleted: there is no terminal to ask on. To delete without asking, say \(option).",
                exitStatus: 2)
        }
    }
}

// MARK: - Names in URLs

extension KVCommandRun {
    /// A text as one segment of a path or one value of a query (RFC 3986 section 2.3).
    static func encoded(_ text: String) -> String {
        var bytes: [UInt8] = []
        for byte in text.utf8 {
            let lower = byte | 0x20
            if byte.isASCIIDigit || 0x61...0x7a ~= lower || [0x2d, 0x2e, 0x5f, 0x7e].contains(byte) {
                bytes.append(byte)
            } else {
                bytes.append(0x25)
                bytes.append(UInt8(hexDigitOf: UInt64(byte >> 4)))
                bytes.append(UInt8(hexDigitOf: UInt64(byte)))
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    static func path(_ namespace: String, _ rest: String = "") -> String {
        AdminClient.namespaces + "/" + encoded(namespace) + rest
    }

    static func path(_ namespace: String, key: String) -> String { path(namespace, "/values/" + encoded(key)) }
}

// MARK: - Files

extension KVCommandRun {
    /// The whole of a file, or of standard input for `-`.
    static func read(_ path: String, limit: Int) throws(CommandFailure) -> [UInt8] {
        do {
            return try FileSystem.read(path == "-" ? "/dev/stdin" : path, limit: limit)
        } catch {
            throw CommandFailure("\(path) cannot be read: \(error)")
        }
    }

    /// Writes a new file piece by piece; nothing is left of it if that fails. `-` is standard output.
    /// - Parameter replacing: whether a file that has the name gives way.
    static func write(
        _ path: String, replacing: Bool,
        _ body: (([UInt8]) throws(CommandFailure) -> Void) throws(CommandFailure) -> Void
    ) throws(CommandFailure) {
        guard path != "-" else { return try body { bytes in Console.print(bytes) } }
        guard replacing || !FileSystem.exists(path) else { throw CommandFailure("\(path) exists already.") }
        let part = "\(path).part-\(ProcessFacts.pid)"
        defer { try? FileSystem.remove(part) }
        do {
            let file = try DiskFile.new(part)
            try body { bytes throws(CommandFailure) in
                do {
                    try file.write(bytes)
                } catch {
                    throw CommandFailure("\(path) cannot be written: \(error)")
                }
            }
            try file.synchronize()
            if replacing { try FileSystem.remove(path) }
            try FileSystem.rename(part, toFree: path)
        } catch let failure as CommandFailure {
            throw failure
        } catch {
            throw CommandFailure("\(path) cannot be written: \(error)")
        }
    }
}
