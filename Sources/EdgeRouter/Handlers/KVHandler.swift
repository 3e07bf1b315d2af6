// SPDX-License-Identifier: Apache-2.0

internal import EventLoop
internal import HTTPCore
internal import KVStore

/// A write to a key whose body is still being read.
struct KVWriteRequest {
    let namespace: KVNamespace
    let key: KVKey
    let contentType: [UInt8]?
    let metadata: [UInt8]?
    let expiresAt: Int64?
    let precondition: KVPrecondition
}

/// `/kv/{key}` and `/kv?…`: the client's own namespace, and namespaces that a route opens for reading.
enum KVHandler {
    /// A form upload's media type says nothing of the value: curl sends it with `--data` whatever the data are.
    private static let formType = "application/x-www-form-urlencoded"

    /// Keys of the client's namespace that the router writes itself.
    private static let readOnlyPrefixes = ["articles/", "chat/"]

    static func handle(_ exchange: Exchange, _ namespace: KVNamespace, key: ByteRange, isWritable: Bool) {
        switch exchange.head.method {
        case .get, .head: read(exchange, namespace, key)
        case .put where isWritable: beginPut(exchange, namespace, key)
        case .delete where isWritable: delete(exchange, namespace, key)
        default:
            exchange.fail(.methodNotAllowed(isWritable ? "GET, HEAD, PUT, DELETE" : "GET, HEAD"))
        }
    }

    // MARK: Reading

    private static func read(_ exchange: Exchange, _ namespace: KVNamespace, _ key: ByteRange) {
        let result: KVRead
        do {
            let bytes = exchange.buffer.bytes
            if PercentCoding.isPlain(bytes.span, key) {
                if key.isEmpty { return exchange.fail(keyProblem(.empty)) }
                result = try exchange.find(namespace, key: bytes.span.extracting(key.indices))
            } else {
                let decoded = try decodedKey(exchange, key)
                result = try exchange.find(namespace, key: decoded.bytes.span)
            }
        } catch let problem as Problem {
            return exchange.fail(problem)
        } catch {
            return exchange.fail((error as? KVError).map(problem) ?? storeProblem("\(error)"))
        }
        exchange.measured(.kv, since: exchange.lastMark)
        switch result {
        case .found(let entry): found(exchange, entry)
        case .absent: absent(exchange, key)
        case .later: exchange.fail(storeProblem("The store cannot answer at once."))
        }
    }

    private static func found(_ exchange: Exchange, _ entry: KVEntry) {
        exchange.worker.metrics.kvHits &+= 1
        // If-Match is looked at first (RFC 9110 section 13.2.2).
        let bytes = exchange.buffer.bytes
        if let tags = exchange.head.first(.ifMatch),
            !EntityTagList.matches(bytes.span, tags.value, entry.etag, .strong)
        {
            return exchange.fail(preconditionFailed)
        }
        if let tags = exchange.head.first(.ifNoneMatch),
            EntityTagList.matches(bytes.span, tags.value, entry.etag, .weak)
        {
            exchange.respond(304) { out in
                out.append(contentsOf: Fragment.etag)
                out.append(contentsOf: entry.etag)
                out.append(contentsOf: Fragment.lineEnd)
                appendExtras(entry, to: &out)
            }
            return
        }
        send(exchange, entry, contentType: entry.contentType ?? Fragment.octetStream) { appendExtras(entry, to: &$0) }
    }

    /// Answers with the value of an entry; `fields` appends what is told of it besides.
    @inline(__always)
    static func send(
        _ exchange: Exchange, _ entry: KVEntry, contentType: [UInt8], fields: (inout [UInt8]) -> Void
    ) {
        func append(to out: inout [UInt8]) {
            out.append(contentsOf: Fragment.contentType)
            out.append(contentsOf: contentType)
            out.append(contentsOf: Fragment.storedValueSafety)
            out.append(contentsOf: entry.etag)
            out.append(contentsOf: Fragment.lineEnd)
            fields(&out)
        }
        if let file = entry.file {
            var fields: [UInt8] = []
            append(to: &fields)
            let health = exchange.worker.services.writes.health
            let source = FileSource(length: file.length) {
                try file.bytes(at: $0, count: $1)
            } failure: { error in
                guard let error = error as? KVError else { return storeProblem("\(error)") }
                health.valueFailed(error, now: WallClock.now.seconds)
                return problem(error)
            }
            return StreamedResponse.send(source, exchange) { exchange in
                exchange.respond(200, body: .length(UInt64(file.length))) { $0.append(contentsOf: fields) }
            }
        }
        exchange.respond(200, contentType: nil, entry.value) { append(to: &$0) }
    }

