// SPDX-License-Identifier: Apache-2.0

internal import EventLoop
internal import HTTPCore
internal import KVStore

/// The Workers KV REST API under `/client/v4`, for the operator: Cloudflare's own clients work with nothing but another
/// base URL. Any account names the one store. What it answers is Cloudflare's, byte for byte where a client looks.
enum CloudflareAPI {
    /// Answers a request whose path is in the API and who may use it.
    static func handle(_ exchange: Exchange) {
        if let client = exchange.apiClient { return ClientAccess.handle(exchange, client) }
        let worker = exchange.worker
        guard worker.bindingsAreMade else {
            // The bindings of the configuration are made by the store's thread before whatever is handed to it now.
            return worker.submit([], bytes: 0, exchange) { exchange, _ in
                exchange.worker.bindingsAreMade = true
                handle(exchange)
                // Its body may lie in the buffer already, of which nobody would tell again.
                if let connection = exchange.connection { exchange.worker.loop.runAgain(connection) }
            }
        }
        route(exchange)
    }

    /// Finds the call that a request makes and has it answered.
    static func route(_ exchange: Exchange) {
        let bytes = exchange.buffer.bytes
        let route = CloudflareRoute(exchange.semantics.target.path, bytes.span)
        exchange.attempt { () throws(Problem) in
            guard route != .unknown else { throw .noSuchRoute(exchange.text(exchange.semantics.target.path)) }
            guard route.allowed.contains(exchange.head.method) else {
                throw .methodNotAllowed(route.allowed.map(\.name).joined(separator: ", "))
            }
            try answer(exchange, route)
        }
    }

    private static func answer(_ exchange: Exchange, _ route: CloudflareRoute) throws(Problem) {
        let method = exchange.head.method
        switch route {
        case .tokenVerification: AccountHandler.verify(exchange)
        case .accounts: try AccountHandler.accounts(exchange)
        case .memberships: try AccountHandler.memberships(exchange)
        case .namespaces where method == .post: try NamespaceHandler.create(exchange)
        case .namespaces: try NamespaceHandler.list(exchange)
        case .namespace(let id) where method == .put: try NamespaceHandler.rename(exchange, id)
        case .namespace(let id) where method == .delete: try NamespaceHandler.remove(exchange, id)
        case .namespace(let id): try NamespaceHandler.get(exchange, id)
        case .keys(let id): try KeyHandler.list(exchange, id)
        case .value(let id, let key) where method == .put: try ValueHandler.put(exchange, id, key)
        case .value(let id, let key) where method == .delete: try ValueHandler.delete(exchange, id, key)
        case .value(let id, let key): try ValueHandler.get(exchange, id, key)
        case .metadata(let id, let key): try KeyHandler.metadata(exchange, id, key)
        case .bulk(let id) where method == .put: try BulkHandler.put(exchange, id)
        case .bulk(let id), .bulkDelete(let id): try BulkHandler.delete(exchange, id)
        case .bulkGet(let id): try BulkGetHandler.handle(exchange, id)
        case .unknown: break
        }
    }
}

// MARK: - What a request names

extension Exchange {
    /// The namespace with the id at that place of the path, or with the id that the configuration gives a binding.
    func namespace(_ range: ByteRange, _ operation: String) throws(Problem) -> KVNamespaceInfo {
        let found: KVNamespaceInfo?
        if let own = apiClient?.namespace {
            guard NamespaceID(buffer.bytes[range.indices])?.text == own.identity.id else {
                throw .noNamespace(operation)
            }
            found = try asked { () throws(KVError) in try worker.reader.info(of: own) }
        } else if let id = NamespaceID(buffer.bytes[range.indices]) {
            found = try asked { () throws(KVError) in try worker.reader.namespace(id: id.text) }
        } else if let bound = worker.tables.binding(withID: text(range)) {
            found = try asked { () throws(KVError) in try worker.reader.info(of: bound.namespace) }
        } else {
            throw .malformedID(text(range))
        }
        if let found { return found }
        throw .noNamespace(operation)
    }

    /// The key at that place of the path, decoded once.
    func key(_ range: ByteRange, _ operation: String) throws(Problem) -> KVKey {
        let bytes = buffer.bytes
        guard let decoded = PercentCoding.decode(bytes.span, range) else {
            throw .invalid("\(operation): 'a percent sign in the key is not followed by two hexadecimal digits'")
        }
        return try KVKey(api: decoded, operation)
    }

    /// The entry of a key.
    func entry(_ namespace: KVNamespace, _ key: KVKey) throws(Problem) -> KVEntry {
        let result = try asked { () throws(KVError) in
            try find(namespace, key: key.bytes.span)
        }
        guard case .found(let entry) = result else { throw .noKey }
        return entry
    }

    /// What the store answers.
    func asked<Answer>(_ question: () throws(KVError) -> Answer) throws(Problem) -> Answer {
        do throws(KVError) {
            return try question()
        } catch {
            throw KVHandler.problem(error)
        }
    }

    /// Goes on with a request that has been taken up, and answers with what goes wrong.
    func attempt(_ body: () throws(Problem) -> Void) {
        do throws(Problem) {
            try body()
        } catch {
            fail(error)
        }
    }
}

extension KVKey {
    /// A key that a client of the API names.
    init(api bytes: [UInt8], _ operation: String) throws(Problem) {
        do throws(KVKeyProblem) {
            self = try KVKey(validating: bytes)
        } catch {
            throw .key(error, operation)
        }
    }

    /// Refuses a key that may only be read, for a write.
    func checkWritable(in namespace: KVNamespace, _ operation: String) throws(Problem) {
        guard namespace.isClients, let prefix = KVHandler.readOnlyPrefix(of: self) else { return }
        throw .readOnlyKey(prefix, operation)
    }
}

extension RequestMethod {
    /// How it is spelt, for the methods that the API has.
    fileprivate var name: String {
        switch self {
        case .get: "GET"
        case .head: "HEAD"
        case .post: "POST"
        case .put: "PUT"
        case .delete: "DELETE"
        default: ""
        }
    }
}

extension KVMutationResult {
    /// Nothing, if it was done; the failure for the client if not.
    func check(_ operation: String) throws(Problem) {
        switch self {
        case .created, .replaced, .deleted, .absent, .cleared, .namespaceCreated, .namespaceRenamed, .namespaceRemoved,
            .transacted:
            break
        case .noNamespace: throw .noNamespace(operation)
        case .titleTaken, .namespaceExists: throw .titleTaken
        case .preconditionFailed, .noRoom: throw KVHandler.preconditionFailed
        case .needMissing: throw .invalidToken
        case .limitReached(let held, let added, let limit):
            throw .storageLimited(held: held, added: added, limit: limit)
        case .failed(let error): throw KVHandler.problem(error)
        }
    }
}
