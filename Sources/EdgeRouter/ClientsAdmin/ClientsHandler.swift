// SPDX-License-Identifier: Apache-2.0

internal import EventLoop
internal import HTTPCore
internal import KVStore

/// `/admin/clients`: clients' records. Those of the configuration file are shown and not changed here.
enum ClientsHandler {
    /// Clients on a page, and the most of them.
    private static let pageCounts = (usual: 100, most: 1000)

    static func handle(_ exchange: Exchange, _ route: ClientsRoute) throws(Problem) {
        let method = exchange.head.method
        switch route {
        case .clients where method == .post: create(exchange)
        case .clients where method.isRead: try list(exchange)
        case .client(let id) where method.isRead: try read(exchange, checked(id))
        case .client(let id) where method == .patch: try patch(exchange, checked(id))
        case .client(let id) where method == .delete: try ClientRemoval.begin(exchange, checked(id))
        case .tokens(let id) where method == .post: try TokensHandler.create(exchange, checked(id))
        case .tokens(let id) where method.isRead: try TokensHandler.list(exchange, checked(id))
        case .token(let id, let token) where method == .delete:
            try TokensHandler.revoke(exchange, checked(id), token)
        default: throw .methodNotAllowed(route.allowed)
        }
    }

    static func checked(_ id: String) throws(Problem) -> String {
        guard ClientID(id) != nil else {
            throw Problem(
                400, "invalid-client-id", "Not a client id",
                "`\(printable(id))` is no client id: 1 to 63 of a-z, 0-9 and hyphens, the first and last no hyphen.")
        }
        return id
    }

    // MARK: Reading