    /// Metadata and expiry, where there are any.
    private static func appendExtras(_ entry: KVEntry, to out: inout [UInt8]) {
        if let metadata = entry.metadata {
            out.append(text: "X-KV-Metadata: ")
            out.append(asciiJSON: metadata)
            out.append(text: "\r\n")
        }
        if let expiresAt = entry.expiresAt {
            out.append(text: "Expires-At: ")
            out.append(decimal: expiresAt)
            out.append(text: "\r\n")
        }
    }

    private static func absent(_ exchange: Exchange, _ key: ByteRange) {
        exchange.worker.metrics.kvMisses &+= 1
        do {
            _ = try decodedKey(exchange, key)
        } catch {
            return exchange.fail(error)
        }
        if exchange.head.first(.ifMatch) != nil { return exchange.fail(preconditionFailed) }
        exchange.fail(
            Problem(404, "no-such-key", "No such key", "The key `\(exchange.text(key))` has no value here."))
    }

    // MARK: Writing

    private static func beginPut(_ exchange: Exchange, _ namespace: KVNamespace, _ range: ByteRange) {
        do {
            let key = try writableKey(exchange, namespace, range)
            let request = KVWriteRequest(
                namespace: namespace, key: key, contentType: try contentType(exchange),
                metadata: try metadata(exchange), expiresAt: try expiry(exchange),
                precondition: try precondition(exchange))
            // A limit that the operator sets may lie above the one of Workers KV as well as below.
            let limit = min(exchange.client?.bodyBytes ?? KVLimits.valueBytes, KVLimits.fileValueBytes)
            let upload = ValueUpload(exchange, limit: limit) { exchange, value in
                switch value {
                case .success(let value): store(exchange, request, value)
                case .failure(let problem): exchange.fail(problem)
                }
            }
            exchange.take(upload, limit: limit)
        } catch {
            exchange.fail(error)
        }
    }

    /// The body is complete: hands the write over. The answer comes with ``finish(_:_:)``.
    private static func store(_ exchange: Exchange, _ request: KVWriteRequest, _ value: KVValue) {
        var put = KVPut(
            namespace: request.namespace, key: request.key, value: value, contentType: request.contentType,
            metadata: request.metadata, expiresAt: request.expiresAt)
        // Whatever is written here is the client's: its own namespace, or what its bot keeps for it.
        put.limit = exchange.client?.storage
        put.needs = exchange.needs
        let bytes = if case .inline(let bytes) = value { bytes.count } else { 0 }
        submit(exchange, .put(put, if: request.precondition), bytes: bytes + 512)
    }

    private static func delete(_ exchange: Exchange, _ namespace: KVNamespace, _ range: ByteRange) {
        do {
            let key = try writableKey(exchange, namespace, range)
            let precondition = try precondition(exchange)
            submit(exchange, .delete(namespace, key, if: precondition), bytes: 512)
        } catch {
            exchange.fail(error)
        }
    }

    private static func submit(_ exchange: Exchange, _ mutation: KVMutation, bytes: Int) {
        exchange.worker.submit([mutation], bytes: bytes, exchange) { exchange, results in
            if let result = results.first { finish(exchange, result) }
        }
    }

    /// The write is on disk, or was not done.
    private static func finish(_ exchange: Exchange, _ result: KVMutationResult) {
        exchange.measured(.kv, since: exchange.started)
        switch result {
        case .created(let etag):
            exchange.respond(201) { out in
                out.append(text: "ETag: ")
                out.append(contentsOf: etag)
                out.append(text: "\r\n")
            }
        case .replaced(let etag):
            exchange.respond(204) { out in
                out.append(text: "ETag: ")
                out.append(contentsOf: etag)
                out.append(text: "\r\n")
            }
        case .deleted, .absent, .cleared: exchange.respond(204)
        case .preconditionFailed: exchange.fail(preconditionFailed)
        case .needMissing: exchange.fail(.invalidToken)
        case .limitReached(let held, let added, let limit):
            exchange.fail(.storageLimited(held: held, added: added, limit: limit))
        case .namespaceCreated, .namespaceRenamed, .namespaceRemoved, .namespaceExists, .titleTaken, .noNamespace,
            .noRoom, .transacted:
            exchange.fail(storeProblem("an answer that belongs to no write of a key"))
        case .failed(let error): exchange.fail(problem(error))
        }
    }

    /// What a client is told of a failure of the store.
    static func problem(_ error: KVError) -> Problem {
        if error.isFull {
            return Problem(
                507, "storage-full", "Storage full", "The disk with the data directory is full; reads go on.",
                side: .router, retryAfter: 30)
        }
        return error.isTooLarge ? .bodyTooLarge(KVLimits.valueBytes) : storeProblem("\(error)")
    }

    // MARK: What a request says

