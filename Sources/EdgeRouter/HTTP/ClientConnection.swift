// SPDX-License-Identifier: Apache-2.0

internal import EventLoop
internal import HTTPCore

/// A client's HTTP/1 connection: the shell around ``ServerMachine`` that reads, writes and keeps the deadlines.
///
/// It serves one exchange at a time and lives on one loop. What is read while an exchange runs is bounded: the rest of
/// the segment its head came in. Idle, it holds neither buffer nor exchange.
final class ClientConnection: EventSource {
    enum Phase {
        /// Requests are read and answered.
        case serving
        /// Bytes pass to and from an upstream as they are.
        case tunnel(UpstreamConnection)
        /// The last answer has been written; what still comes is thrown away.
        case lingering
    }

    let worker: Worker
    let peer: SocketAddress
    /// The peer's address as text, for logs and forwarding fields.
    private(set) lazy var peerText = peer.host
    let listener: ListenerKind
    private(set) var machine = ServerMachine()
    private(set) var phase = Phase.serving
    private(set) var exchange: Exchange?
    private var buffer: ReceiveBuffer?
    private var decoder = BodyDecoder(.none)
    private var output = SendQueue()

    /// Edge-triggered readiness, remembered until a read says otherwise.
    private var canRead = false
    private(set) var peerFinished = false
    private var sendFailed = false
    private var hasFinishedSending = false
    /// In a tunnel: the client's end of the stream has been read and passed on.
    private var hasSeenEnd = false
    private var finishesAfterOutput = false
    private var isAdvancing = false
    var deadlines: ConnectionDeadlines

    init(_ descriptor: consuming Descriptor, peer: SocketAddress, _ listener: ListenerKind, on worker: Worker) {
        self.worker = worker
        self.peer = peer
        self.listener = listener
        deadlines = ConnectionDeadlines(accepted: worker.loop.now)
        super.init(descriptor)
    }

    /// Whether the connection could be closed without anybody losing an answer.
    var isReclaimable: Bool {
        if case .serving = phase { return exchange == nil && machine.reading == .head && output.isEmpty }
        return false
    }

    /// Whether nothing of a request has come since the last one.
    var isIdle: Bool { isReclaimable && !(buffer?.isInsideHead ?? false) && !(buffer?.hasUnread ?? false) }

    /// Whether the peer takes more now.
    var takesMore: Bool { !output.isFull }

    /// Has been registered: its first deadline begins.
    func accepted() { worker.loop.setDeadline(self, nextDeadline()) }

    override func ready(_ readiness: Readiness) {
        if readiness.contains(.failed) || readiness.contains(.hungUp) { return vanished() }
        if readiness.contains(.peerFinished), !peerFinished {
            peerFinished = true
            deadlines.peerFinished(worker.loop.now)
        }
        if readiness.contains(.readable) { canRead = true }
        if readiness.contains(.writable), !output.isEmpty { sendOutput() }
        advance()
    }

    override func continued() { advance() }

    override func deadlineReached(_ now: Instant) {
        expire(now)
        if isOpen { settle() }
    }

    /// Does everything that can be done now.
    func advance() {
        guard !isAdvancing else { return }
        isAdvancing = true
        var rounds = 0
        while isOpen, step() {
            rounds += 1
            if rounds >= BufferLimits.readsPerTurn * 4 {
                worker.loop.runAgain(self)
                break
            }
        }
        isAdvancing = false
        if isOpen { settle() }
    }

    /// One read or one message; false when there is nothing to do until something happens.
    private func step() -> Bool {
        switch phase {
        case .lingering: return discard()
        case .tunnel(let upstream): return relay(to: upstream)
        case .serving:
            switch machine.reading {
            case .head: return exchange == nil && !output.isFull && readHead()
            case .body: return readBody()
            case .complete, .finished: return false
            }
        }
    }

