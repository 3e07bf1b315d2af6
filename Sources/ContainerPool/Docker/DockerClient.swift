// SPDX-License-Identifier: Apache-2.0

internal import EventLoop
internal import FoundationEssentials
internal import Outbound

/// Why a call to the engine came to nothing.
enum DockerFailure: Error, Equatable {
    /// No answer, or none that ends.
    case silent(String)
    /// An answer that is no success: its status and what the engine says.
    case status(Int, String)
    /// An answer that cannot be read.
    case unreadable(String)

    /// What it is to whoever asked for something to be done to an instance.
    func engineFailure(_ what: String) -> EngineFailure {
        switch self {
        case .silent(let text): EngineFailure(.away, "The container engine did not answer when \(what): \(text)")
        case .status(404, let text): EngineFailure(.missing, "When \(what): \(text)")
        case .status(let status, let text):
            EngineFailure(status == 400 ? .refused : .failed, "When \(what), the engine said (\(status)): \(text)")
        case .unreadable(let text): EngineFailure(.failed, "When \(what), the engine's answer was no good: \(text)")
        }
    }
}

/// The whole answer of a call that succeeded (2xx, or 304: it was so already).
struct DockerAnswer {
    let status: Int
    let body: [UInt8]

    /// The answer as the JSON it should be.
    func json<Value: Decodable>(_ type: Value.Type) throws(DockerFailure) -> Value {
        do {
            return try JSONDecoder().decode(type, from: Data(body))
        } catch {
            throw .unreadable("it is not a \(type)")
        }
    }
}

/// A stream under way: of events, of a log, of progress.
final class DockerStream {
    /// The call itself, for whoever sends its body.
    fileprivate(set) var transfer: OutboundTransfer?
    fileprivate let received: ([UInt8]) -> Void
    fileprivate let ended: (DockerFailure?) -> Void
    fileprivate let began: ((OutboundHead) -> Void)?
    fileprivate var head: OutboundHead?
    /// The body of an answer that is no success.
    fileprivate var objection: [UInt8] = []
    fileprivate var isCancelled = false

    fileprivate init(
        began: ((OutboundHead) -> Void)?, received: @escaping ([UInt8]) -> Void,
        ended: @escaping (DockerFailure?) -> Void
    ) {
        self.began = began
        self.received = received
        self.ended = ended
    }

    /// Ends it; nothing is told any more.
    func cancel() {
        isCancelled = true
        transfer?.cancel()
    }
}

/// Calls to the engine behind a socket, made from one loop's thread; what comes of them is told there.
final class DockerClient {
    private struct Arrival: Sendable {
        let number: UInt64
        let event: OutboundEvent
    }

    private let socket: String
    private let outbound = OutboundClient()
    private let loop: EventLoop
    private var mailbox: Mailbox<Arrival>?
    private var streams: [UInt64: DockerStream] = [:]
    private var last: UInt64 = 0
    /// The version to speak.
    var version = DockerVersion.oldest
    /// Called when a call shows that the engine is not there, or not the one that was asked its version.
    var onDoubt: (() -> Void)?

    init(socket: String, on loop: EventLoop) throws(SystemError) {
        self.socket = socket
        self.loop = loop
        mailbox = try Mailbox(on: loop) { [unowned self] in arrived($0) }
    }

    /// Ends everything; nothing is told any more.
    func close() {
        for stream in streams.values { stream.isCancelled = true }
        outbound.close()
        if let mailbox { loop.close(mailbox) }
        mailbox = nil
    }

    /// Makes a call; `then` is called once, later.
    func call(_ request: DockerRequest, then: @escaping (Result<DockerAnswer, DockerFailure>) -> Void) {
        var body: [UInt8] = []
        var status = 0
        start(
            request, began: { status = $0.status }, received: { body += $0 },
            ended: { failure in
                if let failure { return then(.failure(failure)) }
                then(.success(DockerAnswer(status: status, body: body)))
            }, window: nil)
    }

    /// Makes a call whose answer comes bit by bit; `ended` is called once, with nothing if the answer was complete.
    @discardableResult
    func stream(
        _ request: DockerRequest, began: ((OutboundHead) -> Void)? = nil, received: @escaping ([UInt8]) -> Void,
        ended: @escaping (DockerFailure?) -> Void
    ) -> DockerStream {
        start(request, began: began, received: received, ended: ended, window: DockerLimits.streamWindow)
    }

    /// Makes a call whose body is sent by whoever asks, as fast as `canSend` allows, which is called on another thread.
    func upload(
        _ request: DockerRequest, canSend: @escaping @Sendable (Int) -> Void,
        received: @escaping ([UInt8]) -> Void, ended: @escaping (DockerFailure?) -> Void
    ) -> DockerStream {
        start(
            request, began: nil, received: received, ended: ended, window: DockerLimits.streamWindow, canSend: canSend)
    }

    @discardableResult
    private func start(
        _ request: DockerRequest, began: ((OutboundHead) -> Void)?, received: @escaping ([UInt8]) -> Void,
        ended: @escaping (DockerFailure?) -> Void, window: Int?,
        canSend: (@Sendable (Int) -> Void)? = nil
    ) -> DockerStream {
        last += 1
        let number = last
        let stream = DockerStream(began: began, received: received, ended: ended)
        streams[number] = stream
        var outgoing = request.outbound(version: version, socket: socket)
        outgoing.receiveWindow = window
        guard let sender = mailbox?.sender else { return stream }
        stream.transfer = outbound.start(outgoing) { event in
            if case .canSend(let count) = event, let canSend { return canSend(count) }
            sender.send(Arrival(number: number, event: event))
        }
        return stream
    }

    private func arrived(_ arrival: Arrival) {
        guard let stream = streams[arrival.number] else { return }
        switch arrival.event {
        case .head(let head):
            stream.head = head
            if Self.isSuccess(head.status), !stream.isCancelled { stream.began?(head) }
        case .body(let bytes):
            stream.transfer?.consumed(bytes: bytes.count)
            guard let head = stream.head, !stream.isCancelled else { return }
            if Self.isSuccess(head.status) {
                stream.received(bytes)
            } else if stream.objection.count < DockerLimits.jsonLine {
                stream.objection += bytes
            }
        case .canSend: break
        case .ended:
            finish(arrival.number, stream, nil)
        case .failed(let error):
            finish(arrival.number, stream, error)
        }
    }

    private func finish(_ number: UInt64, _ stream: DockerStream, _ error: OutboundError?) {
        streams[number] = nil
        guard !stream.isCancelled else { return }
        if let error {
            onDoubt?()
            return stream.ended(.silent(error.description))
        }
        let status = stream.head?.status ?? 0
        guard !Self.isSuccess(status) else { return stream.ended(nil) }
        let text = Self.message(stream.objection)
        // The engine was replaced by another release under us.
        if status == 400, text.contains("client version") { onDoubt?() }
        stream.ended(.status(status, text))
    }

    private static func isSuccess(_ status: Int) -> Bool { (200..<300).contains(status) || status == 304 }

    /// What an answer that is no success says: `{"message": …}`.
    static func message(_ body: [UInt8]) -> String {
        struct Objection: Decodable { let message: String }
        if let said = try? JSONDecoder().decode(Objection.self, from: Data(body)) { return said.message }
        return String(decoding: body.prefix(DockerLimits.lastLineBytes), as: UTF8.self)
    }
}
