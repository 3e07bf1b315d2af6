// SPDX-License-Identifier: Apache-2.0

/// How long a response's body is, as whoever produces it knows before the first byte.
public enum ResponseBody: Equatable, Sendable {
    /// So many bytes.
    case length(UInt64)
    /// Known only at its end.
    case stream
    /// No body and no length: 204, and 304 or HEAD where the length is not known. Elsewhere the same as no bytes.
    case none
}

/// How a response goes onto the wire.
public struct ResponsePlan: Equatable, Sendable {
    /// What the Connection field says, if there is to be one.
    public enum ConnectionField: Equatable, Sendable { case none, close, keepAlive }

    /// How the end of the body is shown.
    public let framing: BodyFraming
    /// The Content-Length to announce; may be there without a body (HEAD).
    public let announcedLength: UInt64?
    /// The Connection field.
    public let connection: ConnectionField

    /// Whether body bytes follow the head at all.
    public var sendsBody: Bool { framing != .none }

    /// Appends the framing and Connection fields: exactly one way of saying where the message ends.
    public func append(to head: inout [UInt8]) {
        if framing == .chunked {
            head.append(text: "Transfer-Encoding: chunked\r\n")
        } else if let announcedLength {
            head.append(text: "Content-Length: ")
            head.append(decimal: announcedLength)
            head.append(text: "\r\n")
        }
        switch connection {
        case .none: break
        case .close: head.append(text: "Connection: close\r\n")
        case .keepAlive: head.append(text: "Connection: keep-alive\r\n")
        }
    }
}

/// What becomes of a connection once a response is complete.
public enum AfterResponse: Equatable, Sendable {
    /// The next request may be read.
    case next
    /// The rest of the request's body must be read and thrown away first.
    case drain
    /// No further request: end sending, read and throw away what still comes for a short while, then close. Closing at
    /// once could make the kernel reset the connection and lose the answer (RFC 9112 section 9.6).
    case close
}

/// The state of the server's side of one HTTP/1 connection: what may be read, what may be written, and the one place
/// that decides whether the connection can be used again. Pure.
public struct ServerMachine: Sendable {
    /// Of the current request.
    public enum Reading: Equatable, Sendable {
        /// A head is expected.
        case head
        /// The body of the current request has not ended.
        case body
        /// The current request is complete.
        case complete
        /// Nothing more will be read as HTTP.
        case finished
    }

    /// Of the current response.
    public enum Writing: Equatable, Sendable {
        /// There is no request to answer.
        case idle
        /// A request awaits its response.
        case pending
        /// The head has been produced.
        case body(ResponsePlan)
        /// Bytes pass as they are, after 101.
        case tunnel
    }

    /// What may be read.
    public private(set) var reading = Reading.head
    /// What may be written.
    public private(set) var writing = Writing.idle
    private var isPersistent = true
    private var isHTTP10 = false
    private var isHead = false
    private var awaitsContinue = false

    /// A connection that has just been accepted.
    public init() {}

    /// Whether the sender waits for 100 (Continue) and nothing has been sent since.
    public var owesContinue: Bool { awaitsContinue && writing == .pending }

    /// Whether the connection will be used for another request, as far as is known now.
    public var willPersist: Bool { isPersistent }

    /// A head has been received and checked.
    public mutating func received(
        method: RequestMethod, version: HTTPVersion, framing: BodyFraming, isPersistent: Bool, expectsContinue: Bool
    ) {
        precondition(reading == .head && writing == .idle, "requests are taken one after another")
        reading = framing == .none ? .complete : .body
        writing = .pending
        self.isPersistent = self.isPersistent && isPersistent
        isHTTP10 = version == .http10
        isHead = method == .head
        awaitsContinue = expectsContinue && framing != .none
    }

    /// The request could not be understood; whatever else comes belongs to nothing.
    /// - Parameter method: of the request, if its request line was well formed: HEAD is answered without a body, and
    ///   only HEAD is.
    public mutating func receivedMalformed(method: RequestMethod? = nil) {
        reading = .finished
        isPersistent = false
        guard writing == .idle else { return }
        writing = .pending
        isHead = method == .head
        isHTTP10 = false
        awaitsContinue = false
    }

    /// 100 (Continue) has been sent, by us or by an upstream.
    public mutating func sentContinue() { awaitsContinue = false }

    /// The body of the current request has ended.
    public mutating func bodyEnded() {
        precondition(reading == .body)
        reading = .complete
    }

    /// The connection must end after the current response: draining, or an answer that cannot be completed.
    public mutating func endAfterResponse() { isPersistent = false }

    /// Decides how a final response is framed and whether the connection survives it.
    /// - Parameters:
    ///   - status: not 1xx, except through ``switchProtocols()``.
    ///   - body: what follows the head.
    ///   - unreadBody: what is left of the request's body that nobody will read, nil if someone still will. Up to
    ///     ``HTTPLimits/drainableBodyBytes`` it is thrown away; beyond, or if the sender still waits for 100 and so may
    ///     or may not send it, the connection ends.
    public mutating func respond(status: Int, body: ResponseBody, unreadBody: UnreadBody) -> ResponsePlan {
        precondition(writing == .pending, "one response for each request")
        if reading == .body && (awaitsContinue || !unreadBody.isDrainable) { isPersistent = false }
        // RFC 9112 section 6.3: these end behind their head, whatever it says.
        let endsWithHead = isHead || status == 204 || status == 304
        let framing: BodyFraming
        var announced: UInt64?
        switch body {
        case .none:
            framing = .none
            // Without a length the peer would take all that follows for the body.
            if !endsWithHead { announced = 0 }
        case .length(let length):
            announced = status == 204 ? nil : length
            framing = endsWithHead || length == 0 ? .none : .length(length)
        case .stream:
            if endsWithHead {
                framing = .none
            } else if isHTTP10 {
                framing = .untilClose
                isPersistent = false
            } else {
                framing = .chunked
            }
        }
        let field: ResponsePlan.ConnectionField = isPersistent ? (isHTTP10 ? .keepAlive : .none) : .close
        let plan = ResponsePlan(framing: framing, announcedLength: announced, connection: field)
        writing = .body(plan)
        return plan
    }

    /// 101 has been passed on: from now on bytes pass as they are.
    public mutating func switchProtocols() {
        precondition(writing == .pending && reading == .complete)
        writing = .tunnel
        isPersistent = false
    }

    /// The response is complete.
    public mutating func responseEnded() -> AfterResponse {
        writing = .idle
        guard isPersistent, reading != .finished else {
            reading = .finished
            return .close
        }
        if reading == .body { return .drain }
        reading = .head
        return .next
    }

    /// The rest of the body has been thrown away.
    public mutating func drained() {
        precondition(writing == .idle && reading == .complete)
        reading = .head
    }
}

/// What is to happen with the part of a request's body that has not been read when the response begins.
public enum UnreadBody: Equatable, Sendable {
    /// Whoever answers goes on reading it.
    case stillWanted
    /// Nobody wants it; so many bytes are left, or an unknown number.
    case unwanted(UInt64?)

    var isDrainable: Bool {
        switch self {
        case .stillWanted: true
        case .unwanted(let left): left.map { $0 <= HTTPLimits.drainableBodyBytes } ?? false
        }
    }
}
