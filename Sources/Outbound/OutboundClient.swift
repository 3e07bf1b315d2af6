// SPDX-License-Identifier: Apache-2.0

internal import Synchronization

/// An HTTP client on libcurl's multi interface, with one thread for all its transfers and a pool of connections. The
/// thread and libcurl itself come with the first request, so that a client that is never used costs nothing.
public final class OutboundClient: Sendable {
    /// The file name under which Debian and Ubuntu have libcurl with OpenSSL.
    static let library = "libcurl.so.4"

    private let inbox: Inbox

    /// A client without a thread as yet.
    public convenience init() {
        self.init(library: Self.library)
    }

    /// A client on another library, for tests.
    package init(library: String) {
        inbox = Inbox(library: library)
    }

    deinit { inbox.close()?.detach() }

    /// Starts a transfer.
    /// - Parameter sink: takes what becomes of it, on this client's thread, which serves every other transfer too: it
    ///   must not block. It gets exactly one `.ended` or `.failed`, and nothing after. Only where the request could not
    ///   be handed to that thread (the client is closed or overloaded) is it called by this thread, before this
    ///   returns.
    @discardableResult
    public func start(
        _ request: OutboundRequest, _ sink: @escaping @Sendable (OutboundEvent) -> Void
    ) -> OutboundTransfer {
        let transfer = Transfer(request, sink)
        if let error = inbox.admit(transfer) { transfer.end(.failed(error)) }
        return OutboundTransfer(transfer, inbox)
    }

    /// Makes a request and waits for the whole response: for a command line and tests. Never on an event loop, and
    /// never in a sink. Its body must not be streamed; its `receiveWindow` is of no account.
    public func perform(_ request: OutboundRequest) throws(OutboundError) -> OutboundResponse {
        if case .streamed = request.body {
            throw OutboundError(.invalidRequest, "A streamed body needs start(_:_:) rather than perform(_:).")
        }
        var request = request
        request.receiveWindow = nil
        let gathering = ResponseGathering()
        start(request) { gathering.receive($0) }
        return try gathering.wait().get()
    }

    /// Ends what is under way, each transfer with `.failed` of kind `closed`, and the thread; waits until it has ended
    /// (unless called by a sink). Requests that come after fail.
    public func close() {
        inbox.close()?.join()
    }
}

/// A response as it comes in, for whoever waits for the whole of it.
private final class ResponseGathering: Sendable {
    private struct Parts {
        var head: OutboundHead?
        var body: [UInt8] = []
        var result: Result<OutboundResponse, OutboundError>?
    }

    // Written by the client's thread up to the signal, read by the waiting one after it.
    private let parts = Mutex(Parts())
    private let signal = OutboundSignal()

    func receive(_ event: OutboundEvent) {
        switch event {
        case .head(let head): parts.withLock { $0.head = head }
        case .body(let bytes): parts.withLock { $0.body += bytes }
        case .canSend: break
        case .ended(let metrics):
            parts.withLock { parts in
                let head = parts.head ?? OutboundHead(status: 0, fields: [])
                parts.result = .success(OutboundResponse(head: head, body: parts.body, metrics: metrics))
            }
            signal.send()
        case .failed(let error):
            parts.withLock { $0.result = .failure(error) }
            signal.send()
        }
    }

    func wait() -> Result<OutboundResponse, OutboundError> {
        signal.wait()
        return parts.withLock { $0.result } ?? .failure(OutboundError(.closed, "The call ended without a result."))
    }
}
