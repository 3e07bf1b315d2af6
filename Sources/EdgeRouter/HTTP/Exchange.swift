// SPDX-License-Identifier: Apache-2.0

internal import EventLoop
internal import HTTPCore

/// One request and its response, as handlers and the proxy see it: the request's head, a source of body bytes with
/// credit, a sink for the response, and the news that the client is gone.
///
/// An exchange belongs to a connection and to its loop. It is reused for the next request once it has ended; whoever
/// answers later, from another thread, therefore holds its ticket and not the exchange.
final class Exchange {
    /// Who deals with the request once its head has been looked at.
    enum Responder {
        /// Nobody yet, or whoever answers does it at once or by ticket.
        case none
        /// The body is gathered, up to a limit, for this.
        case gathering(limit: Int, BodyUse)
        /// The request is forwarded.
        case upstream(UpstreamConnection)
    }

    /// What a gathered body is for.
    enum BodyUse {
        case store(KVWriteRequest)
        case analyze
    }

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
    private var plan: ResponsePlan?
    private var gathered: [UInt8] = []

    var route = Route(.unknown)
    var client: ClientRecord?
    var timing = ServerTiming()
    var responder = Responder.none
    /// When waiting for something that is not the client must end.
    var waitDeadline = Instant.distantFuture
    /// The state of forwarding, if this is forwarded.
    var forwarding: Forwarding?

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
        semantics = try RequestSemantics(head, bytes.span)
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
        plan = nil
        forgetGathered()
        route = Route(.unknown)
        client = nil
        timing = ServerTiming()
        responder = .none
        waitDeadline = .distantFuture
        forwarding = nil
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
    /// Whether more of the body can be taken now. While it cannot, nothing is read from the client.
    var wantsBody: Bool {
        switch responder {
        case .none: false
        case .gathering: true
        case .upstream(let upstream): upstream.acceptsBody
        }
    }

    /// Whether 100 (Continue) is ours to send when the body is wanted; an upstream sends its own.
    var continuesLocally: Bool {
        if case .upstream = responder { return false }
        return true
    }

    /// Has the body gathered in memory; what it is for is done once it is complete. A body that is announced to be too
    /// long is refused before any of it is read.
    func gatherBody(limit: Int, for use: BodyUse) {
        if case .length(let length) = semantics.framing, length > UInt64(limit) { return fail(.bodyTooLarge(limit)) }
        responder = .gathering(limit: limit, use)
        if semantics.framing == .none { bodyEnded() }
    }

    /// Body bytes have come.
    func received(_ bytes: [UInt8], _ range: Range<Int>) {
        switch responder {
        case .gathering(let limit, _):
            guard gathered.count + range.count <= limit else { return fail(.bodyTooLarge(limit)) }
            guard worker.gatheredBytes + range.count <= BufferLimits.gatheredBytes else { return fail(.tooManyBodies) }
            worker.gatheredBytes += range.count
            gathered.append(contentsOf: bytes[range])
        case .upstream(let upstream):
            upstream.sendBody(bytes, range)
        case .none:
            break
        }
    }

    /// What has come so far has been handed over: whoever gathers small pieces passes them on.
    func bodyPaused() {
        if case .upstream(let upstream) = responder { upstream.flushBody() }
    }

    private func forgetGathered() {
        worker.gatheredBytes -= gathered.count
        gathered = []
    }

    /// The body has ended.
    func bodyEnded() {
        switch responder {
        case .gathering(_, let use):
            responder = .none
            let body = gathered
            forgetGathered()
            switch use {
            case .store(let request): KVHandler.store(self, request, body)
            case .analyze: AnalyzeHandler.analyze(self, body)
            }
        case .upstream(let upstream):
            upstream.endBody()
        case .none:
            break
        }
    }
}

// MARK: - The response

extension Exchange {
    /// Whether the head of the response is on its way.
    var hasResponded: Bool { plan != nil }

    /// Whether the client takes more of the response now.
    var clientHasRoom: Bool { connection?.takesMore ?? false }

