// SPDX-License-Identifier: Apache-2.0

internal import EventLoop
internal import HTTPCore

/// A client's HTTP/1 connection: the shell around ``ServerMachine`` that reads, writes and keeps the deadlines.
///
/// It serves one exchange at a time and lives on one loop. What is read while an exchange runs is bounded: the rest of
/// the segment its head came in. Idle, it holds neither buffer nor exchange.
final class ClientConnection: Transport {
    enum Phase {
        /// Requests are read and answered.
        case serving
        /// Bytes pass to and from an upstream as they are.
        case tunnel(UpstreamConnection)
        /// The last answer has been written; what still comes is thrown away.
        case lingering
    }

    let peer: SocketAddress
    /// The peer's address as text, for logs and forwarding fields.
    lazy var peerText = peer.host
    let listener: ListenerKind
    /// Who calls a bot for the router, where it is the router itself that asks.
    var caller: BotCaller?
    var machine = ServerMachine()
    var phase = Phase.serving
    var exchange: Exchange?
    var buffer: ReceiveBuffer?
    var decoder = BodyDecoder(.none)
    /// Whoever makes the response is to be told that the client takes more again.
    var hasNewRoom = false
    /// How the response under way is framed.
    var plan: ResponsePlan?

    var isAdvancing = false
    var deadlines: ConnectionDeadlines

    init(_ descriptor: consuming Descriptor, peer: SocketAddress, _ listener: ListenerKind, on worker: Worker) {
        self.peer = peer
        self.listener = listener
        deadlines = ConnectionDeadlines(accepted: worker.loop.now)
        super.init(descriptor, on: worker)
    }

    /// Whether the connection could be closed without anybody losing an answer.
    var isReclaimable: Bool {
        if case .serving = phase { return exchange == nil && machine.reading == .head && output.isEmpty }
        return false
    }

    /// Whether nothing of a request has come since the last one.
    var isIdle: Bool { isReclaimable && !(buffer?.isInsideHead ?? false) && !(buffer?.hasUnread ?? false) }

    /// What it is doing, as metrics tell it.
    var metricState: LoopMetrics.ConnectionState {
        switch phase {
        case .serving: isIdle ? .idle : .active
        case .tunnel: .tunnel
        case .lingering: .closing
        }
    }

    /// Whether the peer takes more now.
    var takesMore: Bool { !output.isFull }

    /// Has been registered: its first deadline begins.
    func accepted() { worker.loop.setDeadline(self, nextDeadline()) }

    override func ready(_ readiness: Readiness) {
        if readiness.contains(.failed) { return vanished() }
        var readiness = readiness
        if readiness.contains(.hungUp) {
            // Both directions have ended. In a tunnel the client's last bytes may still wait to be read.
            guard case .tunnel = phase else { return vanished() }
            readiness.formUnion([.peerFinished, .readable])
        }
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
        if hasNewRoom {
            hasNewRoom = false
            exchange?.responder?.clientHasRoom()
        }
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
    func step() -> Bool {
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
    func settle() {
        worker.flush()
        if sendFailed { return vanished() }
        if case .lingering = phase, output.isEmpty, !hasFinishedSending {
            hasFinishedSending = true
            finishSending()
            if hasSeenEnd { return close() }
        }
        if isIdle {
            // Not when the FIN has merely been announced: requests may lie in front of it.
            if hasSeenEnd { return close() }
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

    func releaseBuffer() {
        guard exchange == nil, let buffer else { return }
        self.buffer = nil
        worker.recycle(buffer)
    }
}
