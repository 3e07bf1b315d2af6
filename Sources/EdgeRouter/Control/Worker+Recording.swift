// SPDX-License-Identifier: Apache-2.0

internal import EventLoop
internal import HTTPCore

// What is written down about a request once it is over.

extension Worker {
    /// The response is complete.
    func record(_ exchange: Exchange) {
        awaited.forget(exchange)
        forgetQueued(exchange)
        record(exchange, status: exchange.status)
    }

    /// The client went away before its answer was complete; logged as 499, as nginx does.
    func cancelled(_ exchange: Exchange) {
        metrics.cancelledRequests &+= 1
        awaited.forget(exchange)
        forgetQueued(exchange)
        releaseEndpoint(exchange)
        record(exchange, status: 499)
        exchange.detach()
    }

    /// A tunnel has ended.
    func tunnelEnded(_ exchange: Exchange) {
        metrics.tunnelsOpen -= 1
        record(exchange, status: exchange.head.method == .connect ? 200 : 101)
        exchange.connection?.tunnelEnded()
        recycle(exchange)
    }

    private func record(_ exchange: Exchange, status: Int) {
        releasePermit(exchange)
        if exchange.egress != nil { releaseEgress(exchange) }
        let nanoseconds = Instant.now.nanoseconds(since: exchange.started)
        let route = exchange.route.destination.label
        metrics.record(
            route, status: status, nanoseconds: nanoseconds, received: exchange.bodyReceived, sent: exchange.bytesSent)
        if let client = exchange.client {
            let passed = exchange.passed
            usage.record(
                client, received: exchange.bodyReceived - passed.received, sent: exchange.bytesSent - passed.sent,
                loop.now)
        }
        guard log.isEnabled else { return }
        let entry = AccessLog.Entry(
            requestID: exchange.requestID, client: exchange.client?.id, peer: exchange.connection?.peerText ?? "-",
            status: status, bytesSent: exchange.bytesSent, nanoseconds: nanoseconds, route: route)
        log.append(
            entry, time: dates, bytes: exchange.buffer.bytes, method: exchange.head.methodRange,
            path: exchange.semantics.path)
    }

    /// A message that was no request has been answered.
    func recordRefusal(_ connection: ClientConnection, status: Int, requestID: [UInt8]) {
        metrics.record(.none, status: status, nanoseconds: 0)
        guard log.isEnabled else { return }
        let entry = AccessLog.Entry(
            requestID: requestID, client: nil, peer: connection.peerText, status: status, bytesSent: 0,
            nanoseconds: 0, route: .none)
        log.append(entry, time: dates, bytes: Array("-".utf8), method: ByteRange(0, 1), path: ByteRange(0, 1))
    }
}