    /// After each event: sends what was produced, and looks at what comes next.
    private func settle() {
        worker.flush()
        if sendFailed { return vanished() }
        if case .lingering = phase, output.isEmpty, !hasFinishedSending {
            hasFinishedSending = true
            finishSending()
            if peerFinished { return close() }
        }
        if isIdle {
            if peerFinished { return close() }
            releaseBuffer()
        }
        worker.loop.setDeadline(self, nextDeadline())
    }

    /// Ends without a word: the answer has been given, or there is nobody to answer.
    func close() {
        guard isOpen else { return }
        worker.loop.close(self)
        output = SendQueue()
        releaseBuffer()
        worker.connectionClosed(self)
    }

    private func releaseBuffer() {
        guard exchange == nil, let buffer else { return }
        self.buffer = nil
        worker.recycle(buffer)
    }
}

// MARK: - Reading

extension ClientConnection {
    /// Parses a head, reading as needed.
    private func readHead() -> Bool {
        if let buffer, buffer.hasUnread {
            deadlines.begin(.head, worker.loop.now)
            do {
                if try buffer.parseHead() {
                    try takeRequest(buffer)
                    return true
                }
            } catch {
                refuse(error)
                return true
            }
        }
        return receive()
    }

    /// Receives into the buffer; true if bytes came.
    private func receive() -> Bool {
        guard canRead else { return false }
        let buffer = self.buffer ?? worker.borrowBuffer()
        self.buffer = buffer
        switch buffer.receive(from: self) {
        case .bytes(let count):
            worker.metrics.bytesReceived &+= UInt64(count)
            // After the peer's FIN another read is needed to see the end of the stream.
            canRead = peerFinished || !buffer.lastReadWasShort
            return true
        case .wouldBlock: canRead = false
        case .endOfStream: endOfStream()
        case .failed: vanished()
        }
        return false
    }

    private func endOfStream() {
        canRead = false
        peerFinished = true
        switch machine.reading {
        // A request cut short is no request (RFC 9112 section 8).
        case .head where exchange == nil, .body: abandon(reset: false)
        default: break
        }
    }

    private func takeRequest(_ buffer: ReceiveBuffer) throws(MessageFault) {
        let semantics = try RequestSemantics(buffer.head, buffer.bytes.span)
        machine.received(
            method: buffer.head.method, version: buffer.head.version, framing: semantics.framing,
            isPersistent: semantics.isPersistent && !worker.isDraining, expectsContinue: semantics.expectsContinue)
        decoder = BodyDecoder(semantics.framing)
        deadlines.begin(semantics.framing == .none ? .exchange : .body, worker.loop.now)
        let exchange = worker.makeExchange(buffer)
        self.exchange = exchange
        exchange.begin(self, buffer, semantics)
        worker.dispatch(exchange)
    }

    /// Answers a message that could not be understood. Nothing behind it is looked at.
    private func refuse(_ fault: MessageFault) {
        worker.metrics.malformedRequests &+= 1
        machine.receivedMalformed()
        var id: [UInt8] = []
        RequestIDGenerator.append(worker.requestIDs.next(), to: &id)
        let problem = Problem(fault)
        let body = problem.json(requestID: id)
        let plan = machine.respond(
            status: problem.status, body: .length(UInt64(body.count)), unreadBody: .unwanted(nil))
        worker.write(to: self) { out in
            StatusLines.append(problem.status, to: &out)
            out.append(contentsOf: worker.dates.line)
            out.append(field: "Content-Type", "application/problem+json")
            plan.append(to: &out)
            out.append(text: "X-Request-ID: ")
            out.append(contentsOf: id)
            out.append(text: "\r\n\r\n")
            out.append(contentsOf: body)
        }
        worker.recordRefusal(self, status: problem.status, requestID: id)
        _ = machine.responseEnded()
        linger()
    }

