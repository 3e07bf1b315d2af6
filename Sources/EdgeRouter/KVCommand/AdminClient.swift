// SPDX-License-Identifier: Apache-2.0

internal import EventLoop
internal import Outbound

/// Asks the admin listener of a server, for one command.
final class AdminClient {
    private let client = OutboundClient()
    private let base: String
    private let token: String?
    /// Who holds the data directory, if that is how the server was found.
    private let holder: Int32?

    /// An answer as it comes, in bytes: delivered and not yet taken.
    private static let window = 1024 * 1024
    /// What is read of a body to be sent, in bytes.
    private static let pieceBytes = 64 * 1024
    /// The longest answer that is gathered, in bytes: 100 of the largest values with every byte escaped would not fit,
    /// and could not be printed either.
    private static let gatheredBytes = 1024 * 1024 * 1024
    /// Of an answer that is a failure, in bytes.
    private static let failureBytes = 64 * 1024
    /// The path of the Workers KV API; the account is of no account.
    static let namespaces = "/client/v4/accounts/local/storage/kv/namespaces"

    init(url: String, token: String?, holder: Int32?) {
        base = url
        self.token = token
        self.holder = holder
    }

    /// Ends the connections.
    func close() { client.close() }

    /// A request whose body is here, and its answer, if that is a success.
    func send(
        _ method: String, _ path: String, _ body: [UInt8]? = nil, contentType: String? = nil
    ) throws(CommandFailure) -> [UInt8] {
        var answer: [UInt8] = []
        try stream(method, path, body.map { .bytes($0) } ?? .none, contentType: contentType) {
            bytes throws(CommandFailure) in
            guard answer.count + bytes.count <= Self.gatheredBytes else {
                throw CommandFailure("The answer of \(base) is longer than \(Self.gatheredBytes) bytes.")
            }
            answer += bytes
        }
        return answer
    }

    /// A request whose body is read, if it is streamed, and whose answer is taken piece by piece, if it is a success.
    /// - Parameter takesTime: whether an answer may be silent for as long as it likes.
    func stream(
        _ method: String, _ path: String, _ body: OutboundRequest.Body = .none, contentType: String? = nil,
        takesTime: Bool = false, upload: (Int) throws(CommandFailure) -> [UInt8] = { _ in [] },
        receive: ([UInt8]) throws(CommandFailure) -> Void
    ) throws(CommandFailure) {
        var request = OutboundRequest(method, base + path, body: body)
        if let token { request.fields.append(OutboundField("Authorization", "Bearer \(token)")) }
        if let contentType { request.fields.append(OutboundField("Content-Type", contentType)) }
        request.receiveWindow = Self.window
        request.bodyBytes = .max
        if takesTime { request.deadlines = OutboundDeadlines(firstByte: nil, silence: nil) }
        // Bounded by the windows: more is not delivered.
        let events = WorkQueue<OutboundEvent>(maximumCount: .max, maximumBytes: .max)
        let transfer = client.start(request) { _ = events.add($0, bytes: 0) }
        do {
            try follow(events, transfer, upload: upload, receive: receive)
        } catch {
            transfer.cancel()
            throw error
        }
    }

    private func follow(
        _ events: WorkQueue<OutboundEvent>, _ transfer: OutboundTransfer,
        upload: (Int) throws(CommandFailure) -> [UInt8], receive: ([UInt8]) throws(CommandFailure) -> Void
    ) throws(CommandFailure) {
        var status = 0
        var failure: [UInt8] = []
        var allowance = 0
        var hasSent = false
        while let event = events.take(upTo: 1).first {
            switch event {
            case .head(let head): status = head.status
            case .body(let bytes):
                if 200..<300 ~= status {
                    try receive(bytes)
                } else if failure.count < Self.failureBytes {
                    failure += bytes
                }
                transfer.consumed(bytes: bytes.count)
            case .canSend(let count):
                allowance += count
                while allowance > 0, !hasSent, status == 0 {
                    let piece = try upload(min(allowance, Self.pieceBytes))
                    allowance -= piece.count
                    if piece.isEmpty {
                        hasSent = true
                        transfer.finishSending()
                    } else {
                        transfer.send(piece)
                    }
                }
            case .ended:
                guard 200..<300 ~= status else {
                    throw APIFailure.describe(status, failure, of: base, hasToken: token != nil)
                }
                return
            case .failed(let error): throw describe(error)
            }
        }
    }

    private func describe(_ error: OutboundError) -> CommandFailure {
        guard error.kind == .cannotConnect else {
            return CommandFailure("The server at \(base) did not answer in full: \(error.description)")
        }
        if let holder {
            return CommandFailure(
                "The data directory is in use by edge-router, pid \(holder), and nobody answers at \(base): say with "
                    + "--admin where its admin listener is.")
        }
        return CommandFailure(
            "No edge-router answers at \(base). Say with --admin or --url where one runs, or with --data which "
                + "directory to open.")
    }
}
