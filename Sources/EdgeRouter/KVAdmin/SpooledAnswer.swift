// SPDX-License-Identifier: Apache-2.0

internal import EventLoop
internal import HTTPCore

/// Sends a file piece by piece as the client takes it. The background threads read it, so that no loop waits for the
/// disk.
final class SpooledAnswer: Responder {
    /// What is read at a time, in bytes.
    private static let pieceBytes = 256 * 1024

    // The exchange holds its responder.
    private unowned let exchange: Exchange
    private let content: SpooledFile
    private var offset = 0
    private var isReading = false

    private init(_ exchange: Exchange, _ content: SpooledFile) {
        self.exchange = exchange
        self.content = content
    }

    /// Answers with the file.
    static func begin(_ exchange: Exchange, _ content: SpooledFile, contentType: String) {
        let answer = SpooledAnswer(exchange, content)
        exchange.responder = answer
        exchange.respond(200, body: .length(UInt64(content.length))) { out in
            out.append(field: "Content-Type", contentType)
        }
        answer.sendMore()
    }

    var acceptsBody: Bool { true }
    func received(_ bytes: [UInt8], _ range: Range<Int>) {}
    func bodyEnded() {}
    func cancel() {}

    func clientHasRoom() { sendMore() }

    private func sendMore() {
        guard !isReading else { return }
        guard offset < content.length else {
            exchange.responder = nil
            return exchange.end()
        }
        guard exchange.clientHasRoom else { return }
        isReading = true
        let (file, start) = (content.file, offset)
        exchange.worker.offload(exchange, to: .files, bytes: Self.pieceBytes) {
            try? file.read(at: start, count: Self.pieceBytes)
        } _: { exchange, piece in
            (exchange.responder as? SpooledAnswer)?.read(piece)
        }
    }

    private func read(_ piece: [UInt8]?) {
        isReading = false
        guard let piece, !piece.isEmpty else { return exchange.cutShort() }
        offset += piece.count
        exchange.write(piece, 0..<piece.count)
        sendMore()
    }
}