    private static func decodedKey(_ exchange: Exchange, _ range: ByteRange) throws(Problem) -> KVKey {
        let bytes = exchange.buffer.bytes
        guard let decoded = PercentCoding.decode(bytes.span, range) else {
            throw Problem(
                400, "invalid-key", "Not a key", "A percent sign in the key is not followed by two hexadecimal digits.")
        }
        do {
            return try KVKey(validating: decoded)
        } catch {
            throw keyProblem(error)
        }
    }

    private static func writableKey(
        _ exchange: Exchange, _ namespace: KVNamespace, _ range: ByteRange
    ) throws(Problem) -> KVKey {
        let key = try decodedKey(exchange, range)
        if !namespace.isSystem, let prefix = readOnlyPrefix(of: key) {
            throw Problem(
                403, "read-only-key", "Read-only key",
                "Keys under `\(prefix)` are written by the router; they can be read here, not written.")
        }
        return key
    }

    /// Where the key stands in a client's namespace among those that the router writes, if it does.
    static func readOnlyPrefix(of key: KVKey) -> String? {
        readOnlyPrefixes.first { key.bytes.starts(with: $0.utf8) }
    }

    private static func precondition(_ exchange: Exchange) throws(Problem) -> KVPrecondition {
        let bytes = exchange.buffer.bytes
        return try EntityTagList.precondition(bytes.span, exchange.head)
    }

    private static func contentType(_ exchange: Exchange) throws(Problem) -> [UInt8]? {
        guard let field = exchange.head.first(.contentType) else { return nil }
        let type = Array(exchange.buffer.bytes[field.value.indices])
        if type.isEmpty || type.span.matches(ByteRange(0, type.count), lowercase: formType) { return nil }
        guard type.count <= KVLimits.contentTypeBytes else {
            throw Problem(
                400, "invalid-content-type", "Content type too long",
                "The Content-Type is longer than \(KVLimits.contentTypeBytes) bytes.")
        }
        return type
    }

    private static func metadata(_ exchange: Exchange) throws(Problem) -> [UInt8]? {
        guard let field = exchange.head.first(.xKVMetadata) else { return nil }
        let metadata = Array(exchange.buffer.bytes[field.value.indices])
        guard metadata.count <= KVLimits.metadataBytes else {
            throw Problem(
                413, "metadata-too-large", "Metadata too large",
                "X-KV-Metadata has \(metadata.count) bytes; at most \(KVLimits.metadataBytes) are stored.")
        }
        guard metadata.allSatisfy({ $0 < 0x80 }), JSONSyntax.isValid(metadata) else {
            throw Problem(
                400, "invalid-metadata", "Not JSON",
                "X-KV-Metadata must be JSON in ASCII; write other characters as \\uXXXX.")
        }
        return metadata
    }

    /// `?expiration=` in unix seconds or `?expiration_ttl=` in seconds from now. Unlike Workers KV, less than a minute
    /// is fine.
    private static func expiry(_ exchange: Exchange) throws(Problem) -> Int64? {
        let query = Query(exchange)
        if let name = query.firstName(notIn: ["expiration", "expiration_ttl"]) {
            throw Problem(
                400, "unknown-parameter", "Unknown parameter",
                "`\(name)` is no parameter of a put; there are expiration and expiration_ttl.")
        }
        let now = WallClock.now.seconds
        let expiresAt: Int64
        if let text = query["expiration_ttl"] {
            guard let seconds = Int64(text), seconds > 0, seconds < 1 << 40 else {
                throw expiryProblem("expiration_ttl=\(text)", "a whole number of seconds above 0")
            }
            expiresAt = now + seconds
        } else if let text = query["expiration"] {
            guard let seconds = Int64(text), seconds > now, seconds < 1 << 41 else {
                throw expiryProblem("expiration=\(text)", "unix seconds that lie ahead (now is \(now))")
            }
            expiresAt = seconds
        } else {
            return nil
        }
        return expiresAt
    }

    private static func expiryProblem(_ given: String, _ right: String) -> Problem {
        Problem(400, "invalid-expiration", "Not an expiry", "`\(given)` is no expiry; send \(right).")
    }

    static let preconditionFailed = Problem(
        412, "precondition-failed", "Precondition failed",
        "The stored value is not as If-Match or If-None-Match wants it; GET says its ETag.")

    static func storeProblem(_ text: String) -> Problem {
        Problem(503, "store-failed", "Store failed", "The store could not do it: \(text)", side: .router, retryAfter: 1)
    }

    private static func keyProblem(_ problem: KVKeyProblem) -> Problem {
        let detail =
            switch problem {
            case .empty: "The key is empty; it is everything after `/kv/`."
            case .tooLong: "The key is longer than \(KVLimits.keyBytes) bytes of UTF-8."
            case .notUTF8: "The key is not UTF-8 once its percent signs are decoded."
            case .dots: "`.` and `..` are no keys."
            }
        return Problem(problem == .tooLong ? 414 : 400, "invalid-key", "Not a key", detail)
    }
}
