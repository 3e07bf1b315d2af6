// SPDX-License-Identifier: Apache-2.0

internal import EventLoop

/// One end of a stream of bytes: what connections to clients and to upstreams have in common. Plain TCP or a Unix
/// socket; encryption comes in here, between the socket and ``read(into:from:)``.
class Transport: EventSource {
    final let worker: Worker
    /// What the peer could not yet take.
    final var output = SendQueue()
    /// Edge-triggered readiness, remembered until a read says otherwise.
    final var canRead = false
    /// The peer has sent its FIN; what it sent before may still wait to be read.
    final var peerFinished = false
    final var sendFailed = false
    final var hasFinishedSending = false
    final var finishesAfterOutput = false
    /// In a tunnel: the end of the stream has been read and passed on.
    final var hasSeenEnd = false

    init(_ descriptor: consuming Descriptor, on worker: Worker) {
        self.worker = worker
        super.init(descriptor)
    }

    /// Receives from `offset` on, and remembers whether there may be more.
    final func read(into buffer: inout [UInt8], from offset: Int) -> IOResult {
        let room = buffer.count - offset
        let result = receive(into: &buffer, from: offset)
        if case .bytes(let count) = result {
            // A read that leaves room has emptied the socket; but after a FIN one more is needed to see the end.
            canRead = peerFinished || count == room
        } else {
            canRead = false
        }
        return result
    }

    /// Receives a piece into lent memory and hands it to `use`, which may close the connection.
    final func readPiece(_ use: (_ bytes: [UInt8], _ count: Int) -> Void) -> IOResult {
        guard canRead else { return .wouldBlock }
        var scratch = worker.borrowScratch()
        defer { worker.returnScratch(&scratch) }
        let result = read(into: &scratch, from: 0)
        if case .bytes(let count) = result { use(scratch, count) }
        return result
    }
}
