// SPDX-License-Identifier: Apache-2.0

internal import EventLoop
internal import HTTPCore
internal import KVStore

/// Sends a large value as the client takes it: one piece at a time is read, by the threads that may block, and no more
/// than the connection's queue holds is in memory.
final class ValueDownload: Responder {
    /// What is read at once, in bytes.
    private static let pieceBytes = 256 * 1024

    // The exchange holds its responder.
    private unowned let exchange: Exchange
    private let value: KVValueReader
    private var offset = 0
    private var isReading = false

    /// Sends the value as the body of a response whose head, with its length, has been written.
    static func send(_ value: KVValueReader, _ exchange: Exchange) {
        // To HEAD the head is the answer.
        guard exchange.head.method != .head, value.length > 0 else { return exchange.end() }
        let download = ValueDownload(exchange, value)
        exchange.responder = download
        download.readOn()
    }

    private init(_ exchange: Exchange, _ value: KVValueReader) {
        self.exchange = exchange
        self.value = value
    }

    var acceptsBody: Bool { false }
    func received(_ bytes: [UInt8], _ range: Range<Int>) {}
    func bodyEnded() {}
    func clientHasRoom() { readOn() }
    func cancel() {}

    private func readOn() {
        guard !isReading, exchange.clientHasRoom else { return }
        isReading = true
        let (value, offset) = (value, offset)
        exchange.worker.offload(exchange, to: .files, bytes: 0) {
            Result { () throws(KVError) in try value.bytes(at: offset, count: Self.pieceBytes) }
        } _: { exchange, result in
            (exchange.responder as? ValueDownload)?.pass(result)
        }
    }

    private func pass(_ result: Result<[UInt8], KVError>) {
        isReading = false
        // The head has gone: what cannot be read cannot be told any more, only be cut short.
        guard case .success(let piece) = result, !piece.isEmpty else { return exchange.cutShort() }
        offset += piece.count
        let exchange = exchange
        exchange.write(piece, 0..<piece.count)
        guard exchange.responder === self else { return }
        if offset < value.length { return readOn() }
        exchange.responder = nil
        exchange.end()
    }
}
