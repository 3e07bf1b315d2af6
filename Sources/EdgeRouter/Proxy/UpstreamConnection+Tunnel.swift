// SPDX-License-Identifier: Apache-2.0

internal import ContainerPool
internal import EventLoop
internal import HTTPCore

// After 101, and when something fails.

extension UpstreamConnection {
    func openTunnel(
        _ head: MessageHead, _ semantics: ResponseSemantics, _ buffer: ReceiveBuffer, _ exchange: Exchange
    ) {
        guard let connection = exchange.connection else { return cancel() }
        counters.metrics.firstByte.record(Instant.now.nanoseconds(since: sentAt))
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

    func relay() -> Bool {
        guard let client, client.takesMore else { return false }
        if let buffer, buffer.hasUnread {
            exchange?.pass(sent: buffer.end - buffer.start)
            client.send(buffer.bytes, buffer.start..<buffer.end)
            buffer.consume(upTo: buffer.end)
            buffer.compact()
            return true
        }
        let result = readPiece { bytes, count in
            lastProgress = worker.loop.now
            exchange?.pass(sent: count)
            client.tunnelProgress()
            client.send(bytes, 0..<count)
        }
        switch result {
        case .bytes: return true
        case .wouldBlock: break
        case .endOfStream:
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

    func finishOurSide() {
        finishesAfterOutput = false
        hasFinishedSending = true
        finishSending()
        if hasSeenEnd { endTunnel() }
    }

    /// Both directions have ended in order.
    func endTunnel() {
        guard let exchange else { return close() }
        self.exchange = nil
        exchange.responder = nil
        worker.releaseEndpoint(exchange)
        worker.tunnelEnded(exchange)
        close()
    }

    /// The upstream is gone in the middle: the client learns it the same way.
    func abandonTunnel() {
        let client = self.client
        endTunnel()
        client?.abandon(reset: true)
    }
}

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

    func fail(_ failure: UpstreamFailure) {
        if state == .tunnel { return abandonTunnel() }
        let exchange = self.exchange
        self.exchange = nil
        close()
        guard let exchange else { return }
        exchange.responder = nil
        worker.upstreamFailed(exchange, endpoint, failure)
        worker.flush()
    }
}
