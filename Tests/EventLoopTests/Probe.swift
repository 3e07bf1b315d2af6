// SPDX-License-Identifier: Apache-2.0

import EventLoop

/// A source that records what it is told and does what the test asks.
final class Probe: EventSource {
    private(set) var readiness: [Readiness] = []
    private(set) var deadlines: [Instant] = []
    private(set) var continuations = 0
    var onReady: ((Probe, Readiness) -> Void)?
    var onContinued: ((Probe) -> Void)?

    override func ready(_ readiness: Readiness) {
        self.readiness.append(readiness)
        onReady?(self, readiness)
    }

    override func deadlineReached(_ now: Instant) { deadlines.append(now) }

    override func continued() {
        continuations += 1
        onContinued?(self)
    }

    /// Everything seen so far, as one set.
    var seen: Readiness { readiness.reduce(into: []) { $0.formUnion($1) } }

    func forget() { readiness.removeAll() }

    /// Receives all that is there now, and how that ended.
    func receiveAll() -> (bytes: [UInt8], end: IOResult) {
        var received: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 16 * 1024)
        while true {
            let result = receive(into: &buffer, from: 0)
            guard case .bytes(let count) = result else { return (received, result) }
            received += buffer[..<count]
        }
    }
}

extension EventLoop {
    /// Two connected probes, registered, with the events of registering behind them.
    func probes() throws -> (Probe, Probe) {
        let (left, right) = try Descriptor.pair()
        let probes = (Probe(left.take()), Probe(right.take()))
        try register(probes.0)
        try register(probes.1)
        turn(longestWait: 0)
        probes.0.forget()
        probes.1.forget()
        return probes
    }

    /// Turns until the condition holds; gives up after some seconds, which the caller then sees as a condition unmet.
    func turn(until condition: () -> Bool) {
        for _ in 0..<500 where !condition() { turn(longestWait: 10) }
    }
}
