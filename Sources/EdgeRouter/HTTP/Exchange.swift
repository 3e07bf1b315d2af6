// SPDX-License-Identifier: Apache-2.0

internal import EventLoop
internal import HTTPCore

/// One request and its response, as handlers and the proxy see it: the request's head, a source of body bytes with
/// credit, a sink for the response, and the news that the client is gone.
///
/// An exchange belongs to a connection and to its loop. It is reused for the next request once it has ended; whoever
/// answers later, from another thread, therefore holds its ticket and not the exchange.
final class Exchange {
    let worker: Worker
    /// The connection to answer on; nil once the exchange has ended or the client has gone.
    private(set) var connection: ClientConnection?
    private(set) var buffer: ReceiveBuffer
    private(set) var head = MessageHead()
    // Set by `begin`, before which nothing sees the exchange.
    private(set) var semantics: RequestSemantics!
    /// Names this request on its loop; never used twice.
    private(set) var ticket: UInt64 = 0
    private(set) var started = Instant(nanoseconds: 0)
    /// When the last part of the way ended.
    var lastMark = Instant(nanoseconds: 0)
    private(set) var requestID: [UInt8] = []
    private(set) var status = 0
    private(set) var bytesSent: UInt64 = 0
    /// Whether the head of the response is on its way.
    private(set) var hasResponded = false

    var route = Route(.unknown)
    var client: ClientRecord?
    /// Let through without a token, to a path that its bot has made public.
    var isAnonymous = false
    /// The token that the request has shown; nil without one.
    var token: TokenDigest?
    /// What a page of another site is told about reading the answer.
    var cors = CORSAnswer.none
    var timing = ServerTiming()
    /// The form that failures have on the surface that was asked.
    var errorStyle = ErrorStyle.problem
    /// Who deals with the body and goes on with the response.
    var responder: (any Responder)?
    /// The longest body that is taken, in bytes, and what has come of it.
    private var bodyLimit = Int.max
    private(set) var bodyReceived = 0
    /// What of it has passed through a tunnel, and is told as used already.
    private(set) var passed: (received: Int, sent: UInt64) = (0, 0)
    /// When waiting for something that is not the client must end.
    var waitDeadline = Instant.distantFuture
    /// Whether it counts among its client's requests in flight.
    var holdsPermit = false
    /// The binding of the bot that asks, of the bot API; nil for all other requests.
    var askingBot: String?
    /// The limit of its client that it met.
    var refusal: ClientLimit.Refusal?
    /// The state of forwarding, if this is forwarded.
    var forwarding: Forwarding?
    /// Where a bot's request is led to, out of its network.
    var egress: Egress?

    init(_ worker: Worker, _ buffer: ReceiveBuffer) {
        self.worker = worker
        self.buffer = buffer
    }

    /// Takes up a request whose head the buffer has just parsed.
    /// - Throws: what is wrong with it as a whole; then the exchange has not begun.
    func begin(_ connection: ClientConnection, _ buffer: ReceiveBuffer) throws(MessageFault) {
        self.buffer = buffer
        buffer.exchangeHead(with: &head)
        let bytes = buffer.bytes
        semantics = try RequestSemantics(head, bytes.span, servesConnect: connection.listener == .bots)
        self.connection = connection
        ticket = worker.nextTicket()
        started = worker.loop.now
        takeRequestID()
    }

    private func takeRequestID() {
        requestID.removeAll(keepingCapacity: true)
        let bytes = buffer.bytes
        if let given = head.first(.xRequestID), RequestIDGenerator.isAcceptable(bytes.span, given.value) {
            requestID.append(contentsOf: bytes[given.value.indices])
        } else {
            RequestIDGenerator.append(worker.requestIDs.next(), to: &requestID)
        }
    }

    /// Forgets everything, for reuse.
    func reset() {
        connection = nil
        status = 0
        bytesSent = 0
        hasResponded = false
        route = Route(.unknown)
        client = nil
        isAnonymous = false
        token = nil
        cors = .none
        timing = ServerTiming()
        errorStyle = .problem
        dismissResponder()
        bodyLimit = .max
        bodyReceived = 0
        passed = (0, 0)
        buffer = worker.noBuffer
        waitDeadline = .distantFuture
        askingBot = nil
        refusal = nil
        forwarding = nil
        egress = nil
    }

    /// The client has gone; nobody is to answer any more.
    func detach() { connection = nil }

    /// The bytes of a field's value as text; for paths that are not hot.
    func text(_ range: ByteRange) -> String { String(decoding: buffer.bytes[range.indices], as: UTF8.self) }

    /// The first value of a field as text.
    func value(_ name: FieldName) -> String? { head.first(name).map { text($0.value) } }

    /// Adds the time since `start` to a part of the way; returns the time now, for the next part.
    @discardableResult
    func measured(_ part: ServerTiming.Part, since start: Instant) -> Instant {
        let now = Instant.now
        timing.add(part, now.nanoseconds(since: start))
        return now
    }
}

// MARK: - The request's body

extension Exchange {
    /// Has the body gathered in memory and handed over once it is complete. A body that is announced to be too long is
    /// refused before any of it is read.
    func gatherBody(limit: Int, _ completion: @escaping (Exchange, [UInt8]) -> Void) {
        take(GatheredBody(self, completion), limit: limit)
    }