    /// Begins the response.
    /// - Parameters:
    ///   - status: a final status.
    ///   - body: how long the body is, as far as is known.
    ///   - reason: another reason phrase than the standard one, as an upstream gave it.
    ///   - hasDate: whether `fields` has a Date of its own.
    ///   - fields: appends the field lines, except for framing, Date, request id and timing.
    func respond(
        _ status: Int, body: ResponseBody, reason: ArraySlice<UInt8>? = nil, hasDate: Bool = false,
        fields: (inout [UInt8]) -> Void
    ) {
        guard let connection else { return }
        self.status = status
        let plan = connection.plan(status, body, bodyIsWanted: bodyIsWanted)
        self.plan = plan
        worker.write(to: connection) { out in
            if let reason {
                out.append(text: "HTTP/1.1 ")
                out.append(decimal: status)
                out.append(0x20)
                out.append(contentsOf: reason)
                out.append(text: "\r\n")
            } else {
                StatusLines.append(status, to: &out)
            }
            if !hasDate { out.append(contentsOf: worker.dates.line) }
            fields(&out)
            plan.append(to: &out)
            out.append(contentsOf: Fragment.requestID)
            out.append(contentsOf: requestID)
            out.append(contentsOf: Fragment.lineEnd)
            timing.append(to: &out)
            out.append(contentsOf: Fragment.lineEnd)
        }
    }

    private var bodyIsWanted: Bool {
        if case .upstream = responder { return true }
        return false
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
        let body = problem.json(requestID: requestID)
        respond(problem.status, contentType: "application/problem+json", body) { out in
            if let seconds = problem.retryAfter {
                out.append(text: "Retry-After: ")
                out.append(decimal: seconds)
                out.append(text: "\r\n")
            }
            if let allow = problem.allow { out.append(field: "Allow", allow) }
        }
    }

    /// Body bytes by value.
    func write(_ bytes: [UInt8], _ range: Range<Int>) {
        guard let plan, plan.sendsBody, let connection, !range.isEmpty else { return }
        bytesSent &+= UInt64(range.count)
        if plan.framing == .chunked {
            worker.write(to: connection) { out in out.append(chunkOfSize: range.count) }
            connection.send(bytes, range)
            worker.write(to: connection) { out in out.append(text: "\r\n") }
        } else {
            connection.send(bytes, range)
        }
    }

    private func writeWhole(_ body: [UInt8]) {
        write(body, 0..<body.count)
    }

    /// The response is complete.
    func end() {
        guard let connection, let plan else { return }
        if plan.framing == .chunked {
            worker.write(to: connection) { out in out.append(text: "0\r\n\r\n") }
        }
        connection.responseEnded(self)
    }

    /// The response cannot be completed: ends the connection so that the client notices.
    func cutShort() {
        guard let connection else { return }
        // Without a length and without chunks only a reset shows that something is missing.
        connection.abandon(reset: plan?.framing == .untilClose)
    }

    /// Passes an upstream's interim response on.
    func passInterim(_ status: Int, fields: (inout [UInt8]) -> Void) {
        if status == 100 { connection?.continueSent() }
        writeInterim { out in
            StatusLines.append(status, to: &out)
            fields(&out)
            out.append(text: "\r\n")
        }
    }

    /// Writes an interim response; HTTP/1.0 knows none.
    func writeInterim(_ append: (inout [UInt8]) -> Void) {
        guard let connection, head.version == .http11, !hasResponded else { return }
        worker.write(to: connection, append)
    }
}

extension Problem {
    static let tooManyBodies = Problem(
        503, "busy", "Busy", "Too many large request bodies are arriving at once.", side: .router, retryAfter: 1)

    static func bodyTooLarge(_ limit: Int) -> Problem {
        Problem(413, "body-too-large", "Body too large", "The body is larger than the \(limit) bytes allowed here.")
    }
}

/// Status lines, made once.
enum StatusLines {
    private static let lines: [[UInt8]] = (0...511).map { status in
        let reason = HTTPStatus.reason(status)
        return reason.isEmpty ? [] : Array("HTTP/1.1 \(status) \(reason)\r\n".utf8)
    }

    static func append(_ status: Int, to out: inout [UInt8]) {
        if status < lines.count, !lines[status].isEmpty {
            out.append(contentsOf: lines[status])
        } else {
            out.append(text: "HTTP/1.1 \(status) \r\n")
        }
    }
}
