// SPDX-License-Identifier: Apache-2.0

internal import EventLoop
internal import HTTPCore
internal import KVStore

/// `/admin/kv/…`: what concerns the store as a whole. All but the import read all of it, on threads of their own.
enum KVAdminHandler {
    private static let prefix = "/admin/kv/"

    /// Whether a path of the admin listener is one of these.
    static func serves(_ path: String) -> Bool { path.hasPrefix(prefix) }

    static func handle(_ exchange: Exchange, path: String) throws(Problem) {
        let method = exchange.head.method
        switch path.dropFirst(prefix.count) {
        case "backup":
            guard method == .get else { throw .methodNotAllowed("GET") }
            backup(exchange)
        case "verify":
            guard method == .get else { throw .methodNotAllowed("GET") }
            verify(exchange)
        case "export":
            guard method == .get else { throw .methodNotAllowed("GET") }
            try export(exchange)
        case "import":
            guard method == .post else { throw .methodNotAllowed("POST") }
            try KVImport.begin(exchange)
        default:
            throw Problem(
                404, "no-route", "No such path",
                "There are /admin/kv/backup, /admin/kv/verify, /admin/kv/export and /admin/kv/import.")
        }
    }

    /// Runs a job on a thread of its own; the exchange is answered by messages from then on.
    private static func run(_ exchange: Exchange, _ job: @escaping @Sendable () -> Void) {
        guard exchange.worker.services.spool.run(job) else {
            return exchange.fail(
                Problem(
                    503, "busy", "Busy", "Other backups, exports or verifications are running.", side: .router,
                    retryAfter: 5))
        }
        exchange.worker.awaited.add(exchange)
    }

    /// Has a file made and sends it.
    private static func spool(
        _ exchange: Exchange, contentType: String, _ write: @escaping @Sendable (String) throws -> Void
    ) {
        let (ticket, sender) = (exchange.ticket, exchange.worker.sender)
        let spool = exchange.worker.services.spool
        run(exchange) {
            let result = Result { try spool.make(write) }
            sender.send(
                .resume(ticket: ticket, of: nil) { exchange in
                    switch result {
                    case .success(let content): send(exchange, content, contentType: contentType)
                    case .failure(let error): exchange.fail(problem(error))
                    }
                })
        }
    }

    private static func send(_ exchange: Exchange, _ content: SpooledFile, contentType: String) {
        let source = FileSource(length: content.length, { try content.file.read(at: $0, count: $1) }, failure: problem)
        StreamedResponse.send(source, exchange) { exchange in
            exchange.respond(200, body: .length(UInt64(content.length))) {
                $0.append(field: "Content-Type", contentType)
            }
        }
    }

    private static func problem(_ error: any Error) -> Problem {
        let isFull = (error as? KVError)?.isFull ?? (error as? SystemError)?.isNoSpace ?? false
        guard isFull else { return KVHandler.storeProblem("\(error)") }
        return Problem(
            507, "storage-full", "Storage full",
            "The disk with the data directory has no room for a copy of the store, which is made there before it is "
                + "sent.", side: .router)
    }

    // MARK: Backup

    private static func backup(_ exchange: Exchange) {
        let store = exchange.worker.services.store
        spool(exchange, contentType: "application/vnd.sqlite3") { try store.backup(to: $0) }
    }

    // MARK: Export

    private static func export(_ exchange: Exchange) throws(Problem) {
        let query = Query(exchange)
        let namespace: KVNamespace?
        do {
            namespace = try query["namespace_id"].map { id in
                guard let info = try exchange.worker.reader.namespace(id: id) else { throw Problem.noSuchNamespace(id) }
                return info.namespace
            }
        } catch let problem as Problem {
            throw problem
        } catch {
            throw KVHandler.storeProblem("\(error)")
        }
        let form: KVExport.Form
        switch query["format"] ?? "lines" {
        case "lines": form = .lines
        case "array": form = .array
        default: throw Problem(400, "invalid-format", "Not a format", "`format` is `lines` or `array`.")
        }
        let store = exchange.worker.services.store
        let contentType = form == .lines ? "application/x-ndjson" : "application/json"
        spool(exchange, contentType: contentType) { try KVExport.write(store, namespace, form, to: $0) }
    }

    // MARK: Verify

    /// Lines of JSON: how far it is, at most a few a second, and at the end what was found.
    private static func verify(_ exchange: Exchange) {
        let (ticket, sender) = (exchange.ticket, exchange.worker.sender)
        let store = exchange.worker.services.store
        let directory = String(store.path.dropLast(KVStore.fileName.utf8.count + 1))
        run(exchange) {
            var last = Instant(nanoseconds: 0)
            let result = Result { () throws(KVError) in
                try KVStore.verify(directory: directory) { progress in
                    let now = Instant.now
                    guard last.advanced(milliseconds: progressMilliseconds) <= now else { return }
                    last = now
                    let line = KVVerificationText.line(progress)
                    sender.send(
                        .resume(ticket: ticket, of: nil) { exchange in
                            write(exchange, line)
                            exchange.worker.awaited.add(exchange)
                        })
                }
            }
            sender.send(
                .resume(ticket: ticket, of: nil) { exchange in
                    switch result {
                    case .success(let verification):
                        write(exchange, KVVerificationText.line(verification))
                        exchange.end()
                    case .failure(let error): exchange.fail(KVHandler.storeProblem("\(error)"))
                    }
                })
        }
    }

    /// Between two lines about progress, in milliseconds.
    private static let progressMilliseconds = 250

    private static func write(_ exchange: Exchange, _ line: [UInt8]) {
        if !exchange.hasResponded {
            exchange.respond(200, body: .stream) { $0.append(field: "Content-Type", "application/x-ndjson") }
        }
        exchange.write(line, 0..<line.count)
    }
}

extension Problem {
    static func noSuchNamespace(_ id: String) -> Problem {
        Problem(404, "no-namespace", "No such namespace", "There is no namespace with the id `\(id)`.")
    }
}
