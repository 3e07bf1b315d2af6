// SPDX-License-Identifier: Apache-2.0

internal import EventLoop
internal import HTTPCore
internal import KVStore

/// Takes records, one a line, as they arrive: some lines are read by a background thread, then written by the store's,
/// and only then come the next. While they are, no more than a little is read from the client.
final class KVImport: Responder {
    /// Lines that are dealt with at a time, in bytes; one line may be longer.
    private static let chunkBytes = 1024 * 1024
    /// The longest line, in bytes: the largest value with each byte escaped as `\"` is, and room for the rest.
    private static let lineBytes = 2 * KVLimits.valueBytes + 64 * 1024
    /// Refused lines that are told of one by one.
    private static let refusalLimit = 100

    // The exchange holds its responder.
    private unowned let exchange: Exchange
    /// Where everything goes; nil for where each line says.
    private let target: KVNamespace?
    private var buffer: [UInt8] = []
    /// Behind the last line end in the buffer; 0 without any.
    private var linesEnd = 0
    private var isBusy = false
    private var hasEnded = false
    private var lineNumber = 1
    private var report = KVImportReport()
    /// By id and title, as lines name them.
    private var namespaces: [KVNamespaceReference: KVNamespace] = [:]

    private init(_ exchange: Exchange, _ target: KVNamespace?) {
        self.exchange = exchange
        self.target = target
    }

    /// Begins an import.
    static func begin(_ exchange: Exchange) throws(Problem) {
        var target: KVNamespace?
        if let id = Query(exchange)["namespace_id"] {
            do {
                target = try exchange.worker.reader.namespace(id: id)?.namespace
            } catch {
                throw KVHandler.storeProblem("\(error)")
            }
            guard target != nil else { throw .noSuchNamespace(id) }
        }
        exchange.take(KVImport(exchange, target), limit: .max)
    }

    var acceptsBody: Bool { !isBusy || buffer.count < Self.chunkBytes }

    func received(_ bytes: [UInt8], _ range: Range<Int>) {
        let start = buffer.count
        buffer.append(contentsOf: bytes[range])
        if let end = buffer[start...].lastIndex(of: 0x0a) { linesEnd = end + 1 }
        if linesEnd >= Self.chunkBytes || (linesEnd > 0 && buffer.count >= 2 * Self.chunkBytes) { proceed() }
        if buffer.count - linesEnd > Self.lineBytes {
            let line = lineNumber + buffer[..<linesEnd].count { $0 == 0x0a }
            exchange.responder = nil
            exchange.fail(
                Problem(
                    413, "body-too-large", "Line too long",
                    "Line \(line) is longer than \(Self.lineBytes) bytes; \(report.stored) entries are stored."
                ))
        }
    }

    func bodyPaused() { proceed() }

    func bodyEnded() {
        hasEnded = true
        if linesEnd < buffer.count {
            buffer.append(0x0a)
            linesEnd = buffer.count
        }
        proceed()
    }

    func cancel() { buffer = [] }

    /// Deals with the lines that are there, unless others are being dealt with.
    private func proceed() {
        guard !isBusy else { return }
        guard linesEnd > 0 else {
            if hasEnded { finish() }
            return
        }
        isBusy = true
        let lines = Array(buffer[..<linesEnd])
        buffer.removeFirst(linesEnd)
        linesEnd = 0
        let (store, first, now) = (exchange.worker.services.store, lineNumber, WallClock.now.seconds)
        let needsNamespace = target == nil
        lineNumber += lines.count { $0 == 0x0a }
        exchange.worker.offload(exchange, to: .files, bytes: lines.count) {
            KVImportBatch(lines, firstLine: first, store, needsNamespace: needsNamespace, now: now)
        } _: { exchange, batch in
            (exchange.responder as? KVImport)?.write(batch)
        }
    }

    /// Lines have been read: hands them to the store's thread.
    private func write(_ batch: KVImportBatch) {
        report.add(batch.report, limit: Self.refusalLimit)
        do {
            var mutations: [KVMutation] = []
            var lines: [Int] = []
            for item in batch.items {
                let namespace = try namespace(of: item.namespace, making: &mutations)
                while lines.count < mutations.count { lines.append(item.line) }
                var put = item.put
                put.namespace = namespace
                put.limit = try exchange.worker.byteLimit(of: namespace)
                mutations.append(.put(put, if: .none))
                lines.append(item.line)
            }
            guard !mutations.isEmpty else { return done() }
            exchange.worker.submit(mutations, bytes: batch.bytes, exchange) { exchange, results in
                (exchange.responder as? KVImport)?.written(results, lines)
            }
        } catch {
            exchange.responder = nil
            exchange.fail((error as? Problem) ?? KVHandler.storeProblem("\(error)"))
        }
    }

    /// The namespace that a line names, made if there is none.
    private func namespace(
        of reference: KVNamespaceReference, making mutations: inout [KVMutation]
    ) throws(KVError) -> KVNamespace {
        if let target { return target }
        if let known = namespaces[reference] { return known }
        let namespace: KVNamespace
        let reader = try exchange.worker.reader
        if let id = reference.id, let info = try reader.namespace(id: id) {
            namespace = info.namespace
        } else if let info = try reader.namespace(title: reference.title) {
            namespace = info.namespace
        } else {
            namespace = reference.newNamespace
            mutations.append(.createNamespace(namespace, id: namespace.identity.id, title: reference.title))
        }
        namespaces[reference] = namespace
        return namespace
    }

    /// The store has dealt with the lines.
    private func written(_ results: [KVMutationResult], _ lines: [Int]) {
        for (result, line) in zip(results, lines) {
            switch result {
            case .created, .replaced: report.stored += 1
            case .failed(let error) where error.isFull:
                return stop(
                    Problem(
                        507, "storage-full", "Storage full",
                        "The disk with the data directory is full (line \(line)); \(report.stored) entries are stored.",
                        side: .router))
            case .limitReached(let held, let added, let limit):
                let problem = Problem.storageLimited(held: held, added: added, limit: limit)
                return stop(
                    Problem(
                        problem.status, problem.code, problem.title,
                        "Line \(line): \(problem.detail) \(report.stored) entries are stored."))
            case .failed(let error): report.refuse(line, "\(error)", limit: Self.refusalLimit)
            case .noNamespace: report.refuse(line, "the namespace was removed meanwhile", limit: Self.refusalLimit)
            default: break
            }
        }
        done()
    }

    private func stop(_ problem: Problem) {
        exchange.responder = nil
        exchange.fail(problem)
    }

    private func done() {
        isBusy = false
        proceed()
        // It was held back meanwhile.
        if let connection = exchange.connection { exchange.worker.loop.runAgain(connection) }
    }

    private func finish() {
        exchange.responder = nil
        exchange.respond(200, contentType: "application/json", report.json)
    }
}
