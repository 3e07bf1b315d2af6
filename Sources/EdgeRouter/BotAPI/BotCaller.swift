// SPDX-License-Identifier: Apache-2.0

internal import EventLoop
internal import HTTPCore

/// The client's end of a connection of a loop to itself, over which the router calls a bot: so that its own calls wait
/// for an instance, wake it, count as in flight and fail just as clients' requests do. Tells the control thread once
/// how the call went.
final class BotCaller: EventSource {
    /// A call may take so long, in milliseconds. Source: what Cloudflare gives an alarm and a cron, 15 minutes.
    private static let callMilliseconds = 15 * 60 * 1000

    let call: BotCall
    private unowned let worker: Worker
    private var buffer = ReceiveBuffer(.response)
    private var head = MessageHead()
    private var status: Int?

    init(_ descriptor: consuming Descriptor, _ call: BotCall, on worker: Worker) {
        self.call = call
        self.worker = worker
        super.init(descriptor)
    }

    /// Sends the request. A socket that nothing was sent on takes it whole.
    func start() {
        let request = call.request
        guard case .bytes(request.count) = send(request.span) else { return finish() }
        worker.loop.setDeadline(self, worker.loop.now.advanced(milliseconds: Self.callMilliseconds))
    }

    override func ready(_ readiness: Readiness) { read() }
    override func continued() { read() }

    override func deadlineReached(_ now: Instant) {
        status = nil
        finish()
    }

    private func read() {
        for _ in 0..<BufferLimits.readsPerTurn {
            switch buffer.receive({ receive(into: &$0, from: $1) }) {
            case .bytes:
                guard takeBytes() else {
                    status = nil
                    return finish()
                }
            case .wouldBlock: return
            case .endOfStream: return finish()
            case .failed:
                status = nil
                return finish()
            }
        }
        worker.loop.runAgain(self)
    }

    /// False if what came is no response. What follows the head is thrown away: the end of the connection ends it.
    private func takeBytes() -> Bool {
        do {
            while status == nil, buffer.hasUnread {
                guard try buffer.parseHead() else { return true }
                buffer.exchangeHead(with: &head)
                if head.status >= 200 { status = head.status }
            }
        } catch {
            return false
        }
        buffer.consume(upTo: buffer.end)
        buffer.compact()
        return true
    }

    private func finish() {
        guard isOpen else { return }
        worker.loop.close(self)
        worker.services.control.send(.called(call.id, status: status))
    }
}
