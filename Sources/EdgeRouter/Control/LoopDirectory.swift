// SPDX-License-Identifier: Apache-2.0

internal import EventLoop

/// The loops that run, as the control thread reaches them.
final class LoopDirectory {
    /// By the loop's number.
    private(set) var senders: [Int: MailboxSender<WorkerMessage>] = [:]
    /// How many there will be.
    let expected: Int
    private var lastTurn = -1

    init(expected: Int) { self.expected = expected }

    /// Whether all of them run.
    var isComplete: Bool { senders.count == expected }

    /// A loop runs.
    func add(_ sender: MailboxSender<WorkerMessage>, as index: Int) { senders[index] = sender }

    /// Tells a loop; one that does not run hears nothing.
    func tell(_ index: Int, _ message: WorkerMessage) { senders[index]?.send(message) }

    /// Tells every loop that runs.
    func tellAll(_ message: WorkerMessage) {
        for sender in senders.values { sender.send(message) }
    }

    /// The loop whose turn it is, for what any of them may do.
    func next() -> MailboxSender<WorkerMessage>? {
        lastTurn = senders.keys.sorted().first { $0 > lastTurn } ?? senders.keys.min() ?? -1
        return senders[lastTurn]
    }
}
