// SPDX-License-Identifier: Apache-2.0

internal import EventLoop
internal import HTTPCore

// Heads and bodies, from the socket to the exchange.

extension ClientConnection {
    /// Parses a head, reading as needed.
    func readHead() -> Bool {
        if let buffer, buffer.hasUnread {
            // Between messages, and the only place that a client who never stops sending cannot put off.
            buffer.compact()
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
    func receive() -> Bool {
        guard canRead else { return false }
        let buffer = self.buffer ?? worker.borrowBuffer()
        self.buffer = buffer
        switch buffer.receive({ read(into: &$0, from: $1) }) {
        case .bytes(let count):
            worker.metrics.bytesReceived &+= UInt64(count)
            return true
        case .wouldBlock: break
        case .endOfStream: endOfStream()
        case .failed: vanished()
        }
        return false
    }

    func endOfStream() {
        peerFinished = true
        hasSeenEnd = true
        switch machine.reading {
        case .head where exchange == nil, .body where exchange == nil:
            // No further request; what has been answered is still sent.
            worker.flush()
            if output.isEmpty { abandon(reset: false) } else { linger() }
        // A request cut short is no request (RFC 9112 section 8).
        case .body: abandon(reset: false)
        default: break
        }
    }

    func takeRequest(_ buffer: ReceiveBuffer) throws(MessageFault) {
        let exchange = worker.makeExchange(buffer)
        do {
            try exchange.begin(self, buffer)
        } catch {
            worker.recycle(exchange)
            throw error
        }
        guard let semantics = exchange.semantics else { return }
        machine.received(
            method: exchange.head.method, version: exchange.head.version, framing: semantics.framing,
            isPersistent: semantics.isPersistent && !worker.isDraining, expectsContinue: semantics.expectsContinue)
        decoder = BodyDecoder(semantics.framing)
        deadlines.begin(semantics.framing == .none ? .exchange : .body, worker.loop.now)
        self.exchange = exchange
        worker.dispatch(exchange)
    }

    /// Answers a message that could not be understood.
    func refuse(_ fault: MessageFault) {
        worker.metrics.malformedRequests &+= 1
        refuse(Problem(fault))
    }

    /// Answers where there is no exchange, and ends the connection: nothing behind it is looked at.
    func refuse(_ problem: Problem) {
        machine.receivedMalformed()
        var id: [UInt8] = []
        RequestIDGenerator.append(worker.requestIDs.next(), to: &id)
        let body = problem.json(requestID: id)
        let plan = machine.respond(
            status: problem.status, body: .length(UInt64(body.count)), unreadBody: .unwanted(nil))
        worker.write(to: self) { out in
            StatusLines.append(problem.status, to: &out)
            out.append(contentsOf: worker.dates.line)
            out.append(field: "Content-Type", "application/problem+json")
            if let allow = problem.allow { out.append(field: "Allow", allow) }
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
    func readBody() -> Bool {
        if let exchange {
            guard let responder = exchange.responder, responder.acceptsBody else {
                deadlines.pauseBody(worker.loop.now)
                return false
            }
            if machine.owesContinue && responder.continuesLocally {
                machine.sentContinue()
                exchange.writeInterim(100)
            }
            if awaitsContinue {
                // The upstream has not asked for the body yet, so the client is right to wait.
                deadlines.pauseBody(worker.loop.now)
            } else {
                deadlines.resumeBody(worker.loop.now)
            }
        }
        guard let buffer else { return false }
        if buffer.hasUnread {
            guard let consumed = decodeBody(buffer.bytes, buffer.start..<buffer.end) else { return true }
            buffer.consume(upTo: consumed)
            return true
        }
        return receiveBody(buffer)
    }

    func receiveBody(_ buffer: ReceiveBuffer) -> Bool {
        let result = readPiece { bytes, count in
            worker.metrics.bytesReceived &+= UInt64(count)
            if let consumed = decodeBody(bytes, 0..<count), consumed < count, isOpen {
                buffer.append(bytes, consumed..<count)
            }
        }
        switch result {
        case .bytes: return true
        case .wouldBlock: break
        case .endOfStream: endOfStream()
        case .failed: vanished()
        }
        return false
    }

    /// Decodes body bytes; returns how far they were used up, or nil if the connection has no more use for any.
    func decodeBody(_ bytes: [UInt8], _ range: Range<Int>) -> Int? {
        var position = range.lowerBound
        defer { exchange?.responder?.bodyPaused() }
        do {
            while machine.reading == .body {
                switch try decoder.decode(bytes.span.extracting(0..<range.upperBound), from: position) {
                case .content(let content):
                    position = content.upperBound
                    // Not what frames them: one byte in a chunk of twenty is one byte.
                    deadlines.receivedBody(content.count, worker.loop.now)
                    exchange?.received(bytes, content)
                    guard isOpen else { return nil }
                    if decoder.isEnded, machine.reading == .body { bodyEnded() }
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

    func bodyEnded() {
        machine.bodyEnded()
        if let exchange {
            deadlines.begin(.exchange, worker.loop.now)
            exchange.responder?.bodyEnded()
        } else {
            machine.drained()
            deadlines.begin(.idle, worker.loop.now)
        }
    }

    func malformedBody(_ fault: MessageFault) {
        worker.metrics.malformedRequests &+= 1
        machine.receivedMalformed()
        guard let exchange else { return linger() }
        exchange.dismissResponder()
        exchange.fail(Problem(fault))
    }

    /// After the last answer: reads and forgets, so that closing does not reset the connection under it.
    func discard() -> Bool {
        switch readPiece({ _, _ in }) {
        case .bytes: return true
        case .wouldBlock: break
        case .endOfStream:
            peerFinished = true
            hasSeenEnd = true
            if hasFinishedSending { close() }
        case .failed: vanished()
        }
        return false
    }
}
