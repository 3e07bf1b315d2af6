// SPDX-License-Identifier: Apache-2.0

internal import ContainerPool
internal import EventLoop
internal import HTTPCore

/// A connection to an endpoint: carries one exchange at a time, then waits in the pool for the next. Lives on the loop of
/// the exchanges it carries and belongs to one generation of one instance.
final class UpstreamConnection: EventSource {
    enum State: Equatable {
        /// The connection attempt has not ended; what is to be sent waits.
        case connecting
        /// In the pool.
        case idle
        /// Carries an exchange; nothing of the answer has come.
        case awaiting
        /// The head of the answer has gone to the client.
        case responding
        /// Bytes pass as they are.
        case tunnel
    }

    let worker: Worker
    let key: InstanceKey
    let endpoint: Endpoint
    private(set) var state = State.connecting
    private(set) var exchange: Exchange?
    /// In a tunnel: the client's end of it.
    private var client: ClientConnection?
    private var buffer: ReceiveBuffer?
    private var decoder = BodyDecoder(.none)
    private var output = SendQueue()
    private var isPersistent = true
    private var requestEnded = false
    private var isReused = false
    private var canRead = false
    private var peerFinished = false
    private var sendFailed = false
    private var finishesAfterOutput = false
    private var hasFinishedSending = false
    /// In a tunnel: the upstream's end of the stream has been read and passed on.
    private var hasSeenEnd = false
    private var sentAt = Instant(nanoseconds: 0)
    private(set) var tunnelIdleMilliseconds = 3_600_000
    private var lastProgress = Instant(nanoseconds: 0)

    init(_ descriptor: consuming Descriptor, to endpoint: Endpoint, _ key: InstanceKey, on worker: Worker) {
        self.worker = worker
        self.key = key
        self.endpoint = endpoint
        super.init(descriptor)
    }

    /// Whether more of a request's body can be taken.
    var acceptsBody: Bool { !output.isFull }

    /// Begins to carry an exchange: serialises its head and sends it as soon as there is a connection.
    func carry(_ exchange: Exchange, reused: Bool) {
        self.exchange = exchange
        isReused = reused
        requestEnded = exchange.semantics.framing == .none
        isPersistent = true
        if state == .idle { state = .awaiting }
        sentAt = worker.loop.now
        lastProgress = sentAt
        tunnelIdleMilliseconds = exchange.forwarding?.bot.tunnelIdleMilliseconds ?? tunnelIdleMilliseconds
        exchange.responder = .upstream(self)
        worker.withUpstreamScratch { out in
            RequestRewriter.append(exchange, worker.origin(of: exchange), to: &out)
            transmit(out, 0..<out.count)
        }
        updateDeadline()
    }

    override func ready(_ readiness: Readiness) {
        if state == .connecting {
            guard readiness.contains(.writable) || readiness.contains(.failed) else { return }
            let code = takeSocketError()
            if code != 0 { return fail(.connect(code)) }
            state = exchange == nil ? .idle : .awaiting
            worker.countConnect(self)
        }
        if readiness.contains(.peerFinished) || readiness.contains(.hungUp) { peerFinished = true }
        if readiness.contains(.readable) || peerFinished || readiness.contains(.failed) { canRead = true }
        if readiness.contains(.writable) { sendOutput() }
        advance()
    }

    override func continued() { advance() }

    /// Reads and passes on what can be.
    private func advance() {
        var rounds = 0
        while isOpen, step() {
            rounds += 1
            if rounds >= BufferLimits.readsPerTurn {
                worker.loop.runAgain(self)
                break
            }
        }
        worker.flush()
        guard isOpen else { return }
        if sendFailed && !canRead { return fail(.closed(0)) }
        updateDeadline()
    }

    private func step() -> Bool {
        switch state {
        case .connecting: return false
        case .idle:
            // Anything an idle connection says, its end included, makes it useless.
            if canRead { close() }
            return false
        case .awaiting: return readHead()
        case .responding: return readBody()
        case .tunnel: return relay()
        }
    }

    override func deadlineReached(_ now: Instant) {
        switch state {
        case .connecting: fail(.connectTimeout)
        case .idle: close()
        case .awaiting:
            guard requestEnded else { return fail(.silence) }
            fail(.firstByteTimeout(milliseconds: exchange?.forwarding?.bot.firstByteMilliseconds ?? 0))
        case .responding: fail(.silence)
        case .tunnel: abandonTunnel()
        }
    }

    private func updateDeadline() {
        let deadline: Instant
        switch state {
        case .connecting: deadline = sentAt.advanced(milliseconds: Timeouts.connectMilliseconds)
        case .idle: deadline = lastProgress.advanced(milliseconds: Timeouts.upstreamIdleMilliseconds)
        case .awaiting:
            let limit = exchange?.forwarding?.bot.firstByteMilliseconds ?? Timeouts.upstreamSilenceMilliseconds
            deadline = lastProgress.advanced(
                milliseconds: requestEnded ? limit : Timeouts.upstreamSilenceMilliseconds)
        case .responding: deadline = lastProgress.advanced(milliseconds: Timeouts.upstreamSilenceMilliseconds)
        case .tunnel: deadline = lastProgress.advanced(milliseconds: tunnelIdleMilliseconds)
        }
        worker.loop.setDeadline(self, deadline)
    }