    /// Hands body bytes to the exchange, or throws them away after an early answer.
    private func readBody() -> Bool {
        if let exchange {
            guard exchange.wantsBody else {
                deadlines.pauseBody(worker.loop.now)
                return false
            }
            if machine.owesContinue && exchange.continuesLocally {
                machine.sentContinue()
                exchange.writeInterim { $0.append(text: "HTTP/1.1 100 Continue\r\n\r\n") }
            }
            deadlines.resumeBody(worker.loop.now)
        }
        guard let buffer else { return false }
        if buffer.hasUnread {
            guard let consumed = decodeBody(buffer.bytes, buffer.start..<buffer.end) else { return true }
            buffer.consume(upTo: consumed)
            return true
        }
        return receiveBody(buffer)
    }

    private func receiveBody(_ buffer: ReceiveBuffer) -> Bool {
        guard canRead else { return false }
        var scratch = worker.borrowScratch()
        defer { worker.returnScratch(&scratch) }
        switch receive(into: &scratch, from: 0) {
        case .bytes(let count):
            worker.metrics.bytesReceived &+= UInt64(count)
            canRead = peerFinished || count == scratch.count
            deadlines.receivedBody(count)
            if let consumed = decodeBody(scratch, 0..<count), consumed < count, isOpen {
                buffer.append(scratch, consumed..<count)
            }
            return true
        case .wouldBlock: canRead = false
        case .endOfStream: endOfStream()
        case .failed: vanished()
        }
        return false
    }

    /// Decodes body bytes; returns how far they were used up, or nil if the connection has no more use for any.
    private func decodeBody(_ bytes: [UInt8], _ range: Range<Int>) -> Int? {
        var position = range.lowerBound
        do {
            while machine.reading == .body {
                switch try decoder.decode(bytes.span.extracting(0..<range.upperBound), from: position) {
                case .content(let content):
                    position = content.upperBound
                    exchange?.received(bytes, content)
                    guard isOpen else { return nil }
                    if decoder.isEnded { bodyEnded() }
                case .ended(let consumed):
                    position = consumed
                    bodyEnded()
                case .needsMore:
                    return range.upperBound
                }
                guard isOpen else { return nil }
            }
        } catch {
            malformedBody(error)
            return nil
        }
        return position
    }

    private func bodyEnded() {
        machine.bodyEnded()
        if let exchange {
            deadlines.begin(.exchange, worker.loop.now)
            exchange.bodyEnded()
        } else {
            machine.drained()
            deadlines.begin(.idle, worker.loop.now)
        }
    }

    private func malformedBody(_ fault: MessageFault) {
        worker.metrics.malformedRequests &+= 1
        machine.receivedMalformed()
        guard let exchange else { return linger() }
        if case .upstream(let upstream) = exchange.responder {
            exchange.responder = .none
            upstream.cancel()
        }
        exchange.fail(Problem(fault))
    }

    /// After the last answer: reads and forgets, so that closing does not reset the connection under it.
    private func discard() -> Bool {
        guard canRead else { return false }
        var scratch = worker.borrowScratch()
        defer { worker.returnScratch(&scratch) }
        switch receive(into: &scratch, from: 0) {
        case .bytes(let count):
            canRead = peerFinished || count == scratch.count
            return true
        case .wouldBlock: canRead = false
        case .endOfStream:
            canRead = false
            peerFinished = true
            if hasFinishedSending { close() }
        case .failed: vanished()
        }
        return false
    }
}

// MARK: - Writing

extension ClientConnection {
    /// Decides how the response to the current request is framed.
    func plan(_ status: Int, _ body: ResponseBody, bodyIsWanted: Bool) -> ResponsePlan {
        if worker.isDraining { machine.endAfterResponse() }
        let unread = bodyIsWanted ? UnreadBody.stillWanted : .unwanted(decoder.remaining)
        return machine.respond(status: status, body: body, unreadBody: unread)
    }

    /// Takes what the worker has gathered for this connection.
    func send(gathered bytes: inout [UInt8], more: Bool = false) {
        if !output.isEmpty {
            output.append(bytes)
            sendOutput()
        } else if !sendFailed, isOpen {
            sendNow(bytes, 0..<bytes.count, more: more)
        }
        bytes.removeAll(keepingCapacity: true)
    }

