// SPDX-License-Identifier: Apache-2.0

import Glibc
import Synchronization

@testable import Outbound

/// Everything a transfer delivered.
final class EventLog: Sendable {
    private struct State {
        var head: OutboundHead?
        var body: [UInt8] = []
        var allowance = 0
        var metrics: OutboundMetrics?
        var error: OutboundError?
        var ends = 0
        var eventsAfterEnd = 0
    }

    private let state = Mutex(State())

    /// Where the transfer's events go.
    var sink: @Sendable (OutboundEvent) -> Void { { self.take($0) } }

    func take(_ event: OutboundEvent) {
        state.withLock { state in
            if state.ends > 0 { state.eventsAfterEnd += 1 }
            switch event {
            case .head(let head): state.head = head
            case .body(let bytes): state.body += bytes
            case .canSend(let count): state.allowance += count
            case .ended(let metrics):
                state.metrics = metrics
                state.ends += 1
            case .failed(let error):
                state.error = error
                state.ends += 1
            }
        }
    }

    var head: OutboundHead? { state.withLock { $0.head } }
    var body: [UInt8] { state.withLock { $0.body } }
    var received: Int { state.withLock { $0.body.count } }
    var allowance: Int { state.withLock { $0.allowance } }
    var metrics: OutboundMetrics? { state.withLock { $0.metrics } }
    var error: OutboundError? { state.withLock { $0.error } }
    var ends: Int { state.withLock { $0.ends } }
    var eventsAfterEnd: Int { state.withLock { $0.eventsAfterEnd } }

    /// Waits for the end; the error, or nil if it is complete or never ends.
    func ended() -> OutboundError? {
        guard eventually({ self.ends > 0 }) else { return OutboundError(.closed, "the transfer never ended") }
        return error
    }
}

extension OutboundClient {
    /// The error a request comes to, or nil.
    func failure(of request: OutboundRequest) -> OutboundError? {
        do {
            _ = try perform(request)
            return nil
        } catch {
            return error
        }
    }
}

/// A path for a Unix socket that nothing else uses.
func temporarySocketPath() -> String {
    "/tmp/outbound-\(getpid())-\(UInt32.random(in: 0 ... .max))"
}
