// SPDX-License-Identifier: Apache-2.0

internal import EventLoop
internal import HTTPCore

// Clients that go away, and deadlines.

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

    func expire(_ now: Instant) {
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

    func requestTimedOut() {
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

    func exchangeExpired(_ now: Instant) {
        guard let exchange else { return }
        if exchange.waitDeadline <= now {
            exchange.waitDeadline = .distantFuture
            return worker.waitExpired(exchange)
        }
        guard peerFinished, deadlines.probeIsDue(now) else { return }
        // Half-closed or gone? A client that has only finished sending reads an interim response and waits on; one
        // that is gone answers it with a reset.
        guard exchange.hasResponded else {
            deadlines.probed()
            return exchange.writeInterim { $0.append(text: "HTTP/1.1 102 Processing\r\n\r\n") }
        }
        // Nothing can be slipped into an answer that has begun, but each piece of it is a question, too. Only where
        // none is sent for a while, and none waits to be, is the client taken to be gone.
        if output.isEmpty && deadlines.isSilent(now) { return abandon(reset: false) }
        deadlines.probeAgain(now)
    }

    func nextDeadline() -> Instant {
        var deadline = deadlines.current(drainingSince: worker.drainingSince, peerFinished: peerFinished)
        if let exchange, exchange.waitDeadline < deadline { deadline = exchange.waitDeadline }
        if !output.isEmpty { deadline = min(deadline, deadlines.stallDeadline) }
        return deadline
    }
}
