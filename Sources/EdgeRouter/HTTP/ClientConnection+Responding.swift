// SPDX-License-Identifier: Apache-2.0

internal import EventLoop
internal import HTTPCore

// Responses as HTTP/1.1 text: the one place that knows how a response looks on this kind of connection.

extension ClientConnection {
    /// Writes the head of the response to the current request; how its body is framed is decided here.
    func begin(
        _ exchange: Exchange, _ status: Int, _ body: ResponseBody, reason: ArraySlice<UInt8>?, hasDate: Bool,
        _ fields: (inout [UInt8]) -> Void
    ) {
        if worker.isDraining { machine.endAfterResponse() }
        let readsOn = exchange.responder?.readsBodyWhileResponding ?? false
        let plan = machine.respond(
            status: status, body: body, unreadBody: readsOn ? .stillWanted : .unwanted(decoder.remaining))
        self.plan = plan
        if readsOn { deadlines.answerBegan(worker.loop.now) }
        worker.write(to: self) { out in
            if let reason {
                out.append(text: "HTTP/1.1 ")
                out.append(decimal: status)
                out.append(0x20)
                out.append(contentsOf: reason)
                out.append(contentsOf: Fragment.lineEnd)
            } else {
                StatusLines.append(status, to: &out)
            }
            if !hasDate { out.append(contentsOf: worker.dates.line) }
            fields(&out)
            if exchange.cors != .none { exchange.cors.append(exchange.buffer.bytes, to: &out) }
            if let limit = exchange.allowance { limit.appendFields(exchange.refusal, worker.loop.now, to: &out) }
            plan.append(to: &out)
            out.append(contentsOf: Fragment.requestID)
            out.append(contentsOf: exchange.requestID)
            out.append(contentsOf: Fragment.lineEnd)
            exchange.timing.append(to: &out)
            out.append(contentsOf: Fragment.lineEnd)
        }
    }

    /// Body bytes of the response; returns how many were sent: none where the client wants only the head.
    func sendBody(_ bytes: [UInt8], _ range: Range<Int>) -> Int {
        guard let plan, plan.sendsBody else { return 0 }
        if plan.framing == .chunked {
            worker.write(to: self) { out in out.append(chunkOfSize: range.count) }
            send(bytes, range)
            worker.write(to: self) { out in out.append(contentsOf: Fragment.lineEnd) }
        } else {
            send(bytes, range)
        }
        return range.count
    }

    /// The response is complete.
    func endResponse(_ exchange: Exchange) {
        if plan?.framing == .chunked { worker.write(to: self) { out in out.append(contentsOf: Fragment.lastChunk) } }
        plan = nil
        responseEnded(exchange)
    }

    /// The response cannot be completed. Without a length and without chunks only a reset shows that something is
    /// missing.
    func cutShort() { abandon(reset: plan?.framing == .untilClose) }
}