    /// Lets a responder deal with the body, of which it takes at most `limit` bytes.
    func take(_ responder: any Responder, limit: Int) {
        guard limitBody(limit) else { return }
        self.responder = responder
        if semantics.framing == .none { responder.bodyEnded() }
    }

    /// Bounds the body. False if it is announced to be longer: then that has been answered.
    func limitBody(_ limit: Int) -> Bool {
        bodyLimit = limit
        guard case .length(let length) = semantics.framing, length > UInt64(limit) else { return true }
        refuseBody()
        return false
    }

    /// Body bytes have come.
    func received(_ bytes: [UInt8], _ range: Range<Int>) {
        guard let responder else { return }
        bodyReceived += range.count
        guard bodyReceived <= bodyLimit else {
            dismissResponder()
            return refuseBody()
        }
        responder.received(bytes, range)
    }

    private func refuseBody() {
        worker.metrics.limitedByBody &+= 1
        fail(.bodyTooLarge(bodyLimit))
    }

    /// Nobody is to deal with it any more; whoever did is told.
    func dismissResponder() {
        guard let responder else { return }
        self.responder = nil
        responder.cancel()
    }
}

// MARK: - A tunnel

extension Exchange {
    /// Bytes have come from the client, or from the other end for it.
    func pass(received: Int = 0, sent: Int = 0) {
        bodyReceived += received
        bytesSent &+= UInt64(sent)
        passed.received += received
        passed.sent &+= UInt64(sent)
        if let client { worker.usage.pass(client, received: received, sent: UInt64(sent), worker.loop.now) }
    }
}

// MARK: - The response

extension Exchange {
    /// Whether the client takes more of the response now.
    var clientHasRoom: Bool { connection?.takesMore ?? false }

    /// Begins the response.
    /// - Parameters:
    ///   - status: a final status.
    ///   - body: how long the body is, as far as is known.
    ///   - reason: another reason phrase than the standard one, as an upstream gave it.
    ///   - hasDate: whether `fields` has a Date of its own.
    ///   - fields: appends the field lines, except for framing, Date, request id and timing.
    @inline(__always)
    func respond(
        _ status: Int, body: ResponseBody, reason: ArraySlice<UInt8>? = nil, hasDate: Bool = false,
        fields: (inout [UInt8]) -> Void
    ) {
        guard let connection else { return }
        self.status = status
        hasResponded = true
        connection.begin(self, status, body, reason: reason, hasDate: hasDate, fields)
    }

    /// A whole response: short ones leave in one piece with their head, long ones by reference.
    func respond(
        _ status: Int, contentType: String?, _ body: [UInt8], fields: (inout [UInt8]) -> Void = { _ in }
    ) {
        respond(status, body: .length(UInt64(body.count))) { out in
            if let contentType { out.append(field: "Content-Type", contentType) }
            fields(&out)
        }
        writeWhole(body)
        end()
    }

    /// A response that is only a head.
    func respond(_ status: Int, fields: (inout [UInt8]) -> Void = { _ in }) {
        respond(status, body: status == 204 || status == 304 ? .none : .length(0), fields: fields)
        end()
    }

    /// Answers with a problem. After the head of a response has gone, cuts the answer short instead, so that it cannot
    /// look complete.
    func fail(_ problem: Problem) {
        guard !hasResponded else { return cutShort() }
        let body = errorStyle.body(problem, requestID: requestID)
        respond(problem.status, contentType: errorStyle.contentType, body) { out in
            if let seconds = problem.retryAfter {
                out.append(text: "Retry-After: ")
                out.append(decimal: seconds)
                out.append(text: "\r\n")
            }
            if let allow = problem.allow { out.append(field: "Allow", allow) }
            // What to show is asked for in a field of its own (RFC 9110 section 11.6.1).
            if problem.status == 401 { out.append(field: "WWW-Authenticate", problem.challenge) }
            if problem.status == 407 { out.append(field: "Proxy-Authenticate", problem.challenge) }
        }
    }

    /// Body bytes by value.
    func write(_ bytes: [UInt8], _ range: Range<Int>) {
        guard hasResponded, let connection, !range.isEmpty else { return }
        bytesSent &+= UInt64(connection.sendBody(bytes, range))
    }

    private func writeWhole(_ body: [UInt8]) {
        write(body, 0..<body.count)
    }

    /// The response is complete.
    func end() {
        guard hasResponded, let connection else { return }
        connection.endResponse(self)
    }

    /// The response cannot be completed: ends the connection so that the client notices.
    func cutShort() { connection?.cutShort() }

    /// Passes an upstream's interim response on.
    func passInterim(_ status: Int, fields: (inout [UInt8]) -> Void) {
        if status == 100 { connection?.continueSent() }
        writeInterim(status, fields: fields)
    }

    /// Sends an interim response; HTTP/1.0 knows none.
    func writeInterim(_ status: Int, fields: (inout [UInt8]) -> Void = { _ in }) {
        guard let connection, head.version == .http11, !hasResponded else { return }
        worker.write(to: connection) { out in
            StatusLines.append(status, to: &out)
            fields(&out)
            out.append(contentsOf: Fragment.lineEnd)
        }
    }
}
