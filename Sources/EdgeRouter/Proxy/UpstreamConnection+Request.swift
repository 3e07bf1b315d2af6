// SPDX-License-Identifier: Apache-2.0

internal import ContainerPool
internal import EventLoop
internal import HTTPCore

// From the client to the upstream.

extension UpstreamConnection {
    /// Body bytes of the request.
    func received(_ bytes: [UInt8], _ range: Range<Int>) {
        guard isOpen, exchange != nil else { return }
        if case .chunked = exchange?.semantics.framing {
            // Chunks are cut anew: many small ones of one read leave as one, in one piece.
            pendingChunk.append(contentsOf: bytes[range])
            if pendingChunk.count >= BufferLimits.scratchBytes { bodyPaused() }
        } else {
            transmit(bytes, range)
        }
        noteProgress()
    }

    /// Sends the body bytes that were gathered, as one chunk.
    func bodyPaused() {
        guard !pendingChunk.isEmpty, isOpen else { return }
        worker.withUpstreamScratch { out in
            out.append(chunkOfSize: pendingChunk.count)
            out.append(contentsOf: pendingChunk)
            out.append(text: "\r\n")
            transmit(out, 0..<out.count)
        }
        pendingChunk.removeAll(keepingCapacity: true)
    }

    /// The request's body has ended.
    func bodyEnded() {
        guard isOpen, let exchange else { return }
        requestEnded = true
        bodyPaused()
        if case .chunked = exchange.semantics.framing { transmit(Fragment.lastChunk, 0..<Fragment.lastChunk.count) }
        noteProgress()
    }

    /// Client bytes of a tunnel.
    func sendRaw(_ bytes: [UInt8], _ range: Range<Int>) {
        exchange?.pass(received: range.count)
        transmit(bytes, range)
        noteProgress()
    }

    func noteProgress() {
        lastProgress = worker.loop.now
        updateDeadline()
    }

    func transmit(_ bytes: [UInt8], _ range: Range<Int>) {
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
    func noteSendFailure() {
        sendFailed = true
        canRead = true
        worker.loop.runAgain(self)
    }

    func sendOutput() {
        guard !output.isEmpty else { return }
        let before = output.count
        let outcome = output.send(on: self)
        if output.count < before { lastProgress = worker.loop.now }
        if outcome == .failed { return noteSendFailure() }
        if output.isEmpty, finishesAfterOutput { finishOurSide() }
        if output.hasRoom, let connection = exchange?.connection ?? client { worker.loop.runAgain(connection) }
    }
}
