// SPDX-License-Identifier: Apache-2.0

internal import EventLoop

/// A listening socket of one loop. Each loop has its own on the same address (SO_REUSEPORT), so the kernel spreads the
/// connections and nothing is handed from thread to thread.
final class Listener: EventSource {
    private let worker: Worker
    private let kind: ListenerKind
    /// Connections wait in the backlog because no descriptor or slot was left.
    private var isHeldBack = false
    private var isDraining = false
    /// Nobody was left in the backlog when it was last looked at.
    private var isEmptied = false

    /// Connections accepted in one turn, so that a burst of them does not starve those that are there.
    private static let acceptsPerTurn = 64
    /// Idle connections that are given up at a time when there is no room.
    private static let reclaimedAtOnce = 32
    /// Without room the backlog is looked at again after so long, in milliseconds.
    private static let retryMilliseconds = 50
    /// Handshakes under way get so long to finish when draining, in milliseconds.
    private static let drainMilliseconds = 20

    init(_ descriptor: consuming Descriptor, _ kind: ListenerKind, on worker: Worker) {
        self.worker = worker
        self.kind = kind
        super.init(descriptor)
    }

    override func ready(_ readiness: Readiness) { acceptSome() }

    override func continued() {
        acceptSome()
        if isDraining { worker.loop.setDeadline(self, worker.loop.now.advanced(milliseconds: Self.drainMilliseconds)) }
    }

    override func deadlineReached(_ now: Instant) {
        isHeldBack = false
        acceptSome()
        // While anyone waits in the backlog the listener stays: for want of room, or because one turn did not do.
        guard isDraining, isOpen, isEmptied else { return }
        worker.loop.close(self)
        worker.listenerClosed(self)
    }

    private func acceptSome() {
        guard isOpen, !isHeldBack else { return }
        isEmptied = false
        for _ in 0..<Self.acceptsPerTurn {
            guard worker.metrics.connectionsOpen < worker.services.connectionsPerLoop || reclaim() else { return }
            switch acceptConnection() {
            case .accepted(let descriptor, let peer):
                // What a bot may have it gets from its own listener, where it is known by its token.
                if kind != .bots, worker.tables.isBot(peer) {
                    worker.metrics.connectionsRefused &+= 1
                } else {
                    open(descriptor, peer)
                }
            case .skipped: continue
            case .wouldBlock:
                isEmptied = true
                return
            case .outOfDescriptors:
                guard reclaim() else { return }
            }
        }
        // More than a turn's worth: in the next one.
        worker.loop.runAgain(self)
    }

    private func open(_ descriptor: consuming Descriptor, _ peer: SocketAddress) {
        let connection = ClientConnection(descriptor, peer: peer, kind, on: worker)
        do {
            try worker.loop.register(connection)
        } catch {
            worker.loop.close(connection)
            worker.metrics.connectionsRefused &+= 1
            return
        }
        worker.metrics.connectionsAccepted &+= 1
        worker.metrics.connectionsOpen += 1
        connection.accepted()
    }

    /// Makes room by giving up connections that only wait; without any, holds back for a while rather than spin.
    private func reclaim() -> Bool {
        if worker.reclaim(atMost: Self.reclaimedAtOnce) { return true }
        isHeldBack = true
        worker.loop.setDeadline(self, worker.loop.now.advanced(milliseconds: Self.retryMilliseconds))
        return false
    }

    /// A slot has become free.
    func connectionClosed() {
        guard isHeldBack else { return }
        isHeldBack = false
        worker.loop.runAgain(self)
    }

    /// Stops admitting, takes what is in the backlog, then closes.
    func drain() {
        guard !isDraining, isOpen else { return }
        isDraining = true
        refuseNewHandshakes()
        acceptSome()
        worker.loop.setDeadline(self, Instant.now.advanced(milliseconds: Self.drainMilliseconds))
    }
}
