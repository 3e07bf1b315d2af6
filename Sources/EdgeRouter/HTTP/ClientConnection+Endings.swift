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
            exchange.dismissResponder()
            worker.cancelled(exchange)
        }
        close()
    }

    func expire(_ now: Instant) {
        if let exchange, exchange.waitDeadline <= now {
            exchange.waitDeadline = .distantFuture
            if let responder = exchange.responder { return responder.deadlineReached() }
            return worker.waitExpired(exchange)
        }
        if !output.isEmpty && deadlines.sendStalled(now) {
            worker.metrics.deadlinesExceeded &+= 1
            return abandon(reset: true)
        }
        // Another deadline of the three came up and has moved meanwhile.
        guard phaseDeadline <= now else { return }
        if deadlines.phase == .exchange { return askHalfClosed(now) }
        worker.metrics.deadlinesExceeded &+= 1
        switch deadlines.phase {
        case .idle, .linger, .tunnel, .exchange: abandon(reset: false)
        case .drain: if output.isEmpty { abandon(reset: false) } else { linger() }
        case .head: if buffer?.isInsideHead ?? false { requestTimedOut() } else { close() }
        case .body: requestTimedOut()
        }
    }

    var phaseDeadline: Instant {
        deadlines.current(
            .init(
                drainingSince: worker.drainingSince, peerFinished: peerFinished, hasOutput: !output.isEmpty,
                isInsideHead: buffer?.isInsideHead ?? false))
    }

    func requestTimedOut() {
        let problem = Problem(
            408, "request-timeout", "Request timed out",
            "The request did not arrive in time: a head may take \(Timeouts.headMilliseconds / 1000) s, and a body "
                + "must come at \(Timeouts.bodyBytesPerSecond) bytes a second.")
        machine.endAfterResponse()
        if let exchange {
            exchange.dismissResponder()
            return exchange.fail(problem)
        }
        refuse(problem)
    }

    /// Half-closed or gone? A client that has only finished sending reads an interim response and waits on; one that is
    /// gone answers it with a reset.
    func askHalfClosed(_ now: Instant) {
        guard let exchange, peerFinished, deadlines.probeIsDue(now) else { return }
        guard exchange.hasResponded else {
            deadlines.probed()
            return exchange.writeInterim(102)
        }
        // Nothing can be slipped into an answer that has begun, but each piece of it is a question, too. Only where
        // none is sent for a while, and none waits to be, is the client taken to be gone.
        if output.isEmpty && deadlines.isSilent(now) { return abandon(reset: false) }
        deadlines.probeAgain(now)
    }

    func nextDeadline() -> Instant {
        var deadline = phaseDeadline
        if let exchange, exchange.waitDeadline < deadline { deadline = exchange.waitDeadline }
        if !output.isEmpty { deadline = min(deadline, deadlines.stallDeadline) }
        return deadline
    }
}
