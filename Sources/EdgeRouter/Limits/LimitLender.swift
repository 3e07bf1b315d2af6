// SPDX-License-Identifier: Apache-2.0

internal import EventLoop

/// Keeps the ``LimitLedger`` on the control thread: tells loops what it decides.
final class LimitLender {
    private var ledger: LimitLedger
    private let loops: LoopDirectory

    init(_ loops: LoopDirectory) {
        self.loops = loops
        ledger = LimitLedger(loops: loops.expected)
    }

    /// A loop has requests that wait.
    func borrow(_ demand: LimitDemand, _ limits: RequestLimits, of client: String, by loop: Int, _ now: Instant) {
        perform(ledger.borrow(demand, limits, of: client, by: loop, now))
    }

    /// A loop gives back what it held.
    func returned(_ given: LimitReturn, of client: String, by loop: Int, _ now: Instant) {
        ledger.returned(given, of: client, by: loop, now)
    }

    /// A loop answers that it was asked to give back.
    func recalled(_ given: LimitReturn, of client: String, by loop: Int, _ now: Instant) {
        perform(ledger.recalled(given, of: client, by: loop, now))
    }

    /// A loop has ended.
    func ended(_ loop: Int, _ now: Instant) { perform(ledger.ended(loop, now)) }

    private func perform(_ actions: [LimitLedger.Action]) {
        for action in actions {
            switch action {
            case .lend(let client, let loan, let loop): loops.tell(loop, .lent(client, loan))
            case .recall(let client, let loop): loops.tell(loop, .recall(client))
            }
        }
    }
}