    private static func list(_ exchange: Exchange) throws(Problem) {
        let query = Query(exchange)
        if let name = query.firstName(notIn: ["prefix", "limit", "cursor"]) {
            throw Problem(
                400, "unknown-parameter", "Unknown parameter",
                "`\(printable(name))` is no parameter of this list; there are prefix, limit and cursor.")
        }
        let prefix = query["prefix"] ?? ""
        var limit = pageCounts.usual
        if let text = query["limit"] {
            guard let count = Int(text), 1...pageCounts.most ~= count else {
                throw Problem(
                    400, "invalid-limit", "Not a limit",
                    "`limit=\(printable(text))` is not between 1 and \(pageCounts.most).")
            }
            limit = count
        }
        let last = query["cursor"]
        if let last, ClientID(last) == nil || !last.hasPrefix(prefix) {
            throw Problem(400, "invalid-cursor", "Not a cursor", "Send the cursor of the page before, unchanged.")
        }
        let worker = exchange.worker
        let cursor = last.flatMap { try? KVKey(validating: Array($0.utf8)) }.map { KVPage.cursor(behind: $0) }
        let page = try exchange.listed(.clientRecords, prefix: prefix, limit: limit, cursor: cursor)
        let stored = page.names.map { String(decoding: $0, as: UTF8.self) }
        // Of those in the file the ones that belong between the first and the last of this page.
        let inFile = worker.tables.configuredClients.filter { id in
            id.hasPrefix(prefix) && (last.map { $0 < id } ?? true)
                && (page.isComplete || stored.last.map { id <= $0 } ?? true)
        }
        let all = Set(stored).union(inFile).sorted()
        let ids = all.prefix(limit)
        let isComplete = page.isComplete && ids.count == all.count
        var json = Array(#"{"clients":["#.utf8)
        for (index, id) in ids.enumerated() {
            if index > 0 { json.append(text: ",") }
            if let record = try Shown(exchange, id) { record.append(to: &json) }
        }
        json.append(text: #"],"list_complete":\#(isComplete)"#)
        if !isComplete, let next = ids.last { json.append(text: #","cursor":"\#(next)""#) }
        json.append(text: "}\n")
        exchange.respond(200, contentType: "application/json", json)
    }

    private static func read(_ exchange: Exchange, _ id: String) throws(Problem) {
        guard let shown = try Shown(exchange, id) else { throw .noSuchClient(id) }
        shown.answer(exchange, 200)
    }

    // MARK: Changing

    private static func create(_ exchange: Exchange) {
        exchange.gatherBody(limit: ClientDocument.maximumBytes) { exchange, body in
            exchange.attempt { () throws(Problem) in
                var fields = try AdminBody.members(body)
                guard case .string(let text) = fields.removeValue(forKey: "id") else {
                    throw Problem(400, "no-id", "No id", "The record needs an `id`, a string.")
                }
                let id = try checked(text)
                guard exchange.worker.tables.configuration(ofClient: id) == nil else { throw .inFile(id) }
                let now = exchange.worker.dates.seconds
                let document = ClientDocument(fields: fields, createdAt: now, updatedAt: now)
                try store(exchange, id, document, over: nil)
            }
        }
    }

    private static func patch(_ exchange: Exchange, _ id: String) throws(Problem) {
        guard exchange.worker.tables.configuration(ofClient: id) == nil else { throw .inFile(id) }
        exchange.gatherBody(limit: ClientDocument.maximumBytes) { exchange, body in
            exchange.attempt { () throws(Problem) in
                guard let old = try exchange.storedEntry(.clientRecords, id) else { throw .noSuchClient(id) }
                let bytes = exchange.buffer.bytes
                if let tags = exchange.head.first(.ifMatch),
                    !EntityTagList.matches(bytes.span, tags.value, old.etag, .strong)
                {
                    throw KVHandler.preconditionFailed
                }
                guard let document = ClientDocument(stored: old.value) else { throw .unreadable(id) }
                let patch = try AdminBody.members(body)
                try store(exchange, id, document.merged(with: patch, now: exchange.worker.dates.seconds), over: old)
            }
        }
    }

    /// Stores a record that is right, with whose its hosts are, if nothing has changed meanwhile.
    private static func store(
        _ exchange: Exchange, _ id: String, _ document: ClientDocument, over old: KVEntry?
    ) throws(Problem) {
        let worker = exchange.worker
        try AdminBody.check(
            document.problems(id: id, baseDomain: worker.tables.baseDomain) { worker.tables.bots[$0] != nil })
        let hosts = Set(document.configuration(id: id).hosts)
        for host in hosts { try checkFree(host, for: id, worker) }
        let before = Set(old.flatMap { ClientDocument(stored: $0.value) }?.configuration(id: id).hosts ?? [])
        let record = try KVKey(text: id)
        var transaction = KVTransaction(
            if: [.init(.clientRecords, record, old.map { .ifMatch([$0.etag]) } ?? .ifNoneMatchAny)],
            puts: [KVPut(namespace: .clientRecords, key: record, value: document.json)])
        for host in hosts.subtracting(before) {
            let key = try KVKey(text: host)
            transaction.conditions.append(.init(.clientHosts, key, .ifNoneMatchAny))
            transaction.puts.append(KVPut(namespace: .clientHosts, key: key, value: Array(id.utf8)))
        }
        for host in before.subtracting(hosts) { transaction.deletes.append((.clientHosts, try KVKey(text: host))) }
        let isNew = old == nil
        worker.submit([.transaction(transaction)], bytes: document.json.count + 1024, exchange) { exchange, results in
            exchange.attempt { () throws(Problem) in
                switch results.first {
                case .transacted: try Shown(exchange, id)?.answer(exchange, isNew ? 201 : 200)
                case .failed(let error): throw KVHandler.problem(error)
                default: throw try conflict(exchange, id, hosts, isNew: isNew)
                }
            }
        }
    }

    private static func checkFree(_ host: String, for id: String, _ worker: Worker) throws(Problem) {
        switch worker.tables.hosts.verdict(host) {
        case .foreign: break
        case .client(let owner): if owner != id { throw .hostTaken(host, owner) }
        case .own: throw .hostTaken(host, nil)
        }
    }

    /// Why a transaction was refused.
    private static func conflict(
        _ exchange: Exchange, _ id: String, _ hosts: Set<String>, isNew: Bool
    ) throws(Problem) -> Problem {
        for host in hosts.sorted() {
            guard let entry = try exchange.storedEntry(.clientHosts, host) else { continue }
            let owner = String(decoding: entry.value, as: UTF8.self)
            if owner != id { return .hostTaken(host, owner) }
        }
        if isNew {
            return Problem(
                409, "client-exists", "Client exists", "There is a client `\(id)`; change its record with PATCH.")
        }
        return Problem(
            409, "changed-meanwhile", "Changed meanwhile", "The record of `\(id)` has been changed by another request.",
            retryAfter: 1)
    }
}

/// A record as the operator sees it.
private struct Shown {
    let id: String
    let members: [String: ConfigurationValue]
    let isInFile: Bool
    let etag: [UInt8]?

    /// Nil where there is no record.
    init?(_ exchange: Exchange, _ id: String) throws(Problem) {
        self.id = id
        isInFile = exchange.worker.tables.configuration(ofClient: id) != nil
        if let client = exchange.worker.tables.configuration(ofClient: id) {
            members = client.members
            etag = nil
        } else if let entry = try exchange.storedEntry(.clientRecords, id) {
            guard let document = ClientDocument(stored: entry.value) else { throw .unreadable(id) }
            var fields = document.fields
            fields["created_at"] = .integer(document.createdAt)
            fields["updated_at"] = .integer(document.updatedAt)
            members = fields
            etag = entry.etag
        } else {
            return nil
        }
    }

    func append(to json: inout [UInt8]) {
        var shown = members
        shown["id"] = .string(id)
        shown["source"] = .string(isInFile ? "file" : "store")
        json.append(text: ConfigurationValue.table(shown).jsonText)
    }

    func answer(_ exchange: Exchange, _ status: Int) {
        var json: [UInt8] = []
        append(to: &json)
        json.append(text: "\n")
        exchange.respond(status, contentType: "application/json", json) { out in
            if let etag {
                out.append(contentsOf: Fragment.etag)
                out.append(contentsOf: etag)
                out.append(contentsOf: Fragment.lineEnd)
            }
            if status == 201 { out.append(field: "Location", "/admin/clients/\(id)") }
        }
    }
}

extension ClientConfiguration {
    /// The record as the file says it, but for the values of environment variables, which may be secrets.
    fileprivate var members: [String: ConfigurationValue] {
        var members: [String: ConfigurationValue] = [:]
        members["bot"] = bot.map { .string($0) }
        if !hosts.isEmpty { members["hosts"] = .array(hosts.map { .string($0) }) }
        if !env.isEmpty { members["env"] = .table(env.mapValues { _ in .string("…") }) }
        var limits: [String: ConfigurationValue] = [:]
        limits["requests_per_s"] = self.limits.requestsPerSecond.map { .double($0) }
        for (name, value) in [
            ("burst", self.limits.burst), ("concurrent", self.limits.concurrent),
            ("starts_per_min", self.limits.startsPerMinute), ("kv_bytes", self.limits.kvBytes),
            ("body_bytes", self.limits.bodyBytes),
        ] {
            limits[name] = value.map { .integer(Int64($0)) }
        }
        if !limits.isEmpty { members["limits"] = .table(limits) }
        if let model = llm.model { members["llm"] = .table(["model": .string(model)]) }
        return members
    }
}

extension RequestMethod {
    /// GET or HEAD.
    var isRead: Bool { self == .get || self == .head }
}

extension KVKey {
    /// A key that was checked as a client's id or a host.
    init(text: String) throws(Problem) {
        do throws(KVKeyProblem) {
            self = try KVKey(validating: Array(text.utf8))
        } catch {
            throw Problem(400, "invalid-key", "Not a key", "`\(printable(text))` cannot be stored: it is too long.")
        }
    }
}

extension Exchange {
    /// The entry of one of the router's own keys, as it is stored now.
    func storedEntry(_ namespace: KVNamespace, _ key: String) throws(Problem) -> KVEntry? {
        let bytes = Array(key.utf8)
        let result = try asked { () throws(KVError) in
            try worker.reader.get(namespace, key: bytes.span, now: worker.dates.seconds)
        }
        guard case .found(let entry) = result else { return nil }
        return entry
    }

    /// A listing of one of the router's own namespaces.
    func listed(
        _ namespace: KVNamespace, prefix: String, limit: Int, cursor: [UInt8]? = nil
    ) throws(Problem) -> KVPage {
        do {
            return try worker.reader.list(
                namespace, prefix: Array(prefix.utf8), limit: limit, cursor: cursor, now: worker.dates.seconds)
        } catch {
            throw KVHandler.storeProblem("\(error)")
        }
    }
}

extension Problem {
    static func noSuchClient(_ id: String) -> Problem {
        Problem(404, "no-such-client", "No such client", "There is no record of a client `\(id)`.")
    }

    static func inFile(_ id: String) -> Problem {
        Problem(
            409, "client-in-file", "Client in the file",
            "The record of `\(id)` stands in the configuration file: change it there and send SIGHUP.")
    }

    static func unreadable(_ id: String) -> Problem {
        Problem(
            500, "record-unreadable", "Record unreadable",
            "The record of `\(id)` in the store cannot be read; delete the client and create it again.", side: .router)
    }

    static func hostTaken(_ host: String, _ owner: String?) -> Problem {
        let holder = owner.map { "the client `\($0)`" } ?? "the router"
        return Problem(409, "host-taken", "Host taken", "`\(host)` belongs to \(holder); a host names one client.")
    }
}