    private func close() {
        guard isOpen else { return }
        if state == .idle { worker.upstreams.remove(self) }
        worker.loop.close(self)
        output = SendQueue()
        if let buffer { worker.recycleUpstream(buffer) }
        buffer = nil
        client = nil
    }

    /// Closes an idle connection whose generation has ended.
    func retire() {
        guard state == .idle else { return }
        worker.loop.close(self)
    }
}

// MARK: - The request

extension UpstreamConnection {
    /// Body bytes of the request.
    func sendBody(_ bytes: [UInt8], _ range: Range<Int>) {
        guard isOpen, exchange != nil else { return }
        if case .chunked = exchange?.semantics.framing {
            worker.withUpstreamScratch { out in
                out.append(chunkOfSize: range.count)
                out.append(contentsOf: bytes[range])
                out.append(text: "\r\n")
                transmit(out, 0..<out.count)
            }
        } else {
            transmit(bytes, range)
        }
        noteProgress()
    }

    /// The request's body has ended.
    func endBody() {
        guard isOpen, let exchange else { return }
        requestEnded = true
        if case .chunked = exchange.semantics.framing { transmit(Self.lastChunk, 0..<Self.lastChunk.count) }
        noteProgress()
    }

    private static let lastChunk = Array("0\r\n\r\n".utf8)

    /// Client bytes of a tunnel.
    func sendRaw(_ bytes: [UInt8], _ range: Range<Int>) {
        transmit(bytes, range)
        noteProgress()
    }

    private func noteProgress() {
        lastProgress = worker.loop.now
        updateDeadline()
    }

    private func transmit(_ bytes: [UInt8], _ range: Range<Int>) {
        guard state != .connecting, output.isEmpty else {
            output.append(Array(bytes[range]))
            return
        }
        switch send(bytes.span.extracting(range)) {
        case .bytes(let count):
            if count < range.count { output.append(Array(bytes[range.lowerBound + count..<range.upperBound])) }
        case .wouldBlock: output.append(Array(bytes[range]))
        case .endOfStream, .failed: noteSendFailure()
        }
    }

    /// What is still to be read may be an early answer: the connection's end shows when that has been read.
    private func noteSendFailure() {
        sendFailed = true
        canRead = true
        worker.loop.runAgain(self)
    }

    private func sendOutput() {
        guard !output.isEmpty else { return }
        let before = output.count
        let outcome = output.send(on: self)
        if output.count < before { lastProgress = worker.loop.now }
        if outcome == .failed { return noteSendFailure() }
        if output.isEmpty, finishesAfterOutput { finishOurSide() }
        if output.hasRoom, let connection = exchange?.connection ?? client { worker.loop.runAgain(connection) }
    }
}

// MARK: - The response

extension UpstreamConnection {
    /// The client takes more again.
    func clientHasRoom() {
        if canRead { worker.loop.runAgain(self) }
    }

