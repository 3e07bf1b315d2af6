// SPDX-License-Identifier: Apache-2.0

internal import CCurl
internal import Synchronization

/// One transfer on the client's thread: what libcurl's callbacks are about.
///
/// Unchecked because of the parts below the line: they belong to the client's thread, from the moment the inbox takes
/// the transfer in; before, and where it is not taken in, to the thread that made it.
// @safe: the pointers are nil or valid, from prepare to releaseHandles.
@safe final class Transfer: @unchecked Sendable {
    let request: OutboundRequest
    /// Whom to name in errors.
    let peer: String
    /// Acknowledged bytes the thread has not yet been told of.
    let credit = Atomic<Int>(0)
    /// Body bytes that may be sent and have not been.
    let allowance = Atomic<Int>(0)
    /// Set before the thread is told, so that nothing more is delivered.
    let isCancelled = Atomic<Bool>(false)

    // ------

    /// Nil once the end was delivered, so that what the sink holds is let go.
    private var sink: (@Sendable (OutboundEvent) -> Void)?
    var easy: UnsafeMutableRawPointer?
    var fields: UnsafeMutablePointer<curl_slist>?
    /// Where libcurl writes what went wrong, CURL_ERROR_SIZE bytes.
    var errorText: UnsafeMutablePointer<CChar>?
    var watch: DeadlineWatch?

    var deadlines: DeadlineMachine
    var head: ResponseHeadReader
    var body: RequestBodyBuffer?
    var hasHead = false
    var isReceivePaused = false
    var isSendPaused = false
    /// Body bytes delivered in all, and those not yet acknowledged.
    var delivered = 0
    var unacknowledged = 0
    /// Body bytes handed over for sending, since the request was last begun.
    var sent = 0
    /// The policy refused an address.
    var wasRefused = false
    /// What a callback found wrong; goes before whatever libcurl makes of it.
    var failure: OutboundError?

    init(_ request: OutboundRequest, _ sink: @escaping @Sendable (OutboundEvent) -> Void) {
        self.request = request
        self.sink = sink
        peer = request.unixSocket ?? RequestCheck.host(of: request.url) ?? "the URL's host"
        deadlines = DeadlineMachine(request.deadlines, now: .now)
        head = ResponseHeadReader(limit: request.headBytes)
        switch request.body {
        case .none: body = ["POST", "PUT", "PATCH"].contains(request.method) ? RequestBodyBuffer(whole: []) : nil
        case .bytes(let bytes): body = RequestBodyBuffer(whole: bytes)
        case .streamed(let length): body = RequestBodyBuffer(streamed: length)
        }
    }

    deinit { releaseHandles() }

    /// Gives back what libcurl holds for it. The handle must not be part of a multi handle any more.
    func releaseHandles() {
        // Each was made by the library and is given back once: none is used after this.
        if let easy = unsafe easy { unsafe ccurl_easy_cleanup(easy) }
        if let fields = unsafe fields { unsafe ccurl_slist_free_all(fields) }
        unsafe errorText?.deallocate()
        unsafe (easy, fields, errorText) = (nil, nil, nil)
    }

    /// Hands an event over, unless the transfer has ended or been cancelled.
    func deliver(_ event: OutboundEvent) {
        guard failure == nil, !isCancelled.load(ordering: .relaxed) else { return }
        sink?(event)
    }

    /// Hands the last event over, once.
    func end(_ event: OutboundEvent) {
        guard let sink else { return }
        self.sink = nil
        sink(event)
    }

    var hasEnded: Bool { sink == nil }

    /// Lets that many more bytes of the body be sent.
    func allowSending(_ count: Int) {
        allowance.add(count, ordering: .relaxed)
        deliver(.canSend(count))
    }

    /// Remembers the first thing that is found wrong.
    func fail(_ kind: OutboundError.Kind, _ text: String) {
        guard failure == nil else { return }
        failure = error(kind, text)
    }

    /// An error that knows whether the peer may have seen the request.
    func error(_ kind: OutboundError.Kind, _ text: String) -> OutboundError {
        OutboundError(kind, text, mayHaveBeenReceived: !deadlines.isConnecting)
    }

    /// Something about the deadlines changed.
    func deadlinesChanged() {
        watch?.note(deadlines.next?.at)
    }
}

/// When the thread must look at its transfers' deadlines: not later than the first of them passes.
final class DeadlineWatch {
    private(set) var earliest: ContinuousClock.Instant?

    /// A deadline is now there.
    func note(_ instant: ContinuousClock.Instant?) {
        guard let instant else { return }
        earliest = earliest.map { min($0, instant) } ?? instant
    }

    /// All are about to be looked at and noted anew.
    func clear() { earliest = nil }
}
