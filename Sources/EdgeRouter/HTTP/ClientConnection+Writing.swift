// SPDX-License-Identifier: Apache-2.0

internal import EventLoop
internal import HTTPCore

// From the exchange to the socket, and what follows a response. In a tunnel, bytes as they are.

extension ClientConnection {
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

    func sendNow(_ bytes: [UInt8], _ range: Range<Int>, more: Bool) {
        switch send(bytes.span.extracting(range), more: more) {
        case .bytes(let count):
            worker.metrics.bytesSent &+= UInt64(count)
            guard count < range.count else { return }
            if range.upperBound == bytes.count {
                output.append(bytes, from: range.lowerBound + count)
            } else {
                output.append(Array(bytes[range.lowerBound + count..<range.upperBound]))
            }
        case .wouldBlock:
            output.append(range.count == bytes.count ? bytes : Array(bytes[range]))
        case .endOfStream, .failed:
            sendFailed = true
            // Whoever writes may stand in the middle of something: the connection ends in a turn of its own.
            worker.loop.runAgain(self)
        }
        deadlines.sent(worker.loop.now)
        worker.loop.setDeadline(self, nextDeadline())
    }

    /// Sends what has waited, and lets whoever was held back go on.
    func sendOutput() {
        let before = output.count
        let outcome = output.send(on: self)
        let sent = before - output.count
        worker.metrics.bytesSent &+= UInt64(sent)
        if sent > 0 { deadlines.sent(worker.loop.now) }
        if outcome == .failed { sendFailed = true }
        if outcome == .drained { deadlines.outputDrained(worker.loop.now) }
        if outcome == .drained, finishesAfterOutput {
            finishesAfterOutput = false
            tunnelFinished()
        }
        guard isOpen, output.hasRoom, outcome != .failed else { return }
        if exchange?.responder != nil {
            // In a turn of its own: whoever writes now may stand in the middle of something.
            hasNewRoom = true
            worker.loop.runAgain(self)
        }
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
        buffer?.compact()
        // Called from an upstream's or a mailbox's turn: this connection gets one of its own.
        if !isAdvancing { worker.loop.runAgain(self) }
    }

    func linger() {
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
    func continueSent() {
        machine.sentContinue()
        deadlines.resumeBody(worker.loop.now)
        worker.loop.setDeadline(self, nextDeadline())
    }

    /// Whether the client holds its body back until the upstream asks for it.
    var awaitsContinue: Bool { machine.owesContinue && !deadlines.hasBody }

    /// Client bytes of a tunnel.
    func relay(to upstream: UpstreamConnection) -> Bool {
        guard upstream.acceptsBody else { return false }
        if let buffer, buffer.hasUnread {
            upstream.sendRaw(buffer.bytes, buffer.start..<buffer.end)
            buffer.consume(upTo: buffer.end)
            buffer.compact()
            return true
        }
        let result = readPiece { bytes, count in
            worker.metrics.bytesReceived &+= UInt64(count)
            deadlines.begin(.tunnel, worker.loop.now)
            upstream.sendRaw(bytes, 0..<count)
        }
        switch result {
        case .bytes: return true
        case .wouldBlock: break
        case .endOfStream:
            hasSeenEnd = true
            upstream.clientFinished()
            if hasFinishedSending { close() }
        case .failed: vanished()
        }
        return false
    }
}
