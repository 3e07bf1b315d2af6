// SPDX-License-Identifier: Apache-2.0

internal import ContainerPool
internal import EventLoop
internal import HTTPCore

// From the upstream to the client.

extension UpstreamConnection {
    /// The client takes more again.
    func clientHasRoom() {
        if canRead || buffer?.hasUnread ?? false { worker.loop.runAgain(self) }
    }

    func readHead() -> Bool {
        // Interim responses are passed on one by one: a client that does not read them holds the upstream back.
        guard exchange?.clientHasRoom ?? true else { return false }
        if let buffer, buffer.hasUnread {
            do {
                if try buffer.parseHead() {
                    try takeHead(buffer)
                    return true
                }
            } catch {
                fail(.malformed(error))
                return false
            }
        }
        return receive()
    }

    func receive() -> Bool {
        guard canRead else { return false }
        let buffer = self.buffer ?? worker.borrowUpstreamBuffer()
        self.buffer = buffer
        switch buffer.receive({ read(into: &$0, from: $1) }) {
        case .bytes: return true
        case .wouldBlock: break
        case .endOfStream: endedBeforeAnswer(0)
        case .failed(let code): endedBeforeAnswer(code)
        }
        return false
    }

    /// The connection ended before the head of an answer was complete. If it was a kept one and nothing had come, the
    /// other side had most likely closed it as idle: then a request that may be sent twice, and can be, is sent again.
    func endedBeforeAnswer(_ code: Int32) {
        guard let exchange else { return close() }
        let nothingCame = !(buffer?.hasUnread ?? false)
        let isRepeatable = exchange.head.method.isIdempotent && exchange.semantics.framing == .none
        if isReused && nothingCame && isRepeatable && exchange.forwarding?.wasRetried == false {
            self.exchange = nil
            exchange.forwarding?.wasRetried = true
            close()
            worker.retry(exchange, to: endpoint)
            return
        }
        fail(.closed(code))
    }

    func takeHead(_ buffer: ReceiveBuffer) throws(MessageFault) {
        guard let exchange else { return close() }
        buffer.exchangeHead(with: &head)
        let bytes = buffer.bytes
        let semantics = try ResponseSemantics(head, bytes.span, to: exchange.head.method)
        if head.status < 200 { return takeInterim(head, semantics, buffer, exchange) }
        counters.metrics.firstByte.record(exchange.measured(.upstream, since: sentAt).nanoseconds(since: sentAt))
        isPersistent = semantics.isPersistent && !peerFinished
        decoder = BodyDecoder(semantics.framing)
        state = .responding
        let body: ResponseBody
        switch semantics.framing {
        case .length(let length): body = .length(length)
        case .chunked, .untilClose: body = .stream
        case .none: body = Self.emptyBody(head, semantics)
        }
        respond(exchange, head, semantics, buffer.bytes, body)
        if decoder.isEnded { responseEnded() }
    }

    /// No body follows: what the head says of a length is kept where it may stand (RFC 9110 section 8.6).
    static func emptyBody(_ head: MessageHead, _ semantics: ResponseSemantics) -> ResponseBody {
        if let announced = semantics.announcedLength { return .length(announced) }
        return head.status == 204 || head.status == 304 || head.first(.contentLength) == nil ? .none : .length(0)
    }

    func respond(
        _ exchange: Exchange, _ head: MessageHead, _ semantics: ResponseSemantics, _ bytes: [UInt8],
        _ body: ResponseBody
    ) {
        let rewriter = ResponseRewriter(prefix: worker.forwardedPrefix(of: exchange))
        let hasDate = head.first(.date) != nil
        exchange.respond(
            head.status, body: body, reason: bytes[head.reason.indices], hasDate: hasDate
        ) { out in
            rewriter.append(head, semantics, bytes, to: &out)
        }
    }

    /// 1xx: 101 opens the tunnel if one was asked for; the others are passed on and the answer is still to come.
    func takeInterim(
        _ head: MessageHead, _ semantics: ResponseSemantics, _ buffer: ReceiveBuffer, _ exchange: Exchange
    ) {
        if head.status == 101 {
            guard exchange.semantics.isWebSocketUpgrade, exchange.connection != nil else {
                return fail(.unexpected("status 101 although no change of protocol was asked for."))
            }
            return openTunnel(head, semantics, buffer, exchange)
        }
        let bytes = buffer.bytes
        lastProgress = worker.loop.now
        exchange.passInterim(head.status) { out in
            for field in head.fields where !field.id.isHopByHop && field.id != .contentLength {
                if semantics.hasNominatedFields, head.nominates(field, bytes.span) { continue }
                out.append(contentsOf: bytes[field.name.indices])
                out.append(text: ": ")
                out.append(contentsOf: bytes[field.value.indices])
                out.append(text: "\r\n")
            }
        }
    }

    func readBody() -> Bool {
        guard let exchange, exchange.clientHasRoom else { return false }
        if let buffer, buffer.hasUnread {
            let range = buffer.start..<buffer.end
            // Used up before it is passed on: what is left over when the answer ends was not asked for.
            buffer.consume(upTo: buffer.end)
            pass(buffer.bytes, range, to: exchange)
            return true
        }
        let result = readPiece { bytes, count in
            lastProgress = worker.loop.now
            pass(bytes, 0..<count, to: exchange)
        }
        switch result {
        case .bytes: return true
        case .wouldBlock: break
        case .endOfStream:
            guard decoder.endsWithConnection else {
                fail(.closed(0))
                return false
            }
            isPersistent = false
            responseEnded()
        case .failed(let code): fail(.closed(code))
        }
        return false
    }

    func pass(_ bytes: [UInt8], _ range: Range<Int>, to exchange: Exchange) {
        var position = range.lowerBound
        do {
            while isOpen, state == .responding {
                switch try decoder.decode(bytes.span.extracting(0..<range.upperBound), from: position) {
                case .content(let content):
                    exchange.write(bytes, content)
                    position = content.upperBound
                    guard self.exchange === exchange else { return }
                case .ended(let consumed):
                    position = consumed
                case .needsMore:
                    return
                }
                if decoder.isEnded {
                    // More than the answer: whatever it is, nobody asked for it.
                    if position < range.upperBound { isPersistent = false }
                    return responseEnded()
                }
            }
        } catch {
            fail(.malformed(error))
        }
    }

    /// The answer is complete: the client's side ends, and the connection goes back to the pool if it may.
    func responseEnded() {
        guard let exchange else { return close() }
        self.exchange = nil
        pendingChunk = []
        if let buffer, buffer.hasUnread { isPersistent = false }
        exchange.responder = nil
        let isReusable =
            isPersistent && requestEnded && output.isEmpty && !sendFailed && !peerFinished
            && exchange.egress == nil && worker.isCurrent(endpoint)
        worker.releaseEndpoint(exchange)
        if let buffer {
            self.buffer = nil
            worker.recycleUpstream(buffer)
        }
        if isReusable, worker.upstreams.keep(self) {
            state = .idle
            lastProgress = worker.loop.now
            updateDeadline()
        } else {
            close()
        }
        exchange.end()
    }
}
