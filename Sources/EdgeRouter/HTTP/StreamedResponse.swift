// SPDX-License-Identifier: Apache-2.0

internal import HTTPCore

/// Where the body of a streamed response comes from: a file, another thread, another server. It is asked for one piece
/// at a time, and only while the client takes what there is; so no more than a piece and the connection's queue is in
/// memory. The response holds it until its end; called on the loop.
protocol ResponseSource: AnyObject {
    /// Has the next piece handed to ``StreamedResponse/pass(_:to:)`` once: by a message, never from within this call.
    func next(_ exchange: Exchange)
    /// Nothing more is wanted, neither what was asked for last. Not called once a last piece or a failure was handed
    /// over.
    func cancel()
}

extension ResponseSource {
    func cancel() {}
}

/// What a source hands over.
enum ResponsePiece: Sendable {
    /// Bytes that others follow; there may be none of them.
    case more([UInt8])
    /// The last bytes; there may be none of them.
    case last([UInt8])
    /// The rest cannot be had, and this is what the client is told if nothing has gone to it yet.
    case lost(Problem)
}

/// Sends the pieces of a source as the client takes them. The head goes with the first piece, so that a body of which
/// nothing can be had is answered as a failure.
final class StreamedResponse: Responder {
    // The exchange holds its responder.
    private unowned let exchange: Exchange
    private let source: any ResponseSource
    /// Writes the head; nil once it has gone.
    private var head: ((Exchange) -> Void)?
    private var isWaiting = false

    /// Answers with the pieces of the source until its last.
    /// - Parameter head: writes the head of the response, which says that a body follows.
    static func send(_ source: any ResponseSource, _ exchange: Exchange, head: @escaping (Exchange) -> Void) {
        // To HEAD the head is the answer.
        guard exchange.head.method != .head else {
            source.cancel()
            head(exchange)
            return exchange.end()
        }
        let response = StreamedResponse(exchange, source, head)
        exchange.responder = response
        response.goOn()
    }

    /// Takes the piece that was asked for, unless the exchange has meanwhile been answered otherwise.
    static func pass(_ piece: ResponsePiece, to exchange: Exchange) {
        (exchange.responder as? StreamedResponse)?.take(piece)
    }

    private init(_ exchange: Exchange, _ source: any ResponseSource, _ head: @escaping (Exchange) -> Void) {
        self.exchange = exchange
        self.source = source
        self.head = head
    }

    var acceptsBody: Bool { false }
    func received(_ bytes: [UInt8], _ range: Range<Int>) {}
    func bodyEnded() {}
    func clientHasRoom() { goOn() }
    func cancel() { source.cancel() }

    private func goOn() {
        guard !isWaiting, exchange.clientHasRoom else { return }
        isWaiting = true
        source.next(exchange)
    }

    private func take(_ piece: ResponsePiece) {
        isWaiting = false
        // What ends the response lets go of this object.
        let exchange = exchange
        switch piece {
        case .more(let bytes):
            guard begin() else { return }
            exchange.write(bytes, 0..<bytes.count)
            if exchange.responder === self { goOn() }
        case .last(let bytes):
            guard begin() else { return }
            exchange.responder = nil
            exchange.write(bytes, 0..<bytes.count)
            exchange.end()
        case .lost(let problem):
            exchange.responder = nil
            // Once the head has gone, what is missing can only be shown by an answer that is cut short.
            exchange.fail(problem)
        }
    }

    /// Sends the head, if it has not gone. False if the connection ended of it.
    private func begin() -> Bool {
        guard let head else { return true }
        self.head = nil
        let exchange = exchange
        head(exchange)
        return exchange.responder === self
    }
}
