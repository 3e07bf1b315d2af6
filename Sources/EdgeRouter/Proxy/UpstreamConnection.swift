// SPDX-License-Identifier: Apache-2.0

internal import ContainerPool
internal import EventLoop
internal import HTTPCore

/// A connection to an endpoint: carries one exchange at a time, then waits in the pool for the next. Lives on the loop
/// of the exchanges it carries and belongs to one generation of one instance.
final class UpstreamConnection: Transport, Responder {
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

    let key: ServiceKey
    let endpoint: Endpoint
    let counters: UpstreamCounters
    var state = State.connecting
    var exchange: Exchange?
    /// In a tunnel: the client's end of it.
    var client: ClientConnection?
    var buffer: ReceiveBuffer?
    var head = MessageHead()
    var decoder = BodyDecoder(.none)
    /// Body bytes of a chunked request that have not been framed yet.
    var pendingChunk: [UInt8] = []
    var isPersistent = true
    var requestEnded = false
    var isReused = false
    private let openedAt = Instant.now
    var sentAt = Instant(nanoseconds: 0)
    var tunnelIdleMilliseconds = 3_600_000
    /// When something last moved. While the head of an answer is awaited its single bytes do not count, or dripping
    /// them would put the deadline off for ever.
    var lastProgress = Instant(nanoseconds: 0)

    init(_ descriptor: consuming Descriptor, to endpoint: Endpoint, _ key: ServiceKey, on worker: Worker) {
        self.key = key
        self.endpoint = endpoint
        counters = worker.counters(of: key.binding)
        super.init(descriptor, on: worker)
    }

    /// What it is doing, as metrics tell it.
    var metricState: UpstreamMetrics.ConnectionState {
        switch state {
        case .connecting: .connecting
        case .idle: .idle
        case .awaiting, .responding: .active
        case .tunnel: .tunnel
        }
    }

    /// Whether the next word is the upstream's: it has the whole request, or the client waits for its 100 (Continue).
    var owesFirstByte: Bool { requestEnded || exchange?.connection?.awaitsContinue ?? false }

    var acceptsBody: Bool { !output.isFull }
    var readsBodyWhileResponding: Bool { true }
    var continuesLocally: Bool { false }

    /// Begins to carry an exchange: serialises its head and sends it as soon as there is a connection.
    func carry(_ exchange: Exchange, reused: Bool) {
        self.exchange = exchange
        counters.metrics.requests &+= 1
        isReused = reused
        requestEnded = exchange.semantics.framing == .none
        isPersistent = true
        if state == .idle { state = .awaiting }
        sentAt = worker.loop.now
        lastProgress = sentAt
        tunnelIdleMilliseconds = exchange.forwarding?.bot.tunnelIdleMilliseconds ?? tunnelIdleMilliseconds
        exchange.responder = self
        guard exchange.egress == nil else { return carryOut(exchange) }
        let rewriter = RequestRewriter(
            bytes: exchange.buffer.bytes, head: exchange.head, semantics: exchange.semantics,
            prefixLength: exchange.route.prefixLength, origin: worker.origin(of: exchange), upstream: endpoint.address)
        worker.withUpstreamScratch { out in
            rewriter.append(to: &out)
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
            counters.metrics.connects &+= 1
            counters.metrics.connectTime.record(Instant.now.nanoseconds(since: openedAt))
            if exchange?.head.method == .connect { openEgressTunnel() }
        }
        if readiness.contains(.peerFinished) || readiness.contains(.hungUp) { peerFinished = true }
        if readiness.contains(.readable) || peerFinished || readiness.contains(.failed) { canRead = true }
        if readiness.contains(.writable) { sendOutput() }
        advance()
    }

    override func continued() { advance() }

    /// Reads and passes on what can be.
    func advance() {
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

    func step() -> Bool {
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
            guard owesFirstByte else { return fail(.silence) }
            fail(.firstByteTimeout(milliseconds: exchange?.forwarding?.bot.firstByteMilliseconds ?? 0))
        case .responding:
            // Held back by a slow client, which has a deadline of its own, the upstream cannot be blamed.
            guard exchange?.clientHasRoom ?? true else { return noteProgress() }
            fail(.silence)
        case .tunnel: abandonTunnel()
        }
    }

    func updateDeadline() {
        let deadline: Instant
        switch state {
        case .connecting: deadline = sentAt.advanced(milliseconds: Timeouts.connectMilliseconds)
        case .idle: deadline = lastProgress.advanced(milliseconds: Timeouts.upstreamIdleMilliseconds)
        case .awaiting:
            let limit = exchange?.forwarding?.bot.firstByteMilliseconds ?? Timeouts.upstreamSilenceMilliseconds
            deadline = lastProgress.advanced(
                milliseconds: owesFirstByte ? limit : Timeouts.upstreamSilenceMilliseconds)
        case .responding: deadline = lastProgress.advanced(milliseconds: Timeouts.upstreamSilenceMilliseconds)
        case .tunnel: deadline = lastProgress.advanced(milliseconds: tunnelIdleMilliseconds)
        }
        worker.loop.setDeadline(self, deadline)
    }

    func close() {
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