    private func readHead() -> Bool {
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

    private func receive() -> Bool {
        guard canRead else { return false }
        let buffer = self.buffer ?? worker.borrowUpstreamBuffer()
        self.buffer = buffer
        switch buffer.receive(from: self) {
        case .bytes:
            canRead = peerFinished || !buffer.lastReadWasShort
            lastProgress = worker.loop.now
            return true
        case .wouldBlock: canRead = false
        case .endOfStream: endedBeforeAnswer(0)
        case .failed(let code): endedBeforeAnswer(code)
        }
        return false
    }

    /// The connection ended before the head of an answer was complete. If it was a kept one and nothing had come, the
    /// other side had most likely closed it as idle: then a request that may be sent twice, and can be, is sent again.
    private func endedBeforeAnswer(_ code: Int32) {
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

    private func takeHead(_ buffer: ReceiveBuffer) throws(MessageFault) {
        guard let exchange else { return close() }
        let head = buffer.head
        let semantics = try ResponseSemantics(head, buffer.bytes.span, to: exchange.head.method)
        if head.status < 200 { return takeInterim(head, semantics, buffer, exchange) }
        worker.countFirstByte(self, since: sentAt)
        exchange.measured(.upstream, since: sentAt)
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
    private static func emptyBody(_ head: MessageHead, _ semantics: ResponseSemantics) -> ResponseBody {
        if let announced = semantics.announcedLength { return .length(announced) }
        return head.status == 204 || head.status == 304 || head.first(.contentLength) == nil ? .none : .length(0)
    }

    private func respond(
        _ exchange: Exchange, _ head: MessageHead, _ semantics: ResponseSemantics, _ bytes: [UInt8], _ body: ResponseBody
    ) {
        let rewriter = ResponseRewriter(prefix: worker.forwardedPrefix(of: exchange))
        let hasDate = head.first(.date) != nil
        exchange.respond(
            head.status, body: body, reason: Array(bytes[head.reason.indices]), hasDate: hasDate
        ) { out in
            rewriter.append(head, semantics, bytes, to: &out)
        }
    }

    /// 1xx: 101 opens the tunnel if one was asked for; the others are passed on and the answer is still to come.
    private func takeInterim(
        _ head: MessageHead, _ semantics: ResponseSemantics, _ buffer: ReceiveBuffer, _ exchange: Exchange
    ) {
        if head.status == 101 {
            guard exchange.semantics.isWebSocketUpgrade, exchange.connection != nil else {
                return fail(.unexpected("status 101 although no change of protocol was asked for."))
            }
            return openTunnel(head, semantics, buffer, exchange)
        }
        let bytes = buffer.bytes
        exchange.passInterim(head.status) { out in
            for field in head.fields where !field.id.isHopByHop && field.id != .contentLength {
                out.append(contentsOf: bytes[field.name.indices])
                out.append(text: ": ")
                out.append(contentsOf: bytes[field.value.indices])
                out.append(text: "\r\n")
            }
        }
    }

    private func readBody() -> Bool {
        guard let exchange, exchange.clientHasRoom else { return false }
        if let buffer, buffer.hasUnread {
            pass(buffer.bytes, buffer.start..<buffer.end, to: exchange)
            buffer.consume(upTo: buffer.end)
            return true
        }
        guard canRead else { return false }
        var scratch = worker.borrowScratch()
        defer { worker.returnScratch(&scratch) }
        switch receive(into: &scratch, from: 0) {
        case .bytes(let count):
            canRead = peerFinished || count == scratch.count
            lastProgress = worker.loop.now
            pass(scratch, 0..<count, to: exchange)
            return true
        case .wouldBlock: canRead = false
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

    private func pass(_ bytes: [UInt8], _ range: Range<Int>, to exchange: Exchange) {
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
    private func responseEnded() {
        guard let exchange else { return close() }
        self.exchange = nil
        if let buffer, buffer.hasUnread { isPersistent = false }
        exchange.responder = .none
        let isReusable =
            isPersistent && requestEnded && output.isEmpty && !sendFailed && !peerFinished
            && worker.isCurrent(endpoint)
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

// MARK: - Tunnels

extension UpstreamConnection {
    private func openTunnel(
        _ head: MessageHead, _ semantics: ResponseSemantics, _ buffer: ReceiveBuffer, _ exchange: Exchange
    ) {
        guard let connection = exchange.connection else { return cancel() }
        worker.countFirstByte(self, since: sentAt)
        let bytes = buffer.bytes
        worker.write(to: connection) { out in
            StatusLines.append(101, to: &out)
            ResponseRewriter(prefix: []).append(head, semantics, bytes, to: &out)
            out.append(text: "Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n")
        }
        state = .tunnel
        client = connection
        lastProgress = worker.loop.now
        connection.becomeTunnel(self)
    }

    private func relay() -> Bool {
        guard let client, client.takesMore else { return false }
        if let buffer, buffer.hasUnread {
            client.send(buffer.bytes, buffer.start..<buffer.end)
            buffer.consume(upTo: buffer.end)
            buffer.compactIfEmpty()
            return true
        }
        guard canRead else { return false }
        var scratch = worker.borrowScratch()
        defer { worker.returnScratch(&scratch) }
        switch receive(into: &scratch, from: 0) {
        case .bytes(let count):
            canRead = peerFinished || count == scratch.count
            lastProgress = worker.loop.now
            client.tunnelProgress()
            client.send(scratch, 0..<count)
            return true
        case .wouldBlock: canRead = false
        case .endOfStream:
            canRead = false
            hasSeenEnd = true
            client.tunnelFinished()
            if hasFinishedSending { endTunnel() }
        case .failed: abandonTunnel()
        }
        return false
    }

    /// The client has finished sending: so do we, once what waits is gone.
    func clientFinished() {
        if output.isEmpty { finishOurSide() } else { finishesAfterOutput = true }
    }

    private func finishOurSide() {
        finishesAfterOutput = false
        hasFinishedSending = true
        finishSending()
        if hasSeenEnd { endTunnel() }
    }

    /// Both directions have ended in order.
    private func endTunnel() {
        guard let exchange else { return close() }
        self.exchange = nil
        worker.releaseEndpoint(exchange)
        worker.tunnelEnded(exchange)
        close()
    }

    /// The upstream is gone in the middle: the client learns it the same way.
    private func abandonTunnel() {
        let client = self.client
        endTunnel()
        client?.abandon(reset: true)
    }
}

// MARK: - Failures

extension UpstreamConnection {
    /// The client is gone, or its request is answered otherwise: nothing of this exchange is wanted any more. Closing
    /// tells the upstream at once.
    func cancel() {
        guard isOpen else { return }
        if state == .tunnel { return endTunnel() }
        if let exchange {
            self.exchange = nil
            worker.releaseEndpoint(exchange)
        }
        close()
    }

    private func fail(_ failure: UpstreamFailure) {
        if state == .tunnel { return abandonTunnel() }
        let exchange = self.exchange
        self.exchange = nil
        close()
        guard let exchange else { return }
        exchange.responder = .none
        worker.upstreamFailed(exchange, endpoint, failure)
        worker.flush()
    }
}
