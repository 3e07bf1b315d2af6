// SPDX-License-Identifier: Apache-2.0

internal import Synchronization

/// A transfer under way, for whoever started it; from any thread. Letting go of it changes nothing.
public struct OutboundTransfer: Sendable {
    private let transfer: Transfer
    private let inbox: Inbox

    init(_ transfer: Transfer, _ inbox: Inbox) {
        self.transfer = transfer
        self.inbox = inbox
    }

    /// Ends it at once: its connection is closed, nothing more is delivered but `.failed` of kind `cancelled` (an event
    /// that is being delivered meanwhile may still be running). Without effect once it has ended.
    public func cancel() {
        guard !transfer.isCancelled.exchange(true, ordering: .relaxed) else { return }
        inbox.send(.cancel(transfer))
    }

    /// Acknowledges body bytes, so that as many more may be delivered. Only where the request has a `receiveWindow`.
    public func consumed(bytes: Int) {
        guard bytes > 0, transfer.request.receiveWindow != nil else { return }
        // The one that finds none tells the thread, which takes all that has come until then.
        let (before, _) = transfer.credit.add(bytes, ordering: .relaxed)
        if before == 0 { inbox.send(.credit(transfer)) }
    }

    /// Sends bytes of a streamed body. No more than `.canSend` has allowed in all; more fails the transfer.
    public func send(_ bytes: [UInt8]) {
        guard !bytes.isEmpty else { return }
        let (_, left) = transfer.allowance.subtract(bytes.count, ordering: .relaxed)
        inbox.send(left < 0 ? .oversent(transfer) : .send(transfer, bytes))
    }

    /// Says that the streamed body is complete.
    public func finishSending() {
        inbox.send(.finishSending(transfer))
    }
}