    /// Sends bytes by reference, behind what was gathered.
    func send(_ bytes: [UInt8], _ range: Range<Int>) {
        if range.count < BufferLimits.receiveBytes {
            worker.write(to: self) { out in out.append(contentsOf: bytes[range]) }
            return
        }
        worker.flush(more: true)
        guard isOpen, !sendFailed else { return }
        if output.isEmpty {
            sendNow(bytes, range, more: false)
        } else if range.count == bytes.count {
            output.append(bytes)
        } else {
            output.append(Array(bytes[range]))
        }
    }

    private func sendNow(_ bytes: [UInt8], _ range: Range<Int>, more: Bool) {
        switch send(bytes.span.extracting(range), more: more) {
        case .bytes(let count):
            worker.metrics.bytesSent &+= UInt64(count)
            guard count < range.count else { return }
            if range.upperBound == bytes.count {
                output.append(bytes, from: range.lowerBound + count)
            } else {
                output.append(Array(bytes[range.lowerBound + count..<range.upperBound]))
            }
        case .wouldBlock: output.append(Array(bytes[range]))
        case .endOfStream, .failed:
            sendFailed = true
            // Whoever writes may stand in the middle of something: the connection ends in a turn of its own.
            worker.loop.runAgain(self)
        }
        deadlines.sent(worker.loop.now)
        worker.loop.setDeadline(self, nextDeadline())
    }

    /// Sends what has waited, and lets whoever was held back go on.
    private func sendOutput() {
        let before = output.count
        let outcome = output.send(on: self)
        let sent = before - output.count
        worker.metrics.bytesSent &+= UInt64(sent)
        if sent > 0 { deadlines.sent(worker.loop.now) }
        if outcome == .failed { sendFailed = true }
        if outcome == .drained, finishesAfterOutput {
            finishesAfterOutput = false
            tunnelFinished()
        }
        guard isOpen, output.hasRoom, outcome != .failed else { return }
        if case .upstream(let upstream) = exchange?.responder { upstream.clientHasRoom() }
        if case .tunnel(let upstream) = phase { upstream.clientHasRoom() }
    }

    /// The exchange has written its whole response.
    func responseEnded(_ exchange: Exchange) {
        let after = machine.responseEnded()
        worker.record(exchange)
        self.exchange = nil
        worker.recycle(exchange)
        switch after {
        case .next: deadlines.begin(.idle, worker.loop.now)
        case .drain: deadlines.begin(.drain, worker.loop.now)
        case .close: linger()
        }
        buffer?.compactIfEmpty()
        // Called from an upstream's or a mailbox's turn: this connection gets one of its own.
        if !isAdvancing { worker.loop.runAgain(self) }
    }

    private func linger() {
        phase = .lingering
        deadlines.begin(.linger, worker.loop.now)
    }

    /// From now on bytes pass to and from the upstream as they are.
    func becomeTunnel(_ upstream: UpstreamConnection) {
        machine.switchProtocols()
        phase = .tunnel(upstream)
        deadlines.tunnelIdleMilliseconds = upstream.tunnelIdleMilliseconds
        deadlines.begin(.tunnel, worker.loop.now)
        worker.metrics.tunnelsOpen += 1
        if !isAdvancing { worker.loop.runAgain(self) }
    }

    /// The upstream's side of a tunnel has ended: nothing more will be written.
    func tunnelFinished() {
        guard case .tunnel = phase else { return }
        worker.flush()
        if output.isEmpty {
            hasFinishedSending = true
            finishSending()
        } else {
            finishesAfterOutput = true
        }
        if hasSeenEnd && output.isEmpty { close() }
    }

    /// Bytes came from the other end.
    func tunnelProgress() { deadlines.begin(.tunnel, worker.loop.now) }

    /// The tunnel's exchange is done with.
    func tunnelEnded() { exchange = nil }

    /// An upstream's 100 (Continue) was passed on.
    func continueSent() { machine.sentContinue() }

