// SPDX-License-Identifier: Apache-2.0

internal import EventLoop
internal import HTTPCore
internal import KVStore

/// `/admin/clients`: clients' records. Those of the configuration file are shown and not changed here.
enum ClientsHandler {
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
        let query = try ClientsQuery(Query(exchange))
        let worker = exchange.worker
        let (store, configured, now) = (worker.services.store, worker.tables.configuredClients, worker.dates.seconds)
        worker.offload(exchange, to: .files, bytes: 0) {
            Result { () throws(Problem) in try query.answer(store, configured, now: now) }
        } _: { exchange, answer in
            exchange.attempt { () throws(Problem) in
                exchange.respond(200, contentType: "application/json", try answer.get())
            }
        }
    }

    private static func read(_ exchange: Exchange, _ id: String) throws(Problem) {
        guard let view = try view(exchange, id) else { throw .noSuchClient(id) }
        answer(exchange, 200, view)
    }

    private static func view(_ exchange: Exchange, _ id: String) throws(Problem) -> ClientView? {
        let view = ClientView(
            id, inFile: exchange.worker.tables.configuration(ofClient: id),
            stored: try exchange.storedEntry(.clientRecords, id).map { ($0.value, $0.etag) })
        guard view?.isUnreadable != true else { throw .unreadable(id) }
        return view
    }

    private static func answer(_ exchange: Exchange, _ status: Int, _ view: ClientView) {
        var json: [UInt8] = []
        view.append(to: &json)
        json.append(text: "\n")
        exchange.respond(status, contentType: "application/json", json) { out in
            if let etag = view.etag {
                out.append(contentsOf: Fragment.etag)
                out.append(contentsOf: etag)
                out.append(contentsOf: Fragment.lineEnd)
            }
            if status == 201 { out.append(field: "Location", "/admin/clients/\(view.id)") }
        }
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
                let patch = ClientView.unmasked(try AdminBody.members(body))
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
        try claim(hosts, insteadOf: before, for: id, exchange, &transaction)
        let isNew = old == nil
        worker.submit([.transaction(transaction)], bytes: document.json.count + 1024, exchange) { exchange, results in
            exchange.attempt { () throws(Problem) in
                switch results.first {
                case .transacted:
                    guard let view = try view(exchange, id) else { throw .noSuchClient(id) }
                    answer(exchange, isNew ? 201 : 200, view)
                case .failed(let error): throw KVHandler.problem(error)
                default: throw try conflict(exchange, id, hosts, isNew: isNew)
                }
            }
        }
    }

    /// Has a transaction claim hosts, and let those go that are no longer wanted. What is claimed already is not free
    /// unless its owner has no record that counts: the file defines that client.
    private static func claim(
        _ hosts: Set<String>, insteadOf before: Set<String>, for id: String, _ exchange: Exchange,
        _ transaction: inout KVTransaction
    ) throws(Problem) {
        for host in hosts.union(before) {
            let (key, claim) = (try KVKey(text: host), try exchange.storedEntry(.clientHosts, host))
            let owner = claim.map { String(decoding: $0.value, as: UTF8.self) }
            if hosts.contains(host), owner != id {
                if let owner, try hasRecord(owner, exchange) { throw .hostTaken(host, owner) }
                transaction.puts.append(KVPut(namespace: .clientHosts, key: key, value: Array(id.utf8)))
            } else if !hosts.contains(host), owner == id {
                transaction.deletes.append((.clientHosts, key))
            } else {
                // It is the client's already, or was taken from it while the file defined it.
                continue
            }
            transaction.conditions.append(
                .init(.clientHosts, key, claim.map { .ifMatch([$0.etag]) } ?? .ifNoneMatchAny))
        }
    }

    /// Whether the client has a record in the store that counts.
    private static func hasRecord(_ id: String, _ exchange: Exchange) throws(Problem) -> Bool {
        guard exchange.worker.tables.configuration(ofClient: id) == nil else { return false }
        return try exchange.storedEntry(.clientRecords, id) != nil
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
            if owner != id, try hasRecord(owner, exchange) {
                return .hostTaken(host, owner)
            }
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
