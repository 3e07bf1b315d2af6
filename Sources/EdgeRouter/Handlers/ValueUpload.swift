// SPDX-License-Identifier: Apache-2.0

internal import EventLoop
internal import KVStore

/// Takes the body of a put: a small value is gathered in memory, a large one goes to a file piece by piece as it
/// comes, so that it is never held whole. One piece at a time is with the threads that may block; while more than
/// another waits, nothing is read from the client.
final class ValueUpload: Responder {
    /// What has become of the value.
    typealias Completion = (Exchange, Result<KVValue, Problem>) -> Void

    /// Where the bytes go.
    private enum Destination {
        case memory
        case file(KVValueWriter)
    }

    /// The least that is written at once, in bytes: each piece is a message there and one back.
    private static let pieceBytes = 256 * 1024

    // The exchange holds its responder.
    private unowned let exchange: Exchange
    private let limit: Int
    private let inlineBytes: Int
    private let completion: Completion
    private var destination = Destination.memory
    /// What has come and is not with the threads yet.
    private var pending: [UInt8] = []
    private var received = 0
    private var isWriting = false
    private var hasEnded = false

    /// - Parameters:
    ///   - limit: the longest value, bytes.
    ///   - completion: is handed the value once it is whole, or why there is none; the exchange is the caller's again.
    init(_ exchange: Exchange, limit: Int, _ completion: @escaping Completion) {
        self.exchange = exchange
        self.limit = limit
        self.completion = completion
        inlineBytes = exchange.worker.services.store.options.inlineValueBytes
    }

    var acceptsBody: Bool { pending.count < Self.pieceBytes }

    func received(_ bytes: [UInt8], _ range: Range<Int>) {
        received += range.count
        guard exchange.worker.holdBody(range.count, of: exchange) else {
            return finish(.failure(.tooManyBodies))
        }
        pending.append(contentsOf: bytes[range])
        if case .memory = destination, received <= inlineBytes { return }
        if pending.count >= Self.pieceBytes { writeOn() }
    }

    func bodyEnded() {
        hasEnded = true
        writeOn()
    }

    func cancel() { _ = takePending() }

    /// Does what is next, unless a piece is under way: its end calls this again.
    private func writeOn() {
        guard !isWriting else { return }
        switch destination {
        case .memory where received <= inlineBytes:
            if hasEnded { finish(.success(.inline(takePending()))) }
        case .memory: begin()
        case .file(let writer):
            if hasEnded {
                end(writer)
            } else if pending.count >= Self.pieceBytes {
                write(to: writer)
            }
        }
    }

    private func begin() {
        let (store, limit, piece) = (exchange.worker.services.store, limit, takePending())
        offload(piece.count) { () throws(KVError) in
            let writer = try store.makeValueWriter(maximumBytes: limit)
            try writer.append(piece.span)
            return writer
        } _: { upload, writer in
            upload.destination = .file(writer)
            upload.writeOn()
        }
    }

    private func write(to writer: KVValueWriter) {
        let piece = takePending()
        offload(piece.count) { () throws(KVError) in
            try writer.append(piece.span)
        } _: { upload, _ in
            upload.writeOn()
        }
    }

    private func end(_ writer: KVValueWriter) {
        let piece = takePending()
        offload(piece.count) { () throws(KVError) in
            try writer.append(piece.span)
            return try writer.finish()
        } _: { upload, file in
            upload.finish(.success(.file(file)))
        }
    }

    /// Has a step done by the threads for files; `next` goes on with what it gave, on this loop.
    private func offload<Output: Sendable>(
        _ bytes: Int, _ step: @escaping @Sendable () throws(KVError) -> Output,
        _ next: @escaping @Sendable (ValueUpload, Output) -> Void
    ) {
        isWriting = true
        let health = exchange.worker.services.writes.health
        exchange.worker.offload(exchange, to: .files, bytes: bytes) {
            let result = Result { () throws(KVError) in try step() }
            if case .failure(let error) = result { health.valueFailed(error, now: WallClock.now.seconds) }
            return result
        } _: { exchange, result in
            // Another responder, or none, means that the upload has ended otherwise.
            let responder = exchange.responder
            guard let upload = responder as? ValueUpload ?? (responder as? FormUpload)?.upload else { return }
            upload.isWriting = false
            switch result {
            case .success(let output):
                next(upload, output)
                // There may be room again for what the client has sent meanwhile.
                if let connection = exchange.connection { exchange.worker.loop.runAgain(connection) }
            case .failure(let error): upload.finish(.failure(KVHandler.problem(error)))
            }
        }
    }

    private func takePending() -> [UInt8] {
        let piece = pending
        pending = []
        exchange.worker.releaseBody(piece.count, of: exchange)
        return piece
    }

    private func finish(_ result: Result<KVValue, Problem>) {
        exchange.responder = nil
        cancel()
        completion(exchange, result)
    }
}