    /// Client bytes of a tunnel.
    private func relay(to upstream: UpstreamConnection) -> Bool {
        guard upstream.acceptsBody else { return false }
        if let buffer, buffer.hasUnread {
            upstream.sendRaw(buffer.bytes, buffer.start..<buffer.end)
            buffer.consume(upTo: buffer.end)
            buffer.compactIfEmpty()
            return true
        }
        guard canRead else { return false }
        var scratch = worker.borrowScratch()
        defer { worker.returnScratch(&scratch) }
        switch receive(into: &scratch, from: 0) {
        case .bytes(let count):
            worker.metrics.bytesReceived &+= UInt64(count)
            canRead = peerFinished || count == scratch.count
            deadlines.begin(.tunnel, worker.loop.now)
            upstream.sendRaw(scratch, 0..<count)
            return true
        case .wouldBlock: canRead = false
        case .endOfStream:
            canRead = false
            hasSeenEnd = true
            upstream.clientFinished()
            if hasFinishedSending { close() }
        case .failed: vanished()
        }
        return false
    }
}

// MARK: - Ends that were not planned

extension ClientConnection {
    /// The client is gone: whoever works for it is told, at once.
    func vanished() {
        abandon(reset: false)
    }

    /// Ends the connection in the middle of something.
    func abandon(reset: Bool) {
        guard isOpen else { return }
        worker.flush()
        if reset { resetOnClose() }
        if case .tunnel(let upstream) = phase {
            phase = .lingering
            upstream.cancel()
        }
        if let exchange {
            self.exchange = nil
            if case .upstream(let upstream) = exchange.responder {
                exchange.responder = .none
                upstream.cancel()
            }
            worker.cancelled(exchange)
        }
        close()
    }

    private func expire(_ now: Instant) {
        worker.metrics.deadlinesExceeded &+= 1
        if !output.isEmpty && deadlines.sendStalled(now) { return abandon(reset: true) }
        switch deadlines.phase {
        case .idle, .linger, .tunnel, .drain: abandon(reset: false)
        case .head:
            guard buffer?.isInsideHead ?? false else { return close() }
            requestTimedOut()
        case .body: requestTimedOut()
        case .exchange: exchangeExpired(now)
        }
    }

    private func requestTimedOut() {
        let problem = Problem(
            408, "request-timeout", "Request timed out",
            "The request did not arrive in time: a head may take 10 s, and a body must come at 500 bytes a second.")
        machine.endAfterResponse()
        if let exchange {
            if case .upstream(let upstream) = exchange.responder {
                exchange.responder = .none
                upstream.cancel()
            }
            exchange.fail(problem)
            return
        }
        machine.receivedMalformed()
        let plan = machine.respond(status: 408, body: .none, unreadBody: .unwanted(nil))
        worker.write(to: self) { out in
            StatusLines.append(408, to: &out)
            out.append(contentsOf: worker.dates.line)
            out.append(text: "Content-Length: 0\r\n")
            plan.append(to: &out)
            out.append(text: "\r\n")
        }
        _ = machine.responseEnded()
        linger()
    }

    private func exchangeExpired(_ now: Instant) {
        guard let exchange else { return }
        if exchange.waitDeadline <= now {
            exchange.waitDeadline = .distantFuture
            return worker.waitExpired(exchange)
        }
        guard peerFinished, deadlines.probeIsDue(now) else { return }
        // Half-closed or gone? A client that has only finished sending reads an interim response and waits on; one
        // that is gone answers it with a reset.
        deadlines.probed()
        if exchange.hasResponded { return abandon(reset: false) }
        exchange.writeInterim { $0.append(text: "HTTP/1.1 102 Processing\r\n\r\n") }
    }

    private func nextDeadline() -> Instant {
        var deadline = deadlines.current(drainingSince: worker.drainingSince, peerFinished: peerFinished)
        if let exchange, exchange.waitDeadline < deadline { deadline = exchange.waitDeadline }
        if !output.isEmpty { deadline = min(deadline, deadlines.stallDeadline) }
        return deadline
    }
}
